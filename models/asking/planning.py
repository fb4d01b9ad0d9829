"""Reminders by the calendar: planned a year ahead, queued when they are due, stopped by staff.

Whatever restarts or runs twice: an occurrence is a unique row, and the outbox knows who had it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.asking import calendar, reaching
from models.asking.campaigns import Campaign, Occurrence, OccurrenceState
from models.asking.hours import end_of, is_quiet, moment
from models.asking.reaching import Mailing
from models.asking.saying import REMINDERS
from models.initiatives.terms import local_day
from models.messages.outbox import OutMessage, OutState
from models.messages.outgoing import MessageJson
from models.people.residents import OptIn
from models.people.rights import Act, require
from models.people.staff import Staff, StaffEvent
from models.plan.help import Moment

State = OccurrenceState
AT = time(10)
AHEAD = timedelta(days=366)
# What could not go within two days of its time does not go any more.
LATE = timedelta(days=2)
STOPPABLE = (State.PLANNED, State.RUNNING)

# (first day of the moment, weeks before) -> when the reminder is due
Wanted = Mapping[tuple[date, int], datetime]


@dataclass(frozen=True)
class Kind:
    """A reminder that we have texts for. `slug` is also that of its moment in the calendar."""

    slug: str
    opt_in: OptIn
    text_key: str


KINDS = (
    Kind("burendag", OptIn.BURENDAG, "ask.burendag"),
    Kind("buurt-voor-buurt", OptIn.SURVEY, "ask.survey"),
)


class NotStoppable(Exception):
    """It has gone already, was stopped before, or never was."""


def plan(session: Session, now: datetime) -> None:
    """Plan what is due in the coming year, and drop what the calendar does not say any more."""
    moments = {row.slug: row for row in session.scalars(select(Moment))}
    _add_campaigns(session, moments)
    for campaign in session.scalars(select(Campaign).order_by(Campaign.id)).all():
        at = moments.get(campaign.moment)
        wanted = _wanted(at, now) if at is not None else {}
        _drop_unwanted(session, campaign, wanted, now)
        _add_wanted(session, campaign, wanted, now)


def _add_campaigns(session: Session, moments: Mapping[str, Moment]) -> None:
    rows = [
        {"slug": kind.slug, "moment": kind.slug, "opt_in": kind.opt_in, "text_key": kind.text_key}
        for kind in KINDS
        if kind.slug in moments
    ]
    if rows:
        session.execute(insert(Campaign).values(rows).on_conflict_do_nothing())


def _wanted(at: Moment, now: datetime) -> Wanted:
    """Every reminder of this moment that is due within a year, or was just due."""
    year = local_day(now).year
    days = [found[0] for n in range(3) if (found := calendar.occurrences(at.rule, year + n))]
    due = {
        (day, weeks): moment(day - timedelta(weeks=weeks), AT)
        for day in days
        for weeks in at.remind_weeks
    }
    return {key: due_at for key, due_at in due.items() if now - LATE < due_at <= now + AHEAD}


def _drop_unwanted(session: Session, campaign: Campaign, wanted: Wanted, now: datetime) -> None:
    key = tuple_(Occurrence.moment_on, Occurrence.weeks_before)
    session.execute(
        delete(Occurrence)
        .where(Occurrence.campaign_id == campaign.id, Occurrence.state == State.PLANNED)
        .where(Occurrence.due_at > now - LATE, key.not_in(list(wanted)))
        .execution_options(synchronize_session=False)
    )


def _add_wanted(session: Session, campaign: Campaign, wanted: Wanted, now: datetime) -> None:
    """Add what is missing. What was missed but has its time still to come is planned again."""
    for (day, weeks), due_at in sorted(wanted.items()):
        row = insert(Occurrence).values(
            campaign_id=campaign.id,
            moment_on=day,
            weeks_before=weeks,
            due_at=due_at,
            expires_at=end_of(day),
            state=State.PLANNED,
            changed_at=now,
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["campaign_id", "moment_on", "weeks_before"],
                set_={"state": State.PLANNED, "changed_at": now},
                where=Occurrence.state == State.MISSED,
            )
        )


def queue_due(session: Session, now: datetime, *, base_url: str) -> None:
    """Put one slice of each reminder that is due in the outbox, unless people sleep."""
    if is_quiet(now):
        return
    due = session.execute(
        select(Occurrence, Campaign)
        .join(Campaign, Campaign.id == Occurrence.campaign_id)
        .where(Occurrence.state.in_(STOPPABLE), Occurrence.due_at <= now)
        .order_by(Occurrence.due_at, Occurrence.id)
        .with_for_update(of=Occurrence, skip_locked=True)
    ).all()
    for occurrence, campaign in due:
        _advance(session, occurrence, mailing(campaign, occurrence, base_url), now)


def mailing(campaign: Campaign, occurrence: Occurrence, base_url: str) -> Mailing:
    """The reminder as it goes out, and to whom."""
    body = reminder(campaign, occurrence, base_url)
    return Mailing(
        name=f"occ:{occurrence.id}",
        who=reaching.agreed(campaign.opt_in),
        body_for=lambda wijk_id: body,
        expires_at=occurrence.expires_at,
        opt_in=campaign.opt_in,
        occurrence_id=occurrence.id,
    )


def reminder(campaign: Campaign, occurrence: Occurrence, base_url: str) -> MessageJson:
    """What it says."""
    return REMINDERS[campaign.text_key](occurrence.moment_on, base_url)


def _advance(session: Session, occurrence: Occurrence, mail: Mailing, now: datetime) -> None:
    if occurrence.state is State.PLANNED:
        late = now - occurrence.due_at > LATE or now >= occurrence.expires_at
        _become(occurrence, State.MISSED if late else State.RUNNING, now)
    if occurrence.state is State.RUNNING and not reaching.is_full(session, mail.name):
        _queue_slice(session, occurrence, mail, now)


def _queue_slice(session: Session, occurrence: Occurrence, mail: Mailing, now: datetime) -> None:
    over = now >= occurrence.expires_at
    last = occurrence.last_resident_id
    people = [] if over else reaching.next_slice(session, mail, last, now)
    if people:
        occurrence.queued += reaching.queue(session, mail, people, now)
        occurrence.last_resident_id = people[-1].resident_id
    elif not _is_under_way(session, occurrence):
        _become(occurrence, State.DONE, now)


def _is_under_way(session: Session, occurrence: Occurrence) -> bool:
    waiting = exists().where(
        OutMessage.occurrence_id == occurrence.id,
        OutMessage.state.in_((OutState.QUEUED, OutState.SENDING)),
    )
    return bool(session.scalar(select(waiting)))


def _become(occurrence: Occurrence, state: OccurrenceState, now: datetime) -> None:
    occurrence.state, occurrence.changed_at = state, now


def stop(session: Session, staff: Staff, occurrence_id: int, now: datetime) -> None:
    """Send no more of it, from the sender's next look on. Raises NotAllowed, NotStoppable."""
    require(staff, Act.STOP_CAMPAIGN, None)
    stopped = session.execute(
        update(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.state.in_(STOPPABLE))
        .values(state=State.STOPPED, changed_at=now, stopped_by_id=staff.id)
        .returning(Occurrence.id)
    )
    if stopped.first() is None:
        raise NotStoppable
    subject = f"occurrence {occurrence_id}"
    session.add(StaffEvent(at=now, by_id=staff.id, act="stopped campaign", subject=subject))
