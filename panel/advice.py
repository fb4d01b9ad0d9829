"""Asking advice about a contribution, and giving it to a colleague who asks."""

import secrets

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import advising
from models.initiatives import reading
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision
from models.initiatives.moves import NotThere
from models.people.rights import Act
from panel.forms.advice import AskAdviceForm, GiveAdviceForm
from panel.views import PanelView
from texts.render import text


class AdviceView(PanelView):
    """What one is asked; and a form to ask others. All who may write a note."""

    act = Act.NOTE
    menu_key = "panel.menu.advice"
    menu_place = 16

    def __init__(self) -> None:
        super().__init__("advies", "/advies")

    @expose("/")
    def index(self) -> str:
        lines = advising.waiting_for(self.session, self.staff)
        return str(self.render("advice/index.html", lines=lines))

    @expose("/<int:advice_id>", methods=["GET", "POST"])
    def give(self, advice_id: int) -> ResponseReturnValue:
        """The question with the text it is about, and the answer; then it is given."""
        lines = advising.waiting_for(self.session, self.staff)
        line = next((line for line in lines if line.id == advice_id), None)
        if line is None:
            abort(404)
        form = GiveAdviceForm(request.form if request.method == "POST" else None)
        if request.method == "GET" or not form.validate():
            status = 200 if request.method == "GET" else 422
            one = self._find(line.ref)
            return self.render("advice/give.html", line=line, one=one, form=form), status
        try:
            said = str(form.answer.data)
            ref = advising.give(self.session, self.staff, advice_id, said, self.now)
        except NotThere:
            abort(404)
        flash(text("advice.given", "nl"), "success")
        return redirect(url_for("initiatief.one", ref=ref), 303)

    @expose("/vraag/<ref>", methods=["GET", "POST"])
    def ask(self, ref: str) -> ResponseReturnValue:
        """Whom to ask what. Who is outside gets a link, which is shown here as well."""
        contribution = self._find(ref)
        form = AskAdviceForm(request.form if request.method == "POST" else None)
        form.offer(advising.advisers(self.session, contribution, self.staff))
        if request.method == "GET" or not form.validate():
            status = 200 if request.method == "GET" else 422
            return self.render("advice/ask.html", one=contribution, form=form), status
        by = Decision(self.staff, contribution.version, self.now)
        if form.colleague.data:
            return self._ask_colleague(contribution, by, form)
        return self._ask_outside(contribution, by, form)

    def _ask_colleague(
        self, contribution: Contribution, by: Decision, form: AskAdviceForm
    ) -> ResponseReturnValue:
        colleague_id, question = int(form.colleague.data), str(form.question.data)
        advising.ask_colleague(self.session, contribution, by, colleague_id, question)
        flash(text("advice.asked", "nl"), "success")
        return redirect(url_for("initiatief.one", ref=contribution.ref), 303)

    def _ask_outside(
        self, contribution: Contribution, by: Decision, form: AskAdviceForm
    ) -> ResponseReturnValue:
        to, question = str(form.email.data), str(form.question.data)
        token, base_url = secrets.token_urlsafe(32), current_app.config["BASE_URL"]
        try:
            address = advising.ask_outside(
                self.session, contribution, by, to, question, token, base_url
            )
        except advising.TooMany:
            form.email.errors = [text("advice.too_many", "nl")]
            return self.render("advice/ask.html", one=contribution, form=form), 422
        return str(self.render("advice/link.html", one=contribution, address=address))

    def _find(self, ref: str) -> Contribution:
        found = reading.find(self.session, self.staff, ref)
        if found is None:
            abort(404)
        self.must(Act.NOTE, found.stadsdeel_id)
        return found
