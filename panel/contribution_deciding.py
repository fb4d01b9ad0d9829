"""An act in two steps: first the message as the resident will read it, then sending just that."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models.desk.asked import Asked
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.linking import AlreadyLinked
from models.initiatives.moderation import Decision, NotOffered
from models.initiatives.moves import Conflict, MoveNotAllowed, NotThere, who_was_first
from models.initiatives.realisation import next_steps
from models.initiatives.requests import change_of
from models.initiatives.telling import author_language, frozen, hears
from panel.contribution_acts import ActPage
from panel.desk.suggestions import picker
from panel.desk.warnings import ask_to_check
from panel.forms.deciding import AdvanceForm, HandOverForm, OfferForm
from panel.forms.linking import TakesLink
from panel.previewing import Preview
from panel.stadsdelen import stadsdelen
from panel.views import PanelView
from texts.render import text

REFUSED = (MoveNotAllowed, NotOffered, AlreadyLinked, NotThere)
WHY = {NotOffered: "not_offered", AlreadyLinked: "already_linked"}


@dataclass
class Deciding:
    """One request about one act: who asks, about what, with which form."""

    view: PanelView
    contribution: Contribution
    page: ActPage
    form: Any

    def asked(self) -> Asked:
        base_url = current_app.config["BASE_URL"]
        return Asked(self.view.session, self.contribution, self.form.plain(), base_url)

    def preview(self, asked: Asked) -> Preview | None:
        """The message that goes with the form as it is filled in; None for a silent act."""
        draft = self.page.act.draft
        if draft is None:
            return None
        language = author_language(self.view.session, self.contribution)
        chat = hears(self.view.session, self.contribution)
        if chat is None:
            return Preview(None, language, None)
        return Preview(frozen(draft(asked), language), language, chat.channel)

    def show(self, status: int = 200, **more: Any) -> ResponseReturnValue:
        """The page with the form as it was typed."""
        self.form.version.data = self.contribution.version
        if "preview" not in more:
            # What is not on this page has not been seen.
            self.form.seen.data = ""
        possible = self.page.act.possible(self.contribution)
        shown = {"preview": None, "conflict": None, "refused": None} | more
        return (
            self.view.render(
                "contribution/act.html",
                one=self.contribution,
                change=change_of(self.contribution),
                page=self.page,
                form=self.form,
                possible=possible,
                speaks=self.page.act.draft is not None,
                **shown,
            ),
            status,
        )


def decide(view: PanelView, contribution: Contribution, page: ActPage) -> ResponseReturnValue:
    """Show the form, show the message, or carry out the act and go back to the contribution."""
    form = page.form(request.form if request.method == "POST" else None)
    form.keep_language(author_language(view.session, contribution))
    _offer_choices(view, contribution, form)
    deciding = Deciding(view, contribution, page, form)
    if request.method == "GET":
        _begin_with_present_text(contribution, form)
    ask_to_check(contribution, page.deed, form)
    if request.method == "GET":
        return deciding.show()
    if form.version_seen != contribution.version:
        return deciding.show(409, conflict=who_was_first(view.session, contribution))
    if not form.validate():
        return deciding.show(422)
    return _carry_out(deciding)


def _carry_out(deciding: Deciding) -> ResponseReturnValue:
    view, contribution = deciding.view, deciding.contribution
    try:
        asked = deciding.asked()
        preview = deciding.preview(asked)
        if preview is not None and not _has_been_seen(deciding.form, preview):
            deciding.form.seen.data = preview.mark
            return deciding.show(preview=preview)
        body = preview.body if preview else None
        decision = Decision(view.staff, deciding.form.version_seen, view.now, body)
        heard = deciding.page.act.carry_out(asked, decision)
    except Conflict as conflict:
        view.session.refresh(contribution)
        return deciding.show(409, conflict=conflict)
    except REFUSED as refused:
        why = WHY.get(type(refused), "not_possible")
        return deciding.show(409, refused=f"contribution.refused_{why}")
    flash(text("contribution.told" if heard else "contribution.not_told", "nl"), "success")
    return redirect(_onward(view, contribution), 303)


def _has_been_seen(form: Any, preview: Preview) -> bool:
    """Whether sending was asked for, of the very message that the colleague was shown."""
    return request.form.get("step") == "send" and form.seen.data == preview.mark


def _onward(view: PanelView, contribution: Contribution) -> str:
    """Back to the contribution, or to the queue when it went to another's stadsdeel."""
    if view.may(view.act, contribution.stadsdeel_id):
        return url_for("initiatief.one", ref=contribution.ref)
    return url_for("queue.index")


def _offer_choices(view: PanelView, contribution: Contribution, form: Any) -> None:
    if isinstance(form, HandOverForm):
        others = [area for area in stadsdelen(view.session) if area.id != contribution.stadsdeel_id]
        form.offer_stadsdelen([(str(area.id), area.name) for area in others])
    elif isinstance(form, AdvanceForm) and isinstance(contribution, Initiative):
        form.offer_steps(next_steps(contribution))
    elif isinstance(form, TakesLink):
        form.offer(picker(view, contribution))


def _begin_with_present_text(contribution: Contribution, form: Any) -> None:
    """What is on the site, or else what was typed, is where a changed text begins."""
    if isinstance(form, OfferForm):
        shown = contribution.status is Moderation.PLACED
        form.title.data = contribution.public_title if shown else contribution.title
        form.body.data = contribution.public_body if shown else contribution.body
    elif isinstance(form, TakesLink):
        form.subject.data = request.args.get("subject", "")
