"""Statements that are put together once give what SQLAlchemy gives, and fail as it does."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import BigInteger, Engine, Executable, Integer, String, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from models.base import UtcDateTime
from models.bulk import given, insert_rows, plain, run, sent_together
from models.db import transaction
from models.people.residents import Address, Channel, Resident
from tests.builders import NOW, create_address, create_resident


def test_a_row_has_the_names_and_types_of_its_columns(session: Session) -> None:
    resident = create_resident(session)
    create_address(session, resident)
    session.flush()
    asked = select(Address.resident_id, Address.channel, func.coalesce(Address.bot, "")).where(
        Address.channel == Channel.TELEGRAM, Address.resident_id == given("who", BigInteger())
    )
    told = asked.add_columns(Resident.created_at.label("since"), given("since", UtcDateTime()))
    joined = told.join(Resident, Resident.id == Address.resident_id)
    ours = timezone(timedelta(hours=2))
    (row,) = run(session, joined, who=resident.id, since=NOW.astimezone(ours))
    assert row == session.execute(joined, {"given_who": resident.id, "given_since": NOW}).one()
    assert (row.resident_id, type(row.channel)) == (resident.id, Channel)
    assert row.since.utcoffset() == timedelta(0)


def test_a_statement_that_gives_no_rows_gives_none(session: Session) -> None:
    change = update(plain(Resident)).values(language=given("language", String()))
    assert list(run(session, change, language="en")) == []
    assert list(run(session, select(Resident.id))) == []


def test_a_value_that_means_no_moment_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="time zone"):
        run(session, select(given("now", UtcDateTime())), now=NOW.replace(tzinfo=None))


def test_a_value_that_is_missing_or_unknown_is_our_mistake(session: Session) -> None:
    statement = select(given("number", Integer()))
    with pytest.raises(KeyError):
        run(session, statement, number=1, other=2)
    with pytest.raises(Exception, match="given_number"):
        run(session, statement)


def test_what_goes_wrong_is_an_error_of_sqlalchemy_without_what_was_given(
    engine: Engine,
) -> None:
    new = insert_rows(Resident, ["id", "language"], ["created_at", "last_seen_at"])
    twice: dict[str, object] = {"id": [1, 1], "language": ["xq", "xq"]}
    for act in (run, _in_one_piece):
        with pytest.raises(IntegrityError) as told, transaction(engine) as session:
            act(session, new, **twice, created_at=NOW, last_seen_at=NOW)
        assert "parameters" not in str(told.value)
        assert "xq" not in str(told.value)


def _in_one_piece(session: Session, statement: Executable, **values: object) -> None:
    with sent_together(session):
        run(session, statement, **values)


def test_a_server_that_went_away_is_told_as_such_and_the_next_transaction_goes_on(
    engine: Engine,
) -> None:
    with pytest.raises(OperationalError), transaction(engine) as session:
        run(session, select(func.pg_terminate_backend(func.pg_backend_pid())))
    with transaction(engine) as session:
        assert run(session, select(given("number", Integer())), number=7)[0][0] == 7


def test_columns_that_nobody_names_get_their_default(session: Session) -> None:
    new = insert_rows(Resident, ["id", "language"], ["created_at", "last_seen_at"])
    run(session, new, id=[71, 72], language=["nl", "en"], created_at=NOW, last_seen_at=NOW)
    made = [session.get_one(Resident, number) for number in (71, 72)]
    assert [(one.language, one.muted) for one in made] == [("nl", False), ("en", False)]
