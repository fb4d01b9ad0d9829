"""What happens by the clock: safe to repeat, in one process at a time, and by a pretended date."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot import jobs
from bot.jobs import Job, run_once
from demo.clock import pretend, pretended_now
from models.asking import calendar
from models.asking.campaigns import Occurrence
from models.asking.checkins import CheckInResult
from models.db import database_now, transaction
from models.messages.outbox import OutMessage
from models.people.residents import Channel, OptIn
from tests.acts import set_stage
from tests.asking import (
    BASE_URL,
    BURENDAG,
    answer,
    create_moment,
    create_opted_in,
    got,
    ids,
    open_check_in,
    read_out,
    send_all,
)
from tests.builders import NOW, Cast
from texts.render import day

ALL = jobs.jobs(BASE_URL)
# Two weeks before Burendag 2027, at eleven in Zwolle.
REMINDER_DAY = datetime(2027, 9, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
def cast(engine: Engine) -> Cast:
    return set_stage(engine)


@pytest.fixture
def people(engine: Engine, cast: Cast) -> Sequence[int]:
    """Three residents who asked to hear of Burendag."""
    with transaction(engine) as session:
        create_moment(session)
        return ids(create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, 3))


def run_all(engine: Engine, now: datetime) -> list[bool]:
    return [run_once(engine, job, lambda session: now) for job in ALL]


def test_every_job_runs_on_an_empty_database(engine: Engine) -> None:
    assert run_all(engine, NOW) == [True] * len(ALL)
    assert len({job.name for job in ALL}) == len(ALL)


def test_a_fresh_start_has_its_plan_at_once(engine: Engine, people: Sequence[int]) -> None:
    scheduler = jobs.start(engine, BASE_URL, lambda session: NOW)
    planned, patience = list[int](), 100
    while not planned and (patience := patience - 1):
        time.sleep(0.1)
        with transaction(engine) as session:
            planned = list(session.scalars(select(Occurrence.id)))
    scheduler.shutdown()
    assert len(planned) == 2


def test_a_year_of_ticks_reminds_everybody_once_per_occasion(
    engine: Engine, people: Sequence[int]
) -> None:
    # A tick each evening and each noon of every second day, each done twice.
    for days in range(0, 366, 2):
        for hours in (3, 3, 12):
            now = NOW + timedelta(days=days, hours=hours)
            for job in ALL[:2]:
                run_once(engine, job, lambda session, now=now: now)  # type: ignore[misc]
        with transaction(engine) as session:
            send_all(session)
    with transaction(engine) as session:
        heard = select(OutMessage.occurrence_id, func.count()).group_by(OutMessage.occurrence_id)
        assert [n for _, n in session.execute(heard)] == [len(people)] * 2


def test_a_check_in_is_asked_closed_and_told_by_the_jobs(engine: Engine, cast: Cast) -> None:
    with transaction(engine) as session:
        asked = ids(create_opted_in(session, cast.wijk_zuid, number=2))
        opgave = cast.plan_zuid.opgave
        checkin = open_check_in(session, cast.manager_zuid, opgave, cast.wijk_zuid)
        answered = ids(answer(session, checkin, cast.wijk_zuid, *[0] * 12))
    for days in range(0, 16, 3):
        for _ in range(2):
            run_all(engine, NOW + timedelta(days=days))
    with transaction(engine) as session:
        assert got(session, "checkin:") == asked
        assert got(session, "result:") == answered
        assert session.scalar(select(func.count()).select_from(CheckInResult)) == 2


def test_of_many_processes_one_does_a_job_at_a_time(engine: Engine) -> None:
    start, busy, most = Barrier(6), list[int](), list[int]()

    def act(session: Session, now: datetime) -> None:
        busy.append(1)
        most.append(len(busy))
        session.execute(select(func.pg_sleep(0.05)))
        busy.pop()

    job = Job("test", act, ALL[0].trigger)
    done = list[bool]()

    def run() -> None:
        start.wait()
        done.append(run_once(engine, job))

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert max(most) == 1
    assert True in done
    assert False in done


def test_what_goes_in_slices_goes_on_until_nothing_is_left(engine: Engine) -> None:
    left, moments = [3], list[datetime]()

    def act(session: Session, now: datetime) -> int:
        moments.append(database_now(session))
        left[0] -= 1
        return left[0]

    assert run_once(engine, Job("test", act, ALL[0].trigger, slices=True))
    # Each slice is a transaction of its own.
    assert (left, len(set(moments))) == ([0], 3)
    assert [job.name for job in ALL if job.slices] == [
        "carry out",
        *("remind", "unanswered", "end blocks"),
        *("tell followers", "tell owners of helpers", "ask how it goes"),
        "mark",
        *("prune", "retire", "seal history"),
    ]


def test_who_is_stopped_leaves_the_next_slices_to_the_next_run(engine: Engine) -> None:
    done = list[int]()

    def act(session: Session, now: datetime) -> int:
        done.append(1)
        return 3 - len(done)

    job = Job("test", act, ALL[0].trigger, slices=True)
    assert run_once(engine, job, stopped=lambda: True)
    assert len(done) == 1
    assert run_once(engine, job)
    assert len(done) == 3


def test_all_jobs_at_once_in_several_processes_do_everything_once(
    engine: Engine, people: Sequence[int]
) -> None:
    start = Barrier(4)

    def run() -> None:
        start.wait()
        for _ in range(4):
            run_all(engine, REMINDER_DAY)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with transaction(engine) as session:
        assert got(session) == people
        planned = session.execute(
            select(Occurrence.moment_on, Occurrence.weeks_before, func.count()).group_by(
                Occurrence.moment_on, Occurrence.weeks_before
            )
        )
        assert {n for *_, n in planned} == {1}


def test_a_job_that_fails_leaves_nothing_half_done(engine: Engine, people: Sequence[int]) -> None:
    plan, queue, *_ = ALL

    def fail(session: Session, now: datetime) -> None:
        plan.act(session, now)
        queue.act(session, now)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_once(engine, Job("failing", fail, plan.trigger), lambda session: REMINDER_DAY)
    with transaction(engine) as session:
        assert got(session) == []
    run_all(engine, REMINDER_DAY)
    with transaction(engine) as session:
        assert got(session) == people


def test_a_pretended_date_in_september_brings_the_burendag_reminder(
    engine: Engine, cast: Cast
) -> None:
    with transaction(engine) as session:
        create_moment(session)
        create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, channel=Channel.WEB)
        next_year = calendar.occurrences(BURENDAG, database_now(session).year + 1)
        assert next_year
        burendag = next_year[0]
        pretend(session, burendag - timedelta(weeks=2))
    for job in ALL[:2]:
        run_once(engine, job, pretended_now)
    with transaction(engine) as session:
        row = session.scalars(select(OutMessage)).one()
        assert f"Op {day(burendag, 'nl')} is het Burendag." in read_out(row.body)
        assert "zaterdag" in read_out(row.body)
        pretend(session, None)
        assert pretended_now(session) == database_now(session)
