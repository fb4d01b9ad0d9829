"""A round of a check-in: asking who wants to be asked, closing, and telling what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.asking import reaching, results, saying
from models.asking.checkins import CheckIn, CheckInTaken, CheckInWijk
from models.asking.hours import end_of, is_quiet
from models.asking.reaching import Mailing
from models.asking.results import Results
from models.initiatives.terms import local_day
from models.messages.outgoing import MessageJson
from models.people.residents import OptIn, Resident
from models.people.rights import Act, require
from models.people.staff import Staff, StaffEvent
from models.plan.areas import Area, AreaKind
from models.plan.opgaven import Opgave, OpgaveAnswer, OpgaveWijk, Scope

DAYS_OPEN = 14
MOST_DAYS_OPEN = 60
FEWEST_ANSWERS, MOST_ANSWERS = 2, 5
LABEL = 20
QUESTION = 200
# A turn that began on the last evening may still be busy with its answer.
GRACE = timedelta(minutes=5)


class Refused(Exception):
    """This cannot be asked so. `why`: question, answers, wijken, date, or open (already asked)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Round:
    """What is asked of which wijken, until which day, as staff see it before it goes."""

    question: str
    answers: tuple[str, ...]
    wijk_ids: frozenset[int]
    closes_on: date


def draft(session: Session, opgave: Opgave, today: date) -> Round:
    """The opgave's own question, for all its wijken, open for two weeks."""
    labels = session.scalars(
        select(OpgaveAnswer.label)
        .where(OpgaveAnswer.opgave_id == opgave.id)
        .order_by(OpgaveAnswer.position)
    )
    wijken = frozenset(wijk.id for wijk in scope(session, opgave))
    closes_on = today + timedelta(days=DAYS_OPEN)
    return Round(opgave.question or "", tuple(labels), wijken, closes_on)


def scope(session: Session, opgave: Opgave) -> Sequence[Area]:
    """The wijken that an opgave is about, by name."""
    wijken = select(Area).where(
        Area.kind == AreaKind.WIJK, Area.stadsdeel_id == opgave.stadsdeel_id
    )
    if opgave.scope is Scope.WIJKEN:
        own = select(OpgaveWijk.wijk_id).where(OpgaveWijk.opgave_id == opgave.id)
        wijken = wijken.where(Area.id.in_(own))
    elif opgave.scope is Scope.BUITENGEBIED:
        wijken = wijken.where(Area.rural)
    return session.scalars(wijken.order_by(Area.name)).all()


def check(session: Session, opgave: Opgave, asked: Round, today: date) -> None:
    """Raises Refused for a round that cannot be asked."""
    labels = [label.casefold() for label in asked.answers]
    if not 0 < len(asked.question) <= QUESTION:
        raise Refused("question")
    fits = all(0 < len(label) <= LABEL for label in labels) and len(set(labels)) == len(labels)
    if not fits or not FEWEST_ANSWERS <= len(labels) <= MOST_ANSWERS:
        raise Refused("answers")
    if not asked.wijk_ids or not asked.wijk_ids <= {wijk.id for wijk in scope(session, opgave)}:
        raise Refused("wijken")
    if not today < asked.closes_on <= today + timedelta(days=MOST_DAYS_OPEN):
        raise Refused("date")


def reach(session: Session, wijk_ids: frozenset[int]) -> int:
    """How many residents of these wijken would get a check-in now."""
    return reaching.count(session, _who(wijk_ids))


def _who(wijk_ids: frozenset[int]) -> reaching.Who:
    return reaching.agreed(OptIn.CHECK_INS) & Resident.wijk_id.in_(wijk_ids)


def ask(
    session: Session, staff: Staff, opgave: Opgave, asked: Round, token: str, now: datetime
) -> CheckIn:
    """Open the check-in; `queue_due` asks its residents. `token` is its name in links.

    Raises NotAllowed, and Refused: one opgave has one open check-in at a time.
    """
    require(staff, Act.CHECK_IN, opgave.stadsdeel_id)
    check(session, opgave, asked, local_day(now))
    # Of two colleagues who ask at once, the second waits here and finds it open.
    session.execute(select(Opgave.id).where(Opgave.id == opgave.id).with_for_update(key_share=True))
    if _is_open(session, opgave):
        raise Refused("open")
    checkin = CheckIn(
        token=token,
        opgave_id=opgave.id,
        stadsdeel_id=opgave.stadsdeel_id,
        question=asked.question,
        answers=list(asked.answers),
        asked_by_id=staff.id,
        asked_at=now,
        closes_on=asked.closes_on,
    )
    session.add(checkin)
    session.flush()
    session.add_all(CheckInWijk(checkin_id=checkin.id, wijk_id=wijk) for wijk in asked.wijk_ids)
    subject = f"checkin {checkin.id}"
    session.add(StaffEvent(at=now, by_id=staff.id, act="asked check in", subject=subject))
    return checkin


def _is_open(session: Session, opgave: Opgave) -> bool:
    still = exists().where(CheckIn.opgave_id == opgave.id, CheckIn.closed_at.is_(None))
    return bool(session.scalar(select(still)))


