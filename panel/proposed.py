"""Opgaven that are voorgelegd: whether residents recognise them, and what they say with it."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.asking import adopting, recognising
from models.asking.adopting import NotProposed
from models.people.rights import Act
from models.plan.opgaven import OpgaveState
from panel.gate import needs
from panel.views import PanelView
from texts.render import text


class ProposedView(PanelView):
    """For whoever may read what residents say, before an opgave is vastgesteld."""

    act = Act.READ
    menu_key = "panel.menu.proposed"
    menu_place = 27

    def __init__(self) -> None:
        super().__init__("voorgelegd", "/voorgelegd")

    @expose("/")
    def index(self) -> str:
        opgaven = recognising.proposed(self.session, self.staff)
        return str(self.render("proposed/index.html", opgaven=opgaven))

    @expose("/<opgave>")
    def one(self, opgave: str) -> str:
        heard = recognising.heard_of(self.session, self.staff, opgave) or abort(404)
        counts = heard.counts or {}
        rows = [(text(f"proposed.{answer}", "nl"), count) for answer, count in counts.items()]
        open_ = heard.opgave.state is OpgaveState.PROPOSED
        may = open_ and self.may(Act.PROGRESS, heard.opgave.stadsdeel_id)
        return str(self.render("proposed/one.html", heard=heard, rows=rows, may=may))

    @expose("/<opgave>/vaststellen", methods=["POST"])
    @needs(Act.PROGRESS)
    def adopt(self, opgave: str) -> ResponseReturnValue:
        """There is no way back, so they say to have read what residents said.

        Whoever presses it twice, or after a colleague, is told that it was done.
        """
        heard = recognising.heard_of(self.session, self.staff, opgave) or abort(404)
        self.must(Act.PROGRESS, heard.opgave.stadsdeel_id)
        if not request.form.get("gelezen"):
            flash(text("adopted.read_first", "nl"), "error")
            return redirect(url_for("voorgelegd.one", opgave=opgave), 303)
        try:
            told = adopting.adopt(self.session, self.staff, opgave, self.now)
        except NotProposed:
            flash(text("adopted.already", "nl"), "error")
        else:
            said = text("adopted.done", "nl"), text("meetings.told", "nl", n=told)
            flash(" ".join(said), "success")
        return redirect(url_for("voorgelegd.index"), 303)
