"""A check-in goes to who asked for questions: once, by day, whatever restarts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models.asking import answering, reaching, rounds
from models.asking.checkins import CheckIn, CheckInTaken
from models.asking.rounds import Refused
from models.db import database_now, transaction
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.consents import set_opt_in, stop_all
from models.people.residents import Address, Channel, OptIn, Resident
from models.people.rights import NotAllowed
from models.people.staff import RoleName, StaffEvent
from models.plan.areas import AreaKind
from models.plan.opgaven import Scope
from tests.acts import set_stage
from tests.asking import (
    CLOSES_ON,
    a_round,
    create_opted_in,
    give_question,
    got,
    ids,
    killed_halfway,
    open_check_in,
    read_out,
    send_all,
)
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_area,
    create_cast,
    create_resident,
    create_staff,
    later,
)
from tests.statements import counted


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def asked_in_zuid(session: Session, cast: Cast, **changes: Any) -> CheckIn:
    opgave = cast.plan_zuid.opgave
    return open_check_in(session, cast.manager_zuid, opgave, cast.wijk_zuid, **changes)


def test_who_opted_in_and_lives_there_is_asked(session: Session, cast: Cast) -> None:
    ria, *_ = people = create_opted_in(session, cast.wijk_zuid, number=3)
    create_opted_in(session, cast.wijk_noord)
    create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG)
    checkin = asked_in_zuid(session, cast)
    rounds.queue_due(session, NOW)
    # Neither the resident nor the neighbour of the cast opted in.
    assert got(session) == ids(people)
    row = session.scalars(select(OutMessage).order_by(OutMessage.id)).first()
    assert row is not None
    assert (row.lane, row.opt_in, row.state) == (Lane.BULK, OptIn.CHECK_INS, OutState.QUEUED)
    assert row.dedupe == f"checkin:{checkin.id}:{ria.id}"
    assert row.expires_at == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert session.get_one(CheckInTaken, (checkin.id, ria.id)).answered is False


def test_the_message_asks_says_until_when_and_how_to_get_no_more(
    session: Session, cast: Cast
) -> None:
    create_opted_in(session, cast.wijk_zuid)
    asked_in_zuid(session, cast)
    rounds.queue_due(session, NOW)
    body = session.scalars(select(OutMessage.body)).one()
    assert body is not None
    heard = read_out(body)
    assert "Het gaat over: Buren leren elkaar kennen" in heard
    assert "Kent u uw buren bij naam?" in heard
    assert "tot en met maandag 30 november 2026" in heard
    assert [one["value"] for one in body["choices"]] == ["/checkin vraag", "/instellingen"]
    assert "including Monday, November 30, 2026" in read_out(body, "en")


def closed_chat(session: Session, one: Resident) -> None:
    address = session.scalars(select(Address).where(Address.resident_id == one.id)).one()
    address.closed_at = NOW


def erased(session: Session, one: Resident) -> None:
    one.erased_at = NOW


def under_16(session: Session, one: Resident) -> None:
    one.sixteen_or_older = False


def switched_off(session: Session, one: Resident) -> None:
    set_opt_in(session, one, OptIn.CHECK_INS, False, NOW)


def muted(session: Session, one: Resident) -> None:
    stop_all(session, one, NOW)


def moved(session: Session, one: Resident) -> None:
    one.wijk_id = None


@pytest.mark.parametrize("change", [closed_chat, erased, under_16, switched_off, muted, moved])
def test_who_cannot_or_does_not_want_to_is_left_in_peace(
    session: Session, cast: Cast, change: Callable[[Session, Resident], None]
) -> None:
    ria, piet = create_opted_in(session, cast.wijk_zuid, number=2)
    asked_in_zuid(session, cast)
    change(session, ria)
    session.flush()
    rounds.queue_due(session, NOW)
    assert got(session) == [piet.id]
    assert rounds.reach(session, frozenset([cast.wijk_zuid.id])) == 1


def test_who_has_two_chats_is_asked_in_the_newest_open_one(session: Session, cast: Cast) -> None:
    (ria,) = create_opted_in(session, cast.wijk_zuid)
    newer = create_address(session, ria, Channel.WEB)
    create_address(session, ria).closed_at = NOW
    asked_in_zuid(session, cast)
    rounds.queue_due(session, NOW)
    row = session.scalars(select(OutMessage)).one()
    assert (row.address_id, row.state) == (newer.id, OutState.SENT)


def test_who_answered_by_a_link_already_is_not_asked(session: Session, cast: Cast) -> None:
    ria, piet = create_opted_in(session, cast.wijk_zuid, number=2)
    checkin = asked_in_zuid(session, cast)
    answering.answer(session, ria, checkin.token, 0, NOW)
    rounds.queue_due(session, NOW)
    assert got(session) == [piet.id]


def test_asking_goes_in_slices_as_the_outbox_drains(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 3)
    people = create_opted_in(session, cast.wijk_zuid, number=7)
    checkin = asked_in_zuid(session, cast)
    rounds.queue_due(session, NOW)
    rounds.queue_due(session, later(seconds=5))
    assert got(session) == ids(people)[:3]
    for minutes in range(1, 5):
        send_all(session)
        rounds.queue_due(session, later(minutes=minutes))
    assert got(session) == ids(people)
    assert (checkin.asked, checkin.all_asked_at) == (7, later(minutes=3))


def test_killed_between_slices_everybody_is_still_asked_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 2)
    cast = set_stage(engine)
    with transaction(engine) as session:
        people = create_opted_in(session, cast.wijk_zuid, number=5)
        asked_in_zuid(session, cast)
    for attempt in range(8):
        killed_halfway(engine, lambda session: rounds.queue_due(session, NOW))
        with transaction(engine) as session:
            rounds.queue_due(session, later(seconds=attempt))
            send_all(session)
    with transaction(engine) as session:
        assert got(session) == ids(people)


def test_the_same_slices_from_two_processes_ask_once(engine: Engine) -> None:
    cast = set_stage(engine)
    with transaction(engine) as session:
        people = create_opted_in(session, cast.wijk_zuid, number=20)
        asked_in_zuid(session, cast)
    start = Barrier(4)

    def run() -> None:
        start.wait()
        for _ in range(3):
            with transaction(engine) as session:
                rounds.queue_due(session, NOW)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with transaction(engine) as session:
        assert got(session) == ids(people)


def test_in_the_evening_it_waits_for_eight_in_the_morning(session: Session, cast: Cast) -> None:
    evening = datetime(2026, 11, 16, 20, 30, tzinfo=UTC)
    create_opted_in(session, cast.wijk_zuid)
    create_opted_in(session, cast.wijk_zuid, channel=Channel.WEB)
    asked_in_zuid(session, cast, now=evening)
    for quiet in (evening, datetime(2026, 11, 17, 6, 59, 59, tzinfo=UTC)):
        rounds.queue_due(session, quiet)
        assert got(session) == []
    rounds.queue_due(session, datetime(2026, 11, 17, 7, 0, tzinfo=UTC))
    assert len(got(session)) == 2


def test_after_its_last_day_nobody_is_asked_any_more(session: Session, cast: Cast) -> None:
    create_opted_in(session, cast.wijk_zuid)
    asked_in_zuid(session, cast)
    rounds.queue_due(session, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert got(session) == []


def test_a_draft_is_the_opgaves_own_question(session: Session, cast: Cast) -> None:
    opgave = give_question(session, cast.plan_zuid.opgave)
    found = rounds.draft(session, opgave, NOW.date())
    assert found == a_round(cast.wijk_zuid, answers=("Ja", "Een paar", "Nee"))


def test_the_scope_of_an_opgave_says_which_wijken(session: Session, cast: Cast) -> None:
    ittersum = create_area(session, AreaKind.WIJK, "Ittersum", stadsdeel=cast.zuid)
    buiten = create_area(session, AreaKind.WIJK, "Soestweteringlanden", stadsdeel=cast.zuid)
    buiten.rural = True
    opgave = cast.plan_zuid.opgave
    names = {Scope.WIJKEN: ["Assendorp"], Scope.BUITENGEBIED: ["Soestweteringlanden"]}
    whole = ["Assendorp", ittersum.name, buiten.name]
    for scope in Scope:
        opgave.scope = scope
        found = [wijk.name for wijk in rounds.scope(session, opgave)]
        assert found == names.get(scope, whole)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("question", {"question": ""}),
    ("question", {"question": "x" * 201}),
    ("answers", {"answers": ("Ja",)}),
    ("answers", {"answers": ("Ja", "ja")}),
    ("answers", {"answers": ("Ja", "")}),
    ("answers", {"answers": ("Ja", "Dit antwoord is te lang")}),
    ("answers", {"answers": tuple("abcdef")}),
    ("wijken", {"wijk_ids": frozenset()}),
    ("date", {"closes_on": NOW.date()}),
    ("date", {"closes_on": NOW.date() + timedelta(days=61)}),
]


@pytest.mark.parametrize(("why", "change"), WRONG)
def test_what_cannot_be_asked_is_refused(
    session: Session, cast: Cast, why: str, change: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        asked_in_zuid(session, cast, **change)
    assert refused.value.why == why
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_a_wijk_outside_the_opgave_is_refused(session: Session, cast: Cast) -> None:
    opgave = cast.plan_zuid.opgave
    with pytest.raises(Refused, match="wijken"):
        open_check_in(session, cast.manager_zuid, opgave, cast.wijk_zuid, cast.wijk_noord)


def test_only_who_decides_in_that_stadsdeel_may_ask(session: Session, cast: Cast) -> None:
    helper = create_staff(session, "Wim", RoleName.WIJKMEDEWERKER, cast.zuid)
    for staff in (cast.manager_noord, cast.stranger, helper):
        with pytest.raises(NotAllowed):
            open_check_in(session, staff, cast.plan_zuid.opgave, cast.wijk_zuid)
    asked_in_zuid(session, cast)
    written = session.execute(select(StaffEvent.act, StaffEvent.by_id)).all()
    assert written == [("asked check in", cast.manager_zuid.id)]


def test_an_opgave_has_one_open_check_in_also_when_two_ask_at_once(engine: Engine) -> None:
    cast = set_stage(engine)
    start, told = Barrier(2), list[str]()

    def run(token: str) -> None:
        start.wait()
        try:
            with transaction(engine) as session:
                asked_in_zuid(session, cast, token=token)
            told.append("asked")
        except Refused as refused:
            told.append(refused.why)

    threads = [Thread(target=run, args=[token]) for token in ("een", "twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["asked", "open"]


def statements(session: Session, act: Callable[[], object]) -> int:
    """How many statements an act takes."""
    with counted(session.connection().engine) as seen:
        act()
    return len(seen)


def test_a_slice_takes_as_many_statements_for_one_as_for_many(session: Session, cast: Cast) -> None:
    # The clock is read once per transaction, whoever asks first.
    database_now(session)
    taken = []
    for number in (1, 30):
        create_opted_in(session, cast.wijk_zuid, number=number)
        checkin = asked_in_zuid(session, cast, token=f"van-{number}")
        taken.append(statements(session, lambda: rounds.queue_due(session, NOW)))
        checkin.closed_at = NOW
        session.flush()
    assert taken[0] == taken[1]


def test_it_closes_by_its_date_and_takes_one_answer_each(session: Session, cast: Cast) -> None:
    ria = create_resident(session, cast.wijk_zuid)
    checkin = asked_in_zuid(session, cast)
    last_minute = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    with pytest.raises(answering.NotOpen, match="closed"):
        answering.answer(session, ria, checkin.token, 0, later(days=15))
    answering.answer(session, ria, checkin.token, 0, last_minute)
    with pytest.raises(answering.NotOpen, match="answered"):
        answering.answer(session, ria, checkin.token, 1, last_minute)
    stranger = create_resident(session, cast.wijk_noord)
    with pytest.raises(answering.NotOpen, match="not_yours"):
        answering.answer(session, stranger, checkin.token, 0, NOW)
    assert checkin.closes_on == CLOSES_ON == date(2026, 11, 30)
