"""The log of what colleagues did with accounts and lists, newest first."""

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from flask_admin import expose
from sqlalchemy import select

from models.people.rights import Act
from models.people.staff import Staff, StaffEvent
from panel.stadsdelen import role_name, role_of
from panel.views import PanelView
from texts.render import text

ROWS = 100


@dataclass(frozen=True)
class Line:
    """One act, in words."""

    at: datetime
    by: str
    act: str
    on: str
    detail: str


class LogbookView(PanelView):
    """For an auditor. It names colleagues and rows, never what residents wrote."""

    act = Act.LOGS
    under = "beheer"
    title_key = "admin.list.logboek"

    def __init__(self) -> None:
        super().__init__("logboek", "/beheer/logboek")

    def is_accessible(self) -> bool:
        # It names colleagues of all stadsdelen.
        return super().is_accessible() and self.may(Act.LOGS, None)

    @property
    def title(self) -> str:
        return text(self.title_key, "nl")

    @expose("/")
    def index(self) -> str:
        """A page of the log; `voor` is the id that its rows lie before."""
        before = request.args.get("voor", type=int)
        rows = select(StaffEvent, Staff.name).outerjoin(Staff, Staff.id == StaffEvent.by_id)
        if before is not None and 0 < before < 2**63:
            rows = rows.where(StaffEvent.id < before)
        events = self.session.execute(rows.order_by(StaffEvent.id.desc()).limit(ROWS + 1)).all()
        shown = [self._line(event, name) for event, name in events[:ROWS]]
        last = events[ROWS - 1].StaffEvent.id if len(events) > ROWS else None
        older = url_for("logboek.index", voor=last) if last else None
        return str(self.render("panel/logbook.html", lines=shown, older=older))

    def _line(self, event: StaffEvent, name: str | None) -> Line:
        kind, _, id_ = event.subject.partition(" ")
        roles = [role for value in event.detail.split(", ") if (role := role_of(value))]
        return Line(
            at=event.at,
            by=name or text("admin.log.system", "nl"),
            act=text(f"log.{event.act.replace(' ', '_')}", "nl"),
            on=text(f"log.on.{kind}", "nl", id=id_),
            detail=", ".join(role_name(self.session, role) for role in roles),
        )
