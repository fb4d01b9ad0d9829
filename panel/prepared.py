"""Decisions that wait: undo what is on its way, release a pile, take one back in hand."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import ColumnElement

from models.desk import preparing, waiting
from models.desk.prepared import Prepared
from models.initiatives.contributions import Contribution
from models.initiatives.moves import NotThere
from models.people.rights import Act, NotAllowed
from models.plan.reading import load_frame
from panel.desk.trail import Trail
from panel.views import PanelView
from texts.render import text


class PreparedView(PanelView):
    """For whoever prepares or decides. Each act asks for its own right once more."""

    act = Act.CLAIM
    menu_key = "desk.prepared"
    menu_place = 11

    def __init__(self) -> None:
        super().__init__("klaar", "/klaar")

    @expose("/")
    def index(self) -> str:
        pile = waiting.pile(self.session, self.staff)
        return str(self.render("desk/prepared.html", pile=pile))

    @expose("/loslaten", methods=["POST"])
    def release(self) -> ResponseReturnValue:
        """Let the chosen ones go, together."""
        chosen = [int(value) for value in request.form.getlist("kies") if _is_id(value)]
        wait = timedelta(seconds=load_frame(self.session).undo_seconds)
        gone = preparing.release(self.session, self.staff, chosen, self.now, wait)
        left = len(chosen) - len(gone)
        flash(text("desk.released", "nl", n=len(gone)), "success" if gone else "error")
        if left:
            flash(text("desk.not_released", "nl", n=left), "error")
        return redirect(url_for("klaar.index"), 303)

    @expose("/terug/<int:prepared_id>", methods=["POST"])
    def undo(self, prepared_id: int) -> ResponseReturnValue:
        """Undo one decision, and go back to its form as it was filled in."""
        return self._undo(Prepared.id == prepared_id)

    @expose("/terug/reeks/<uuid:batch>", methods=["POST"])
    def undo_batch(self, batch: uuid.UUID) -> ResponseReturnValue:
        return self._undo(Prepared.batch == batch)

    @expose("/pak/<int:prepared_id>", methods=["POST"])
    def take(self, prepared_id: int) -> ResponseReturnValue:
        """Take a waiting decision in hand, or drop what came back."""
        try:
            row = preparing.take_away(self.session, self.staff, prepared_id)
        except (NotThere, NotAllowed):
            abort(404)
        if row.why is None or request.form.get("weg"):
            return redirect(url_for("klaar.index"), 303)
        return redirect(self._form_of(row), 303)

    def _undo(self, which: ColumnElement[bool]) -> ResponseReturnValue:
        try:
            undone = preparing.undo(self.session, self.staff, which)
        except NotThere:
            if waiting.exists(self.session, which):
                abort(404)
            flash(text("desk.too_late", "nl"), "error")
            return redirect(Trail.of_request().queue, 303)
        flash(text("desk.undone", "nl", n=len(undone)), "success")
        return redirect(self._where(undone), 303)

    def _where(self, undone: Sequence[Prepared]) -> str:
        return self._form_of(undone[0]) if len(undone) == 1 else url_for("klaar.index")

    def _form_of(self, row: Prepared) -> str:
        ref = self.session.get_one(Contribution, row.contribution_id).ref
        return Trail.of_request().to_act(ref, row.slug)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 18
