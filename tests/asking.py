"""Short ways to ask and remind in tests: who opted in, what is planned, who got what."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.asking import answering, rounds
from models.asking.checkins import CheckIn
from models.asking.rounds import Round
from models.db import transaction
from models.messages.outbox import OutMessage, OutState
from models.people.consents import set_opt_in
from models.people.residents import Address, Channel, OptIn, Resident
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.help import Moment
from models.plan.opgaven import Opgave, OpgaveAnswer
from tests.builders import NOW, create_address, create_resident
from texts.render import plain

BASE_URL = "https://wijk.test"
# NOW is Monday 16 November 2026.
CLOSES_ON = date(2026, 11, 30)
BURENDAG = {"soort": "nde_weekdag", "maand": 9, "weekdag": "za", "n": 4}
SURVEY = {"soort": "periode", "van": "01-15", "tot": "02-28", "even_jaar": True}


def create_opted_in(
    session: Session,
    wijk: Area,
    kind: OptIn = OptIn.CHECK_INS,
    number: int = 1,
    channel: Channel = Channel.TELEGRAM,
) -> list[Resident]:
    """Residents of a wijk who asked for this kind of message, each with a chat."""
    people = [create_resident(session, wijk) for _ in range(number)]
    for one in people:
        create_address(session, one, channel)
        set_opt_in(session, one, kind, True, NOW)
    return people


def give_question(session: Session, opgave: Opgave, *labels: str) -> Opgave:
    """The opgave with a question of its own."""
    opgave = session.merge(opgave)
    opgave.question = "Kent u uw buren bij naam?"
    answers = labels or ("Ja", "Een paar", "Nee")
    session.add_all(
        OpgaveAnswer(opgave_id=opgave.id, position=n, label=label)
        for n, label in enumerate(answers)
    )
    session.flush()
    return opgave


def a_round(*wijken: Area, **changes: Any) -> Round:
    fields: dict[str, Any] = {
        "question": "Kent u uw buren bij naam?",
        "answers": ("Ja", "Nee"),
        "wijk_ids": frozenset(wijk.id for wijk in wijken),
        "closes_on": CLOSES_ON,
    }
    return Round(**fields | changes)


def open_check_in(
    session: Session,
    staff: Staff,
    opgave: Opgave,
    *wijken: Area,
    token: str = "vraag",
    now: datetime = NOW,
    **changes: Any,
) -> CheckIn:
    return rounds.ask(session, staff, opgave, a_round(*wijken, **changes), token, now)


def answer(
    session: Session, checkin: CheckIn, wijk: Area, *positions: int, now: datetime = NOW
) -> list[Resident]:
    """A resident of the wijk for each answer; they need not have been asked."""
    people = [create_resident(session, wijk) for _ in positions]
    for one, position in zip(people, positions, strict=True):
        create_address(session, one)
        answering.answer(session, one, checkin.token, position, now)
    return people


def create_moment(
    session: Session,
    slug: str = "burendag",
    rule: dict[str, Any] | None = None,
    weeks: Sequence[int] = (6, 2),
) -> Moment:
    row = Moment(
        slug=slug,
        name=slug.capitalize(),
        text="Buren doen samen iets.",
        rule=rule or BURENDAG,
        certainty="bron",
        remind_weeks=list(weeks),
        source="https://example.org",
    )
    session.add(row)
    session.flush()
    return row


def got(session: Session, prefix: str = "") -> list[int]:
    """The ids of the residents for whom something is in the outbox, oldest first."""
    found = select(Address.resident_id).join(OutMessage, OutMessage.address_id == Address.id)
    mine = OutMessage.dedupe.startswith(prefix)
    return list(session.scalars(found.where(mine).order_by(OutMessage.id)))


def ids(people: Sequence[Resident]) -> list[int]:
    return [one.id for one in people]


def send_all(session: Session, state: OutState = OutState.SENT) -> None:
    """The sender did its work: all that waited is gone."""
    for row in session.scalars(select(OutMessage).where(OutMessage.state == OutState.QUEUED)):
        row.state = state
    session.flush()


def read_out(body: dict[str, Any] | None, language: str = "nl") -> str:
    """A message as one text."""
    return "\n".join(plain(say, language) for say in (body or {})["says"])


def killed_halfway(engine: Engine, act: Callable[[Session], object]) -> None:
    """Do this in a process that dies just before it commits."""

    class Killed(BaseException):
        pass

    def and_die() -> None:
        with transaction(engine) as session:
            act(session)
            raise Killed

    try:
        and_die()
    except Killed:
        return
