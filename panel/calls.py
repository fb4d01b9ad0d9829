"""Who wants to be called: a number, as long as nobody spoke to them."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives.terms import local_day
from models.people import calls
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text

# What the form says happened: what is done then, and what the colleague reads.
ACTS = {"done": (calls.done, "calls.was_done"), "tried": (calls.no_answer, "calls.was_tried")}


class CallsView(PanelView):
    """For whoever speaks with residents of a stadsdeel; of no known wijk, for the whole city."""

    act = Act.CALL
    menu_key = "panel.menu.calls"
    menu_place = 15

    def __init__(self) -> None:
        super().__init__("terugbellen", "/terugbellen")

    @expose("/")
    def index(self) -> str:
        return self._page()

    @expose("/<int:call_id>/nummer", methods=["POST"])
    def phone(self, call_id: int) -> str:
        """The same page with the number of one of them: who reads it is written down."""
        asked = calls.lock(self.session, call_id) if call_id < 2**63 else None
        if asked is None:
            abort(404)
        self.must(Act.CALL, asked.stadsdeel_id)
        number = calls.read_phone(self.session, self.staff, asked, self.now)
        return self._page(asked.id, number)

    def _page(self, call_id: int | None = None, number: str = "") -> str:
        waiting = calls.waiting(self.session, self.staff, local_day(self.now))
        told = {"call_id": call_id, "number": number}
        return str(self.render("panel/calls.html", waiting=waiting, **told))

    @expose("/<int:call_id>", methods=["POST"])
    def settle(self, call_id: int) -> ResponseReturnValue:
        """They spoke, or nobody picked up."""
        act, said = ACTS.get(request.form.get("act", ""), (None, ""))
        if act is None or call_id >= 2**63:
            abort(404)
        asked = calls.lock(self.session, call_id)
        if asked is None:
            flash(text("calls.was_gone", "nl"), "error")
        else:
            self.must(Act.CALL, asked.stadsdeel_id)
            act(self.session, self.staff, asked, self.now)
            flash(text(said, "nl"), "success")
        return redirect(url_for("terugbellen.index"), 303)
