"""A question has a term and one reminder; silence closes it, and an answer opens it again."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from models.initiatives import answering, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed
from models.initiatives.silence import lapse_unanswered, remind_unanswered
from models.people.consents import stop_all
from tests.acts import decision, deeds, history, texts_queued
from tests.builders import NOW, SETTINGS, Cast, create_cast, create_initiative, later

SITE = "https://wijk.example"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    asked = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    moderation.ask(session, asked, decision(cast.manager_zuid, asked), "Hoe breed?")
    return asked


def night(session: Session, at: datetime) -> tuple[int, int]:
    """The two jobs of a morning: how many were reminded, and how many closed."""
    return remind_unanswered(session, at, SITE), lapse_unanswered(session, at, SITE)


def test_one_reminder_halfway_and_then_the_end(session: Session, idea: Initiative) -> None:
    told = [night(session, later(days=day)) for day in range(1, 17)]
    assert told == [(1, 0) if day == 7 else (0, 1) if day == 15 else (0, 0) for day in range(1, 17)]
    assert deeds(session, idea) == [Deed.ASKED, Deed.REMINDED, Deed.LAPSED]
    _, reminder, end = texts_queued(session)
    assert "Wij wachten nog op uw antwoord." in reminder
    assert "Hoe breed?" in reminder
    assert "tot en met maandag 30 november 2026" in reminder
    assert "U kunt nog antwoorden." in end
    assert history(session, idea)[1].message == reminder


def test_the_last_day_counts_to_its_end(session: Session, idea: Initiative) -> None:
    """Asked on the 16th with fourteen days: on the 30th there is still time."""
    assert lapse_unanswered(session, datetime(2026, 11, 30, 22, 59, tzinfo=NOW.tzinfo), SITE) == 0
    assert lapse_unanswered(session, datetime(2026, 11, 30, 23, 1, tzinfo=NOW.tzinfo), SITE) == 1


def test_the_gemeente_says_how_long(session: Session, cast: Cast, idea: Initiative) -> None:
    cast.gemeente.settings = SETTINGS | {"antwoordtermijn_dagen": 4}
    session.flush()
    other = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    moderation.ask(session, other, decision(cast.manager_zuid, other), "Welke kleur?")
    assert night(session, later(days=2)) == (1, 0)
    assert night(session, later(days=5)) == (0, 1)
    assert (other.status, idea.status) == (Moderation.LAPSED, Moderation.QUESTION)


def test_who_answered_is_not_reminded(session: Session, cast: Cast, idea: Initiative) -> None:
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", later(days=3))
    assert night(session, later(days=20)) == (0, 0)


def test_an_answer_after_the_end_opens_it_with_a_term_of_its_own(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    night(session, later(days=20))
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", later(days=30))
    assert (idea.status, idea.question) == (Moderation.IN_PROGRESS, None)
    assert idea.due_on.isoformat() == "2026-12-23"
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "En hoe hoog?")
    assert night(session, later(days=7))[0] == 1


def test_who_stopped_messages_is_not_reminded_nor_said_to_be(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    stop_all(session, cast.resident, NOW)
    night(session, later(days=7))
    assert deeds(session, idea) == [Deed.ASKED]
    assert len(texts_queued(session)) == 1


def test_of_who_was_erased_nothing_waits_any_more(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    erase(session, cast.resident, NOW)
    session.flush()
    assert night(session, later(days=20)) == (0, 0)
