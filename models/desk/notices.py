"""Mail that tells colleagues that work waits: how much, never whose or what.

Each colleague chooses for themselves: at once, each working day, or not at all, which is how it
begins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.bulk import plain
from models.initiatives.contributions import Contribution
from models.initiatives.lateness import late_for
from models.initiatives.lifecycles import Moderation
from models.initiatives.place_plan import PlacePlan
from models.initiatives.place_plan import waits as plan_waits
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Tab
from models.initiatives.terms import local_day, working_days_after
from models.messages import mail
from models.messages.mail import Letter
from models.people.rights import Act, allowed_somewhere, within
from models.people.staff import Staff, Waarneming
from texts.render import text

# "At once" is no mail for each of twenty that come in together.
PAUSE = timedelta(minutes=10)


class Pace(StrEnum):
    """When a colleague gets mail."""

    AT_ONCE = "meteen"
    DAILY = "dagelijks"
    NEVER = "nooit"


class Notice(Base):
    """What a colleague chose, and up to which contribution they have heard."""

    __tablename__ = "staff_notice"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    pace: Mapped[Pace]
    told_up_to: Mapped[int]
    told_at: Mapped[datetime]


@dataclass(frozen=True)
class Work:
    """What there is for a colleague, in numbers as of the queue. `newest` is the last contribution
    of all; `new_plans`: a plan was handed in since they heard."""

    new: int
    to_do: int
    late: int
    waiting: int
    plans: int
    new_plans: bool
    newest: int


def pace_of(session: Session, staff: Staff) -> Pace:
    """What this colleague chose."""
    chosen = session.get(Notice, staff.id)
    return chosen.pace if chosen else Pace.NEVER


def choose(session: Session, staff: Staff, pace: Pace, now: datetime) -> None:
    """From now on mail comes so. What came in before is no news."""
    values = {"pace": pace, "told_up_to": _newest(session), "told_at": now}
    row = insert(Notice).values(staff_id=staff.id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=values))


def tell_at_once(session: Session, now: datetime, base_url: str) -> int:
    """Mail who wants to hear at once and has something new. Returns how many."""
    told = 0
    for notice, staff, to in _asked(session, Pace.AT_ONCE, now):
        if notice.told_at > now - PAUSE:
            continue
        work = _work(session, staff, notice, now)
        if work.new or work.new_plans:
            told += _tell(session, notice, staff, to, work, now, base_url)
    return told


def tell_daily(session: Session, now: datetime, base_url: str) -> int:
    """Mail who wants to hear each working day, where there is anything to do."""
    today = local_day(now)
    if working_days_after(today - timedelta(days=1), 1) != today:
        return 0
    told = 0
    for notice, staff, to in _asked(session, Pace.DAILY, now):
        work = _work(session, staff, notice, now)
        if local_day(notice.told_at) < today and (work.to_do or work.new):
            told += _tell(session, notice, staff, to, work, now, base_url)
    return told


def _asked(session: Session, pace: Pace, now: datetime) -> Iterator[tuple[Notice, Staff, str]]:
    """Who chose so and may read, with the address that it goes to: of who is away, the stand-in's.

    A stand-in who gets mail of their own finds the work of both in that.
    """
    stand_ins = _stand_ins(session, now)
    rows = select(Notice, Staff).join(Staff, Staff.id == Notice.staff_id)
    found = session.execute(rows.where(Notice.pace == pace, Staff.active).order_by(Staff.id))
    for notice, staff in found.all():
        to = stand_ins.get(staff.id, staff.email)
        if to and allowed_somewhere(staff, Act.READ):
            yield notice, staff, to


def _stand_ins(session: Session, now: datetime) -> Mapping[int, str]:
    """By who is away now: the address of who stands in, or nothing where they have mail anyhow."""
    found = session.execute(
        select(Waarneming.absent_id, Staff.email, Notice.pace)
        .join(Staff, Staff.id == Waarneming.stand_in_id)
        .outerjoin(Notice, Notice.staff_id == Staff.id)
        .where(Waarneming.starts_at <= now, Waarneming.ends_at > now)
    )
    return {absent: "" if pace not in (None, Pace.NEVER) else to for absent, to, pace in found}


def _work(session: Session, staff: Staff, notice: Notice, now: datetime) -> Work:
    row, plan = plain(Contribution).c, plain(PlacePlan).c
    mine: Any = within(row.stadsdeel_id, staff, Act.READ)
    came_in = row.status == Moderation.SUBMITTED
    new = select(func.count()).where(mine, row.id > notice.told_up_to, came_in)
    handed_in = select(plan.contribution_id).join(Contribution, row.id == plan.contribution_id)
    lately = handed_in.where(mine, plan_waits(), plan.handed_in_at > notice.told_at)
    heaps = counts(session, staff, now)
    return Work(
        new=session.scalar(new) or 0,
        to_do=heaps[Tab.TO_DO].number,
        late=heaps[Tab.LATE].number,
        waiting=heaps[Tab.WAITING].number,
        plans=heaps[Tab.PLANS].number,
        new_plans=bool(session.scalar(select(lately.exists()))),
        newest=_newest(session),
    )


def _tell(
    session: Session,
    notice: Notice,
    staff: Staff,
    to: str,
    work: Work,
    now: datetime,
    base_url: str,
) -> bool:
    numbers = (("new", work.new), ("to_do", work.to_do), ("late", work.late))
    told = [text(f"notice.{name}", "nl", n=n) for name, n in (*numbers, ("waiting", work.waiting))]
    told += [text("notice.plans", "nl", n=work.plans)] if work.plans else []
    late = late_for(session, staff, now)
    for name, refs in (("late_own", late.own), ("late_others", late.others)):
        if refs:
            told.append(text(f"notice.{name}", "nl", refs=", ".join(refs)))
    whose = [] if to == staff.email else [text("notice.of_absent", "nl"), ""]
    lines = (
        *(text("notice.hello", "nl"), "", *whose, *told, ""),
        *(text("notice.where", "nl"), f"{base_url}/panel/queue", ""),
        *(text("notice.change", "nl"), f"{base_url}/panel/mail-en-agenda"),
    )
    letter = Letter(to, text("notice.subject", "nl"), "\n".join(lines))
    dedupe = f"notice:{staff.id}:{now.isoformat()}"
    notice.told_up_to, notice.told_at = work.newest, now
    return mail.enqueue(session, letter, dedupe=dedupe, now=now, expires_at=now + timedelta(days=1))


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(plain(Contribution).c.id))) or 0
