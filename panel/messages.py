"""Messages that a colleague must decide on: set aside, unsure, undelivered. Never their content."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.messages import deciding
from models.messages.deciding import NotDecided
from models.messages.health import measure
from models.messages.outbox import OutState
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text

SHOWN = 50
FURTHEST = 2**63


class MessagesView(PanelView):
    """For who looks after the system and for the coordinator, of the whole city at once."""

    act = Act.MESSAGES
    under = "beheer"
    title_key = "messages.menu"

    def __init__(self) -> None:
        super().__init__("berichten", "/berichten")

    def is_accessible(self) -> bool:
        # An update that was set aside belongs to no stadsdeel that we know of.
        return super().is_accessible() and self.may(Act.MESSAGES, None)

    @property
    def title(self) -> str:
        return text(self.title_key, "nl")

    @expose("/")
    def index(self) -> str:
        unknown = deciding.unsure(self.session, OutState.UNKNOWN, SHOWN + 1)
        failed = deciding.unsure(self.session, OutState.FAILED, SHOWN + 1)
        return str(
            self.render(
                "messages/index.html",
                poison=_piece(deciding.set_aside(self.session, SHOWN + 1)),
                unknown=_piece(unknown),
                failed=_piece(failed),
                shown=SHOWN,
                health=measure(self.session, self.now),
                now=self.now,
            )
        )

    @expose("/<int:id>/opnieuw", methods=["POST"])
    def resend(self, id: int) -> ResponseReturnValue:
        """Send an unknown message once more."""
        self._within(id)
        try:
            deciding.resend(self.session, self.staff, id, self.now)
        except NotDecided as refused:
            return self._back(refused.why, "error")
        return self._back("messages.sent_again", "success")

    @expose("/<int:id>/laat", methods=["POST"])
    def leave(self, id: int) -> ResponseReturnValue:
        """Leave an unknown or failed message as it is."""
        self._within(id)
        try:
            deciding.leave(self.session, self.staff, id, self.now)
        except NotDecided as refused:
            return self._back(refused.why, "error")
        return self._back("messages.left", "success")

    @expose("/mislukt/laat", methods=["POST"])
    def leave_failed(self) -> ResponseReturnValue:
        """Leave all failed messages as they are, up to the newest that was on the page."""
        up_to = request.form.get("tot", 0, type=int)
        self._within(up_to)
        deciding.leave_failed(self.session, self.staff, up_to, self.now)
        return self._back("messages.left", "success")

    @expose("/ontvangen/<int:id>/laat", methods=["POST"])
    def dismiss(self, id: int) -> ResponseReturnValue:
        """Somebody looked at an update that was set aside."""
        self._within(id)
        try:
            deciding.dismiss(self.session, self.staff, id, self.now)
        except NotDecided as refused:
            return self._back(refused.why, "error")
        return self._back("messages.left", "success")

    def _within(self, id: int) -> None:
        """A number that no row can have is a page that is not there."""
        self.must(Act.MESSAGES, None)
        if not 0 <= id < FURTHEST:
            abort(404)

    def _back(self, key: str, category: str) -> ResponseReturnValue:
        flash(text(key, "nl"), category)
        return redirect(url_for("berichten.index"))


def _piece(rows: Sequence[Any]) -> tuple[Sequence[Any], bool]:
    """What is shown, and whether there is more."""
    return rows[:SHOWN], len(rows) > SHOWN
