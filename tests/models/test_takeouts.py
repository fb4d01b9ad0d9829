"""A link to one's own data opens once, not for long, and only the newest."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.messages.pruning import prune
from models.people import takeouts
from models.people.takeouts import TakeoutLink
from tests.builders import NOW, Cast, create_cast, later


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def test_it_opens_once(session: Session, cast: Cast) -> None:
    takeouts.make(session, cast.resident, "abc", NOW)
    assert takeouts.language_of(session, "abc", later(minutes=9)) == "nl"
    assert takeouts.redeem(session, "abc", later(minutes=9)) == cast.resident.id
    assert takeouts.redeem(session, "abc", later(minutes=9)) is None
    assert takeouts.language_of(session, "abc", later(minutes=9)) is None


def test_it_does_not_open_for_long(session: Session, cast: Cast) -> None:
    takeouts.make(session, cast.resident, "abc", NOW)
    assert takeouts.redeem(session, "abc", later(minutes=10)) is None


def test_a_newer_one_ends_the_older_of_the_same_person(session: Session, cast: Cast) -> None:
    takeouts.make(session, cast.resident, "old", NOW)
    takeouts.make(session, cast.neighbour, "other", NOW)
    takeouts.make(session, cast.resident, "new", NOW)
    assert takeouts.redeem(session, "old", NOW) is None
    assert takeouts.redeem(session, "other", NOW) == cast.neighbour.id
    assert takeouts.redeem(session, "new", NOW) == cast.resident.id


def test_the_night_takes_away_what_nobody_used(session: Session, cast: Cast) -> None:
    takeouts.make(session, cast.resident, "abc", NOW)
    session.flush()
    prune(session, later(minutes=9))
    assert takeouts.language_of(session, "abc", NOW) == "nl"
    prune(session, later(minutes=11))
    assert session.scalars(select(TakeoutLink)).all() == []


def test_a_guess_opens_nothing(session: Session, cast: Cast) -> None:
    takeouts.make(session, cast.resident, "abc", NOW)
    for guess in ("", "ABC", "abc ", "x" * 5_000):
        assert takeouts.redeem(session, guess, NOW) is None
