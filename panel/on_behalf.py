"""For residents without a chat: entering what they tell us, and telling them what we say."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.initiatives import on_behalf, reading
from models.initiatives.answering import NotAsked
from models.initiatives.contributions import Contribution
from models.initiatives.on_behalf import NoByHand
from models.initiatives.submitting import TooMany
from models.messages import by_hand
from models.messages.by_hand import ToTell
from models.people.rights import Act, within
from models.people.staff import StaffEvent
from models.plan.areas import Area, AreaKind
from models.plan.help import Category
from models.plan.reading import load_frame
from panel.forms.on_behalf import AgreeForm, AnswerForm, IdeaForm, Options
from panel.views import PanelView
from texts.render import text


class OnBehalfView(PanelView):
    """For whoever speaks with residents. Whose contact is opened is logged."""

    act = Act.ON_BEHALF
    menu_key = "panel.menu.on_behalf"
    menu_place = 16

    def __init__(self) -> None:
        super().__init__("namens", "/namens")

    @expose("/")
    def index(self) -> str:
        waiting = by_hand.waiting(self.session, self.staff)
        return str(self.render("on_behalf/index.html", waiting=waiting))

    @expose("/nieuw", methods=["GET", "POST"])
    def enter(self) -> ResponseReturnValue:
        form = IdeaForm(request.form if request.method == "POST" else None)
        form.offer(self._categories(), self._wijken())
        if request.method == "GET":
            return self._show("enter", form)
        if not form.validate():
            return self._show("enter", form, 422)
        try:
            made = on_behalf.enter(
                self.session, self.staff, form.idea(), form.reached_by(), self.now
            )
        except TooMany:
            form.contact.errors = [text("on_behalf.too_many", "nl")]
            return self._show("enter", form, 422)
        flash(text("on_behalf.entered", "nl", ref=made.ref), "success")
        return redirect(url_for("initiatief.one", ref=made.ref), 303)

    @expose("/<int:message_id>", methods=["POST"])
    def letter(self, message_id: int) -> str:
        """The words with whom they are for, to print or read out. Opening it is written down."""
        found = self._find(message_id)
        self.session.add(
            StaffEvent(
                at=self.now, by_id=self.staff.id, act="read contact", subject=f"outbox {found.id}"
            )
        )
        phone = load_frame(self.session).phone
        closing = text("by_hand.closing", found.language, phone=phone)
        return str(self.render("on_behalf/letter.html", one=found, closing=closing))

    @expose("/<int:message_id>/verteld", methods=["POST"])
    def told(self, message_id: int) -> ResponseReturnValue:
        found = self._find(message_id)
        by_hand.told(self.session, self.staff, found.id, self.now)
        flash(text("on_behalf.was_told", "nl"), "success")
        return redirect(url_for(".index"), 303)

    @expose("/antwoord/<ref>", methods=["GET", "POST"])
    def answer(self, ref: str) -> ResponseReturnValue:
        """What they answered: to a question in words, to a changed text by yes or no."""
        contribution = self._contribution(ref)
        asked = contribution.question is not None
        kind = AnswerForm if asked else AgreeForm
        form = kind(request.form if request.method == "POST" else None)
        if request.method == "GET":
            return self._show("answer", form, one=contribution)
        if not form.validate():
            return self._show("answer", form, 422, one=contribution)
        try:
            self._write_down(contribution, form)
        except (NoByHand, NotAsked):
            why = text("on_behalf.not_asked", "nl")
            return self._show("answer", form, 409, one=contribution, refused=why)
        flash(text("on_behalf.answered", "nl"), "success")
        return redirect(url_for("initiatief.one", ref=ref), 303)

    def _write_down(self, contribution: Contribution, form: AnswerForm | AgreeForm) -> None:
        if isinstance(form, AnswerForm):
            words = str(form.words.data)
            on_behalf.answer_for(self.session, self.staff, contribution, words, self.now)
        else:
            agree = form.agree.data == "ja"
            on_behalf.agree_for(self.session, self.staff, contribution, agree, self.now)

    def _show(
        self, page: str, form: object, status: int = 200, **more: object
    ) -> ResponseReturnValue:
        shown = {"one": None, "refused": None} | more
        return self.render(f"on_behalf/{page}.html", form=form, **shown), status

    def _find(self, message_id: int) -> ToTell:
        known = message_id < 2**63
        found = by_hand.find(self.session, self.staff, message_id) if known else None
        return found or abort(404)

    def _contribution(self, ref: str) -> Contribution:
        found = reading.find(self.session, self.staff, ref) if len(ref) <= 16 else None
        if found is None:
            abort(404)
        self.must(Act.ON_BEHALF, found.stadsdeel_id)
        return found

    def _categories(self) -> Options:
        rows = self.session.execute(
            select(Category.slug, Category.name).order_by(Category.position, Category.name)
        )
        return [(slug, name) for slug, name in rows]

    def _wijken(self) -> Options:
        mine = within(Area.stadsdeel_id, self.staff, Act.ON_BEHALF)
        rows = self.session.execute(
            select(Area.slug, Area.name).where(Area.kind == AreaKind.WIJK, mine).order_by(Area.name)
        )
        return [(slug, name) for slug, name in rows]
