"""Messages that need a colleague: missing, set aside, unsure, undelivered. Never their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.messages import deciding
from models.messages.deciding import NotDecided
from models.messages.health import measure
from models.messages.outbox import OutState
from models.operations import reconciling
from models.operations.gaps import Gap, GapKind
from models.operations.reconciling import NotLeft
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text

SHOWN = 50
FURTHEST = 2**63
# What the button says by which a gap is left as it is.
LEAVE = {
    GapKind.REMINDER: "messages.leave_campaign",
    GapKind.CHECK_IN: "messages.leave_checkin",
    GapKind.RESULT: "messages.leave_checkin",
    GapKind.NO_REPLY: "messages.leave",
}


@dataclass(frozen=True)
class GapLine:
    """Something that does not add up, in words, and the page where more of it stands.

    `leave` is what the button says, empty for what goes by itself.
    """

    gap: Gap
    says: str
    leave: str
    more_key: str = ""
    more: str = ""


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
                gaps=_piece(self._gaps()),
                shown=SHOWN,
                health=measure(self.session, self.now),
                reconciled_at=reconciling.last_at(self.session),
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

    @expose("/verschil/<int:id>/laat", methods=["POST"])
    def leave_gap(self, id: int) -> ResponseReturnValue:
        """Leave something that does not add up as it is; the form says which kind it is."""
        self._within(id)
        kind = request.form.get("soort", "")
        if kind not in list(GapKind):
            abort(404)
        try:
            reconciling.leave(self.session, self.staff, GapKind(kind), id, self.now)
        except NotLeft:
            return self._back("messages.refused.gap_gone", "error")
        return self._back("messages.left", "success")

    def _gaps(self) -> Sequence[GapLine]:
        return [_line(gap) for gap in reconciling.gaps(self.session, SHOWN + 1)]

    def _within(self, id: int) -> None:
        """A number that no row can have is a page that is not there."""
        self.must(Act.MESSAGES, None)
        if not 0 <= id < FURTHEST:
            abort(404)

    def _back(self, key: str, category: str) -> ResponseReturnValue:
        flash(text(key, "nl"), category)
        return redirect(url_for("berichten.index"))


def _line(gap: Gap) -> GapLine:
    key = f"gap.{gap.kind}" + ("_more" if gap.n < 0 else "")
    says = text(key, "nl", id=gap.subject, n=abs(gap.n))
    leave = text(LEAVE[gap.kind], "nl", n=gap.subject) if gap.kind in LEAVE else ""
    if gap.kind is GapKind.REMINDER:
        return GapLine(gap, says, leave, "messages.gap_to_campaigns", url_for("campagnes.index"))
    if gap.kind in (GapKind.CHECK_IN, GapKind.RESULT):
        page = url_for("checkins.one", checkin_id=gap.subject)
        return GapLine(gap, says, leave, "messages.gap_to_checkin", page)
    return GapLine(gap, says, leave)


def _piece(rows: Sequence[Any]) -> tuple[Sequence[Any], bool]:
    """What is shown, and whether there is more."""
    return rows[:SHOWN], len(rows) > SHOWN
