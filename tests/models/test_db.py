"""Transactions on the real server: one BEGIN, one clock, and knowing when to try again."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from models.db import database_now, is_transient, make_engine, transaction
from models.people.residents import Resident

NOW = datetime(2026, 9, 26, 10, 0, tzinfo=UTC)


def resident(now: datetime = NOW) -> Resident:
    return Resident(created_at=now, last_seen_at=now)


def count(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(text("SELECT count(*) FROM resident")) or 0


def test_what_a_transaction_adds_is_there_afterwards(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(someone := resident())
    assert someone.language == "nl"
    assert count(engine) == 1


def test_an_error_takes_everything_back(engine: Engine) -> None:
    def stumble() -> None:
        with transaction(engine) as session:
            session.add(resident())
            session.flush()
            raise ZeroDivisionError

    assert isinstance(raised(stumble), ZeroDivisionError)
    assert count(engine) == 0


def test_a_moment_comes_back_as_the_same_moment_in_utc(engine: Engine) -> None:
    summer = NOW.astimezone(timezone(timedelta(hours=2)))
    with transaction(engine) as session:
        session.add(resident(summer))
    with transaction(engine) as session:
        stored = session.query(Resident).one().created_at
    assert stored == NOW
    assert stored.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(session: Session) -> None:
    session.add(resident(datetime(2026, 9, 26, 10, 0)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()
    session.rollback()


def test_the_clock_stands_still_within_a_transaction(engine: Engine) -> None:
    with transaction(engine) as session:
        first = database_now(session)
        with session.begin_nested():
            session.execute(text("SELECT pg_sleep(0.01)"))
        assert database_now(session) == first == session.scalar(text("SELECT now()"))
    with transaction(engine) as session:
        assert database_now(session) > first


def test_a_session_used_again_reads_the_clock_again(engine: Engine) -> None:
    with Session(engine) as session:
        with session.begin():
            first = database_now(session)
        with session.begin():
            assert database_now(session) > first


def test_the_connection_says_who_it_is_and_how_long_it_may_take(database_url: str) -> None:
    engine = make_engine(
        database_url, statement_timeout=2.5, lock_timeout=1, idle_timeout=3, application_name="jobs"
    )
    with transaction(engine) as session:
        found = {
            name: session.scalar(text(f"SHOW {name}"))
            for name in (
                "timezone",
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "application_name",
            )
        }
    engine.dispose()
    assert list(found.values()) == ["UTC", "2500ms", "1s", "3s", "jobs"]


def test_an_address_may_be_written_as_others_write_it(database_url: str) -> None:
    engine = make_engine(database_url.replace("postgresql+psycopg", "postgres"))
    with transaction(engine) as session:
        assert session.scalar(text("SELECT 1")) == 1
    engine.dispose()


def raised(act: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as told:  # noqa: PT011
        act()
    return told.value


def failing(engine: Engine, statement: str) -> BaseException:
    def run() -> None:
        with transaction(engine) as session:
            session.execute(text(statement))

    return raised(run)


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("40001", True),  # serialisation failure
        ("53100", True),  # the disk is full
        ("53300", True),  # too many connections
        ("57P01", True),  # the server stops
        ("23505", False),  # a unique key
        ("57014", False),  # the statement took too long
        ("22P05", False),  # a character that text cannot hold
    ],
)
def test_what_is_worth_running_again(engine: Engine, code: str, again: bool) -> None:
    error = failing(engine, f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
    assert is_transient(error) is again
    assert isinstance(error, DBAPIError)
    assert is_transient(error.orig) is again  # type: ignore[arg-type]


def test_our_own_mistake_is_not(engine: Engine) -> None:
    assert not is_transient(failing(engine, "SELECT nonsense"))
    assert not is_transient(ValueError("no"))


def test_two_that_wait_for_each_other(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add_all(pair := [resident(), resident()])
    one, other = (each.id for each in pair)
    both_hold_one = threading.Barrier(2, timeout=20)
    errors: list[BaseException] = []

    def lock(first: int, second: int) -> None:
        row = text("SELECT id FROM resident WHERE id = :id FOR UPDATE")
        try:
            with transaction(engine) as session:
                session.execute(row, {"id": first})
                both_hold_one.wait()
                session.execute(row, {"id": second})
        except DBAPIError as error:
            errors.append(error)

    threads = [threading.Thread(target=lock, args=order) for order in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [is_transient(error) for error in errors] == [True]


def test_a_lock_that_is_not_free_in_time(database_url: str, engine: Engine) -> None:
    hasty = make_engine(database_url, lock_timeout=0.1)
    with transaction(engine) as session:
        session.execute(text("LOCK TABLE resident"))
        assert is_transient(failing(hasty, "LOCK TABLE resident"))
    hasty.dispose()


def test_a_connection_that_is_cut_off(engine: Engine) -> None:
    error = failing(engine, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_transient(error)
    assert count(engine) == 0


def test_a_resting_connection_that_the_server_closed_is_replaced(
    database_url: str, engine: Engine
) -> None:
    rested = make_engine(database_url, pool_size=1)
    with transaction(rested) as session:
        gone = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with transaction(engine) as session:
        ended = text("SELECT pg_terminate_backend(:pid, 5000)")
        assert session.execute(ended, {"pid": gone}).scalar_one()
    with transaction(rested) as session:
        new = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    rested.dispose()
    assert new != gone


def test_who_holds_a_transaction_and_says_nothing_is_cut_off(database_url: str) -> None:
    sleepy = make_engine(database_url, idle_timeout=0.1)

    def dawdle() -> None:
        with transaction(sleepy) as session:
            session.execute(text("SELECT 1"))
            threading.Event().wait(0.5)
            session.execute(text("SELECT 1"))

    assert is_transient(raised(dawdle))
    sleepy.dispose()


def test_a_server_that_is_not_there() -> None:
    nowhere = make_engine("postgresql://wijkbot@127.0.0.1:1/wijkbot")
    assert is_transient(failing(nowhere, "SELECT 1"))


def test_a_pool_with_nothing_left(database_url: str) -> None:
    small = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with small.connect():
        assert is_transient(failing(small, "SELECT 1"))
    small.dispose()
