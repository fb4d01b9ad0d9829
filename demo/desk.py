"""What colleagues did around an example before it is decided, each by the acts themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.desk import advising, preparing, standing_in
from models.desk.acts import ACTS
from models.desk.asked import Asked
from models.desk.preparing import Going
from models.desk.standing_in import Period
from models.initiatives import blocking, claiming, moderation, saved_tabs
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision
from models.initiatives.telling import frozen
from models.initiatives.terms import local_day
from models.people.blocks import Block, BlockReason
from models.people.staff import Staff
from models.plan.din import Weight

JUST_NOW = timedelta(minutes=4)
YESTERDAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """`staff`: the colleagues by their first name; `assistant` prepares what others decide."""

    session: Session
    base_url: str
    now: datetime
    staff: Mapping[str, Staff]
    assistant: str = "sem"

    def around(self, row: Mapping[str, Any], one: Contribution, manager: Staff) -> None:
        """All that the row of an example says of its desk."""
        if row.get("opgepakt"):
            moderation.take_up(self.session, one, self._by(manager, one))
        if "notitie" in row:
            helper = self.staff[self.assistant]
            moderation.note(self.session, one, self._by(helper, one), row["notitie"])
        if "advies" in row:
            self._advise(row["advies"], one, manager)
        for slug, told in row.get("klaar", {}).items():
            self._prepare(slug, told, one)
        if "blokkade" in row:
            self._block(row["blokkade"], one)
        if "bezig" in row:
            busy = self.staff[row["bezig"]]
            claiming.claim(self.session, one, busy, self.now - JUST_NOW)

    def stand_in(self, row: Mapping[str, str]) -> None:
        """One will be away for a week; the other does the work then."""
        absent, stand_in = self.staff[row["weg"]], self.staff[row["neemt_waar"]]
        first = local_day(self.now) + timedelta(days=int(row["over"]))
        period = Period(first, first + timedelta(days=6))
        standing_in.name(self.session, absent, absent, stand_in, period, self.now)

    def _block(self, row: Mapping[str, Any], one: Contribution) -> None:
        """One colleague proposed to block its author; perhaps another agreed."""
        until = local_day(self.now) + timedelta(days=int(row["dagen"]))
        by = self._by(self.staff[row["door"]], one)
        reason = BlockReason(row["reden"])
        blocking.propose(self.session, one, by, reason, row["uitleg"], until)
        theirs = Block.resident_id == one.resident_id
        if "akkoord" in row:
            block = self.session.scalars(select(Block).where(theirs)).one()
            at = self.now - timedelta(hours=3)
            blocking.confirm(self.session, block, self.staff[row["akkoord"]], at)

    def keep_tabs(self, tabs: Mapping[str, Mapping[str, str]]) -> None:
        """The tabs of their own that colleagues made."""
        for who, named in tabs.items():
            for name, query in named.items():
                saved_tabs.save(self.session, self.staff[who], name, query)

    def _advise(self, row: Mapping[str, str], one: Contribution, manager: Staff) -> None:
        adviser = self.staff[row["van"]]
        asked = self._by(manager, one)
        advising.ask_colleague(self.session, one, asked, adviser.id, row["vraag"])
        if "antwoord" in row:
            (line,) = advising.about(self.session, one)
            at = self.now - timedelta(hours=3)
            advising.give(self.session, adviser, line.id, row["antwoord"], at)

    def _prepare(self, slug: str, told: str, one: Contribution) -> None:
        """The assistant fills in the form of an act; it waits for who may let it go."""
        values = {"told": told, "subject": "", "weight": str(Weight.MEDIUM)}
        asked, act = Asked(self.session, one, values, self.base_url), ACTS[slug]
        message = frozen(act.draft(asked), one.language) if act.draft else None
        decision = self._by(self.staff[self.assistant], one, message)
        preparing.prepare(asked, act, decision, Going(None))

    def _by(self, staff: Staff, one: Contribution, message: Any = None) -> Decision:
        self.session.refresh(one, ["version"])
        return Decision(staff, one.version, self.now - YESTERDAY, message)