def queue_due(session: Session, now: datetime) -> None:
    """Put one slice of each open check-in in the outbox, unless people sleep."""
    if is_quiet(now):
        return
    rows = session.execute(
        select(CheckIn, Opgave)
        .join(Opgave, Opgave.id == CheckIn.opgave_id)
        .where(CheckIn.closed_at.is_(None), CheckIn.all_asked_at.is_(None))
        .where(CheckIn.closes_on >= local_day(now))
        .order_by(CheckIn.id)
        .with_for_update(of=CheckIn, skip_locked=True)
    ).all()
    for checkin, opgave in rows:
        mail = _invitation(session, checkin, opgave)
        if not reaching.is_full(session, mail.name):
            _ask_slice(session, checkin, mail, now)


def _invitation(session: Session, checkin: CheckIn, opgave: Opgave) -> Mailing:
    """The question to who opted in. Who answered by a link already is not asked again."""
    wijken = select(CheckInWijk.wijk_id).where(CheckInWijk.checkin_id == checkin.id)
    taken = exists().where(
        CheckInTaken.checkin_id == checkin.id, CheckInTaken.resident_id == Resident.id
    )
    body = saying.check_in(opgave.title, checkin.question, checkin.closes_on, checkin.token)
    return Mailing(
        name=f"checkin:{checkin.id}",
        who=_who(frozenset(session.scalars(wijken))) & ~taken,
        body_for=lambda wijk_id: body,
        expires_at=end_of(checkin.closes_on),
        opt_in=OptIn.CHECK_INS,
        checkin_id=checkin.id,
    )


def _ask_slice(session: Session, checkin: CheckIn, mail: Mailing, now: datetime) -> None:
    people = reaching.next_slice(session, mail, checkin.last_asked_id, now)
    if not people:
        checkin.all_asked_at = now
        return
    checkin.asked += reaching.queue(session, mail, people, now)
    checkin.last_asked_id = people[-1].resident_id
    rows = [
        {"checkin_id": checkin.id, "resident_id": one.resident_id, "asked_at": now}
        for one in people
    ]
    session.execute(insert(CheckInTaken).on_conflict_do_nothing(), rows)


def close_due(session: Session, now: datetime, *, base_url: str) -> None:
    """Close what is over and publish it once; tell who answered, slice by slice, by day."""
    over = session.scalars(
        select(CheckIn)
        .where(CheckIn.closed_at.is_(None), CheckIn.closes_on < local_day(now - GRACE))
        .order_by(CheckIn.id)
        .with_for_update(skip_locked=True)
    )
    for checkin in over.all():
        checkin.closed_at = now
        results.publish(session, checkin, now)
    session.flush()
    if not is_quiet(now):
        _tell_all(session, base_url, now)


def _tell_all(session: Session, base_url: str, now: datetime) -> None:
    rows = session.execute(
        select(CheckIn, Opgave)
        .join(Opgave, Opgave.id == CheckIn.opgave_id)
        .where(CheckIn.closed_at.is_not(None), CheckIn.told_at.is_(None))
        .order_by(CheckIn.id)
        .with_for_update(of=CheckIn, skip_locked=True)
    ).all()
    for checkin, opgave in rows:
        found = results.read(session, checkin)
        if found is not None:
            told = saying.Told(
                opgave.title, checkin.question, checkin.answers, f"{base_url}/opgave/{opgave.slug}"
            )
            _tell_slice(session, checkin, partial(heard, told, found), now)


def _tell_slice(
    session: Session, checkin: CheckIn, body_for: reaching.BodyFor, now: datetime
) -> None:
    answered = exists().where(
        CheckInTaken.checkin_id == checkin.id,
        CheckInTaken.resident_id == Resident.id,
        CheckInTaken.answered,
    )
    listens = Resident.muted.is_(False) | reaching.has_agreed(OptIn.CHECK_INS)
    who = reaching.still_here() & listens & answered
    # What came of one's own answer is an answer too, and waits for no room.
    mail = Mailing(
        name=f"result:{checkin.id}",
        who=who,
        body_for=body_for,
        opt_in=OptIn.CHECK_INS,
        checkin_id=checkin.id,
        unasked=False,
    )
    if reaching.is_full(session, mail.name):
        return
    people = reaching.next_slice(session, mail, checkin.last_told_id, now)
    reaching.queue(session, mail, people, now)
    if people:
        checkin.last_told_id = people[-1].resident_id
    else:
        checkin.told_at = now


def heard(told: saying.Told, found: Results, wijk_id: int | None) -> MessageJson:
    """What a resident of this wijk hears of the results: their own wijk's, or the stadsdeel's."""
    own, whole = found.of(wijk_id), found.stadsdeel
    if own is None:
        # They moved away from where they answered.
        return saying.result(told, whole.name, whole.counts, None)
    wider = None
    if own.counts is None and whole.counts is not None:
        wider = saying.said(told.answers, whole.name, whole.counts)
    return saying.result(told, own.name, own.counts, wider)
