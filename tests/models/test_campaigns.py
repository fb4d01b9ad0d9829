"""Reminders: planned by the calendar, sent once to who opted in, by day, stopped at once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.asking import planning, reaching
from models.asking.campaigns import Campaign, Occurrence, OccurrenceState
from models.asking.planning import NotStoppable
from models.db import transaction
from models.messages import queued
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.consents import set_opt_in, stop_all
from models.people.residents import Channel, OptIn
from models.people.rights import NotAllowed
from models.people.staff import RoleName, StaffEvent
from tests.acts import set_stage
from tests.asking import (
    BASE_URL,
    SURVEY,
    create_moment,
    create_opted_in,
    got,
    ids,
    killed_halfway,
    read_out,
    send_all,
)
from tests.builders import NOW, Cast, create_cast, create_staff

State = OccurrenceState
# Burendag 2027 is Saturday 25 September. Six weeks before is 14 August, summer time.
DUE = datetime(2027, 8, 14, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def queue(session: Session, now: datetime = DUE) -> None:
    planning.queue_due(session, now, base_url=BASE_URL)


def plan_and_queue(session: Session, now: datetime = DUE) -> None:
    planning.plan(session, now)
    queue(session, now)


def planned(session: Session) -> list[tuple[date, int, datetime]]:
    rows = session.scalars(select(Occurrence).order_by(Occurrence.due_at))
    return [(row.moment_on, row.weeks_before, row.due_at) for row in rows]


def of_2027(session: Session) -> list[Occurrence]:
    """This year's reminders, the first one first. Next year's are planned as well by then."""
    session.flush()
    session.expire_all()
    rows = select(Occurrence).where(Occurrence.moment_on < date(2028, 1, 1))
    return list(session.scalars(rows.order_by(Occurrence.due_at)))


def states(session: Session) -> list[OccurrenceState]:
    return [row.state for row in of_2027(session)]


def burendag_people(session: Session, cast: Cast, number: int = 1) -> Sequence[int]:
    return ids(create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, number))


def may_go(session: Session, now: datetime) -> list[int]:
    """The messages that the sender would take next."""
    floors = queued.floors(session, "")
    return [row.id for row in queued.next_up(session, "", floors, (), 9, now)]


def test_the_coming_year_is_planned_from_the_calendar(session: Session) -> None:
    create_moment(session)
    create_moment(session, "buurt-voor-buurt", SURVEY, [8, 2])
    create_moment(session, "nldoet")
    planning.plan(session, NOW)
    planning.plan(session, NOW + DAY)
    burendag, survey = date(2027, 9, 25), date(2028, 1, 15)
    assert planned(session) == [
        (burendag, 6, DUE),
        (burendag, 2, datetime(2027, 9, 11, 8, 0, tzinfo=UTC)),
    ]
    planning.plan(session, datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    # In winter ten in the morning is an hour later by UTC.
    assert planned(session)[2:] == [
        (survey, 8, datetime(2027, 11, 20, 9, 0, tzinfo=UTC)),
        (survey, 2, datetime(2028, 1, 1, 9, 0, tzinfo=UTC)),
    ]
    assert set(states(session)) == {State.PLANNED}


def test_it_is_due_at_ten_by_the_clock_of_the_gemeente_in_summer_and_winter(
    session: Session,
) -> None:
    yearly = {"soort": "vaste_datum", "datum": "10-25"}
    create_moment(session, rule=yearly, weeks=[0, 1, 30])
    planning.plan(session, datetime(2026, 1, 2, tzinfo=UTC))
    # Summer time begins on 29 March 2026 and ends on 25 October: at ten it just has.
    assert [due_at for *_, due_at in planned(session)] == [
        datetime(2026, 3, 29, 8, 0, tzinfo=UTC),
        datetime(2026, 10, 18, 8, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 9, 0, tzinfo=UTC),
    ]


def test_a_calendar_that_changes_takes_its_plan_along(session: Session) -> None:
    moment = create_moment(session)
    planning.plan(session, NOW)
    moment.rule = moment.rule | {"echte_datums": ["2027-09-18"]}
    planning.plan(session, NOW)
    assert [on for on, *_ in planned(session)] == [date(2027, 9, 18)] * 2
    session.delete(moment)
    session.flush()
    planning.plan(session, NOW)
    assert planned(session) == []


def test_who_opted_in_gets_it_once_on_the_day(session: Session, cast: Cast) -> None:
    create_moment(session)
    planning.plan(session, NOW)
    people = burendag_people(session, cast, 3)
    create_opted_in(session, cast.wijk_zuid, OptIn.CHECK_INS)
    queue(session, DUE - timedelta(seconds=1))
    assert got(session) == []
    for seconds in range(3):
        plan_and_queue(session, DUE + timedelta(seconds=seconds))
    assert got(session) == people
    row = session.scalars(select(OutMessage)).first()
    assert row is not None
    first = of_2027(session)[0].id
    assert (row.lane, row.opt_in, row.occurrence_id) == (Lane.BULK, OptIn.BURENDAG, first)
    assert row.dedupe == f"occ:{first}:{people[0]}"
    # Until the end of Burendag itself.
    assert row.expires_at == datetime(2027, 9, 25, 22, 0, tzinfo=UTC)


def test_what_the_reminders_say(session: Session, cast: Cast) -> None:
    create_moment(session)
    create_moment(session, "buurt-voor-buurt", SURVEY, [2])
    planning.plan(session, NOW)
    planning.plan(session, datetime(2027, 12, 1, 9, 0, tzinfo=UTC))
    bodies = []
    rows = session.execute(
        select(Campaign, Occurrence)
        .join(Occurrence, Occurrence.campaign_id == Campaign.id)
        .order_by(Campaign.slug, Occurrence.due_at)
    )
    for campaign, occurrence in rows:
        bodies.append(planning.reminder(campaign, occurrence, BASE_URL))
    burendag, survey = bodies[0], bodies[-1]
    assert "zaterdag 25 september 2027" in read_out(dict(burendag))
    assert "Saturday, September 25, 2027" in read_out(dict(burendag), "en")
    assert burendag["choices"][0]["url"] == f"{BASE_URL}/ontmoetingsplekken"
    assert "zaterdag 15 januari 2028" in read_out(dict(survey))
    for body in bodies:
        assert body["choices"][-1]["value"] == "/instellingen"
        assert "Kies Instellingen" in read_out(dict(body))


def test_each_kind_goes_to_its_own_opt_in(session: Session, cast: Cast) -> None:
    create_moment(session, "buurt-voor-buurt", SURVEY, [2])
    (survey,) = create_opted_in(session, cast.wijk_zuid, OptIn.SURVEY)
    burendag_people(session, cast)
    plan_and_queue(session, datetime(2028, 1, 1, 9, 0, tzinfo=UTC))
    assert got(session) == [survey.id]


def test_it_goes_in_slices_as_they_drain_and_then_it_is_done(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 3)
    create_moment(session, weeks=[6])
    people = burendag_people(session, cast, 7)
    plan_and_queue(session)
    plan_and_queue(session)
    assert got(session) == people[:3]
    for number in (6, 7, 7):
        send_all(session)
        assert states(session) == [State.RUNNING]
        plan_and_queue(session)
        assert got(session) == people[:number]
    assert states(session) == [State.DONE]
    assert of_2027(session)[0].queued == 7


def test_it_is_not_done_while_something_still_waits(session: Session, cast: Cast) -> None:
    create_moment(session, weeks=[6])
    burendag_people(session, cast)
    for _ in range(3):
        plan_and_queue(session)
    assert states(session) == [State.RUNNING]
    send_all(session, OutState.UNKNOWN)
    queue(session)
    assert states(session) == [State.DONE]


def test_killed_at_any_moment_everybody_gets_it_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 2)
    cast = set_stage(engine)
    with transaction(engine) as session:
        create_moment(session, weeks=[6])
        people = burendag_people(session, cast, 7)
    for minutes in range(6):
        now = DUE + timedelta(minutes=minutes)
        killed_halfway(engine, partial(plan_and_queue, now=now))
        with transaction(engine) as session:
            plan_and_queue(session, now)
        killed_halfway(engine, partial(queue, now=now))
        with transaction(engine) as session:
            send_all(session)
    with transaction(engine) as session:
        assert got(session) == people
        assert states(session) == [State.DONE]


def test_from_several_processes_at_once_everybody_gets_it_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 4)
    cast = set_stage(engine)
    with transaction(engine) as session:
        create_moment(session, weeks=[6])
        people = burendag_people(session, cast, 20)
    start, failed = Barrier(4), list[BaseException]()

    def run() -> None:
        start.wait()
        try:
            for _ in range(6):
                with transaction(engine) as session:
                    plan_and_queue(session)
                    send_all(session)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with transaction(engine) as session:
        plan_and_queue(session)
        assert failed == []
        assert sorted(got(session)) == people


def test_who_opts_out_meanwhile_hears_nothing(session: Session, cast: Cast) -> None:
    create_moment(session, weeks=[6])
    planning.plan(session, NOW)
    before, chosen, stays = create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, 3)
    set_opt_in(session, before, OptIn.BURENDAG, False, NOW)
    queue(session)
    assert got(session) == [chosen.id, stays.id]
    stop_all(session, chosen, DUE)
    session.flush()
    # The sender asks again just before it sends.
    assert queued.expire(session, DUE) == 1
    assert may_go(session, DUE) == [2]


def test_stopped_halfway_nothing_more_is_queued_or_sent(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 2)
    create_moment(session, weeks=[6])
    burendag_people(session, cast, 5)
    plan_and_queue(session)
    colleague = create_staff(session, "Cora", RoleName.COMMUNICATIE)
    first = of_2027(session)[0].id
    planning.stop(session, colleague, first, DUE)
    assert states(session) == [State.STOPPED]
    assert queued.expire(session, DUE) == 2
    for _ in range(3):
        plan_and_queue(session)
    assert len(got(session)) == 2
    assert set(session.scalars(select(OutMessage.state))) == {OutState.EXPIRED}
    assert states(session) == [State.STOPPED]
    with pytest.raises(NotStoppable):
        planning.stop(session, colleague, first, DUE)
    assert session.scalars(select(StaffEvent.act)).all() == ["stopped campaign"]


def test_who_may_stop(session: Session, cast: Cast) -> None:
    create_moment(session)
    planning.plan(session, NOW)
    first = of_2027(session)[0].id
    for staff in (cast.manager_zuid, cast.stranger):
        with pytest.raises(NotAllowed):
            planning.stop(session, staff, first, NOW)
    coordinator = create_staff(session, "Coos", RoleName.COORDINATOR)
    planning.stop(session, coordinator, first, NOW)
    assert states(session) == [State.STOPPED, State.PLANNED]


@pytest.mark.parametrize(
    ("late", "state", "number"),
    [
        (timedelta(hours=3), State.RUNNING, 1),
        (timedelta(days=2), State.RUNNING, 1),
        (timedelta(days=2, seconds=1), State.MISSED, 0),
    ],
)
def test_after_an_outage_it_still_goes_within_two_days(
    session: Session, cast: Cast, late: timedelta, state: OccurrenceState, number: int
) -> None:
    create_moment(session, weeks=[6])
    burendag_people(session, cast)
    planning.plan(session, NOW)
    plan_and_queue(session, DUE + late)
    assert states(session) == [state]
    assert len(got(session)) == number


def test_a_clock_that_went_ahead_and_back_loses_no_reminder(session: Session, cast: Cast) -> None:
    create_moment(session, weeks=[6])
    people = burendag_people(session, cast)
    planning.plan(session, NOW)
    queue(session, DUE + timedelta(days=3))
    assert states(session) == [State.MISSED]
    planning.plan(session, NOW)
    assert states(session) == [State.PLANNED]
    plan_and_queue(session)
    assert got(session) == people


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # An ordinary night, then both nights on which the clock changes (29 March, 25 October).
        (datetime(2026, 9, 12, 19, 30, tzinfo=UTC), datetime(2026, 9, 13, 6, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 19, 30, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
    ],
)
def test_what_is_late_waits_for_eight_in_the_morning(
    session: Session, cast: Cast, evening: datetime, morning: datetime
) -> None:
    in_two_weeks = {"soort": "vaste_datum", "datum": f"{evening + 14 * DAY:%m-%d}"}
    create_moment(session, rule=in_two_weeks, weeks=[2])
    burendag_people(session, cast)
    create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, channel=Channel.WEB)
    for quiet in (evening, morning - timedelta(seconds=1)):
        plan_and_queue(session, quiet)
        assert got(session) == []
    plan_and_queue(session, morning)
    assert len(got(session)) == 2


def test_what_the_evening_left_in_the_outbox_waits_too(session: Session, cast: Cast) -> None:
    create_moment(session, weeks=[6])
    burendag_people(session, cast)
    plan_and_queue(session, DUE)
    night, morning = DUE.replace(hour=19), DUE.replace(hour=6) + DAY
    assert may_go(session, DUE) != []
    assert may_go(session, night) == []
    assert may_go(session, morning - timedelta(seconds=1)) == []
    assert may_go(session, morning) != []
