"""How soon people were answered: counted each minute, once, and kept longer than the messages."""

from datetime import date, timedelta

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from models.db import transaction
from models.messages.inbox import InboxRow
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.pruning import OUTBOX_ROW, prune
from models.messages.tally import MessageTally
from models.messages.tallying import Answers, answers, ended, per_day, tally
from models.people.residents import Channel
from tests.builders import NOW, create_address, create_cast, create_resident
from tests.statements import counted
from tests.watching import answered, heard, said

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def later(minutes: float) -> timedelta:
    return minutes * MINUTE


def test_an_answer_is_counted_by_how_long_its_person_waited(session: Session) -> None:
    address = create_cast(session).address
    for seconds in (0.2, 1.0, 1.001, 10.0, 10.001, 3600):
        answered(session, address, seconds)
    tally(session, NOW + 2 * HOUR)
    assert answers(session, NOW) == Answers(answered=6, in_1s=2, in_10s=4)
    assert answers(session, NOW).share_10s == 4 / 6


def test_only_the_first_reply_counts_and_only_replies_do(session: Session) -> None:
    address = create_cast(session).address
    row = answered(session, address, 0.5)
    said(session, address, f"in:{row.id}:1", at=NOW + timedelta(seconds=40))
    for dedupe in ("news:7", "again:3", "occ:1:2", "in:none:0"):
        said(session, address, dedupe, lane=Lane.SERVICE)
    sorry = heard(session, address)
    said(session, address, f"in:{sorry.id}:broken", at=NOW + timedelta(seconds=5))
    tally(session, NOW + MINUTE)
    assert answers(session, NOW) == Answers(answered=2, in_1s=1, in_10s=2)
    assert ended(session, NOW)["sent"] == 7


def test_an_answer_that_did_not_surely_arrive_is_as_good_as_late(session: Session) -> None:
    address = create_cast(session).address
    for state in (OutState.SENT, OutState.FAILED, OutState.UNKNOWN, OutState.EXPIRED):
        answered(session, address, 0.5, state)
    for state in (OutState.QUEUED, OutState.SENDING):
        answered(session, address, 0.5, state)
    tally(session, NOW + MINUTE)
    found = answers(session, NOW)
    assert (found.answered, found.missed, found.heard) == (1, 2, 3)
    assert found.share_1s == 1 / 3
    assert ended(session, NOW) == {"sent": 1, "failed": 1, "unknown": 1, "expired": 1}


def test_where_nobody_spoke_there_is_no_share(session: Session) -> None:
    tally(session, NOW)
    assert answers(session, NOW) == Answers()
    assert answers(session, NOW).share_10s is None
    assert per_day(session, NOW) == []


def test_counting_again_changes_nothing_and_nothing_is_missed_in_between(engine: Engine) -> None:
    with transaction(engine) as session:
        address = create_cast(session).address
        for minute in range(0, 180, 7):
            answered(session, address, 0.5, at=NOW + later(minute))
    for moment in (0.5, 1, 30, 30, 31, 170, 171, 182):
        with transaction(engine) as session:
            tally(session, NOW + later(moment))
    with transaction(engine) as session:
        assert answers(session, NOW).answered == len(range(0, 180, 7))


def test_what_commits_a_little_late_is_counted_still(engine: Engine) -> None:
    with transaction(engine) as session:
        address = create_cast(session).address
        answered(session, address, 0, at=NOW + later(10))
        tally(session, NOW + later(10.5))
        # Its transaction began before the count and ended after it.
        answered(session, address, 0, at=NOW + later(9))
        tally(session, NOW + later(11))
        assert answers(session, NOW).answered == 2


def test_after_days_without_a_count_all_of_them_are_counted(session: Session) -> None:
    address = create_cast(session).address
    for day in range(4):
        answered(session, address, 0.5, at=NOW + timedelta(days=day))
    tally(session, NOW + MINUTE)
    tally(session, NOW + timedelta(days=3, minutes=1))
    assert [(one.day, one.answered) for one in per_day(session, NOW)] == [
        (date(2026, 11, 16 + day), 1) for day in (3, 2, 1, 0)
    ]


def test_channels_are_counted_apart_and_shown_together(session: Session) -> None:
    cast = create_cast(session)
    web = create_address(session, create_resident(session), Channel.WEB)
    answered(session, cast.address, 0.5)
    answered(session, web, 0.0)
    tally(session, NOW + MINUTE)
    assert set(session.scalars(select(MessageTally.channel))) == {Channel.TELEGRAM, Channel.WEB}
    assert answers(session, NOW).answered == 2


def test_a_day_is_a_day_of_the_gemeente_also_when_the_clock_changes(session: Session) -> None:
    address = create_cast(session).address
    # In the night of 28 March 2027 the clock goes from two to three.
    before = NOW.replace(year=2027, month=3, day=27, hour=22, minute=59)
    for hours in (0, 1, 23, 24):
        answered(session, address, 0, at=before + hours * HOUR)
        tally(session, before + hours * HOUR + MINUTE)
    days = [(one.day, one.answered) for one in per_day(session, before - HOUR)]
    assert days == [(date(2027, 3, 29), 1), (date(2027, 3, 28), 2), (date(2027, 3, 27), 1)]


def test_the_counts_outlive_the_messages_and_go_after_a_year(engine: Engine) -> None:
    with transaction(engine) as session:
        answered(session, create_cast(session).address, 0.5)
        tally(session, NOW + MINUTE)
    with transaction(engine) as session:
        session.execute(delete(OutMessage))
        session.execute(delete(InboxRow))
        tally(session, NOW + later(2))
        prune(session, NOW + OUTBOX_ROW)
        assert answers(session, NOW).answered == 1
        prune(session, NOW + OUTBOX_ROW + HOUR)
        assert answers(session, NOW).answered == 0


def test_counting_reads_what_is_new_however_much_there_was(engine: Engine) -> None:
    """Statements and rows read stay the same with twenty thousand old messages behind it."""

    def cost(at: timedelta) -> tuple[int, int]:
        with transaction(engine) as session:
            address = create_address(session, create_resident(session))
            for second in range(20):
                answered(session, address, 0.5, at=NOW + at + timedelta(seconds=second))
        with counted(engine) as seen, transaction(engine) as session:
            before = session.scalar(READ) or 0
            tally(session, NOW + at + MINUTE)
            read = (session.scalar(READ) or 0) - before
        return len(seen), read

    cost(-HOUR)
    first = cost(HOUR)
    with transaction(engine) as session:
        address = create_address(session, create_resident(session))
        session.execute(
            text(
                "INSERT INTO outbox (address_id, lane, dedupe, state, created_at, done_at)"
                " SELECT :address, 0, concat('in:', n, ':', 0), 'sent', :at, :at"
                " FROM generate_series(1000000, 1020000) n"
            ),
            {"address": address.id, "at": NOW - timedelta(days=20)},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE outbox"))
    again = cost(3 * HOUR)
    assert again[0] == first[0]
    assert again[1] <= first[1] + 50


READ = text("SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables")
