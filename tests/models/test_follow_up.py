""" "Loopt het nog?": asked in time, answered with a button, read by the wijkmanager."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking import room
from models.initiatives.contributions import Initiative
from models.initiatives.follow_up import AFTER, FollowUp, How, NotAsked, answer, ask_due, tell_more
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moves import Deed
from models.initiatives.published import published_one
from models.messages.outbox import Lane
from tests.acts import deeds, history, queued
from tests.builders import NOW, Cast, create_cast, create_initiative

PLACED = Moderation.PLACED
DUE = NOW + AFTER


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def bench(session: Session, cast: Cast) -> Initiative:
    """The resident's initiative, placed at NOW."""
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED)


def becomes(session: Session, bench: Initiative, phase: Realisation, at: datetime) -> None:
    bench.realisation, bench.realisation_changed_at = phase, at
    session.flush()


def test_it_is_asked_once_four_weeks_after_placing_and_in_each_phase(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    assert ask_due(session, DUE - timedelta(hours=1)) == 0
    assert [ask_due(session, DUE + timedelta(days=day)) for day in range(3)] == [1, 0, 0]
    becomes(session, bench, Realisation.RUNNING, DUE + timedelta(days=1))
    assert ask_due(session, DUE + timedelta(days=28)) == 0
    assert ask_due(session, DUE + timedelta(days=29)) == 1
    first, second = queued(session)
    assert first.body is not None
    assert second.body is not None
    assert [one["value"] for one in first.body["choices"]] == [
        f"/loopt {bench.ref} {how}" for how in ("ja", "nee", "hulp")
    ]
    assert first.expires_at is not None
    assert first.lane == Lane.BULK


def test_at_night_or_without_room_it_waits(session: Session, cast: Cast, bench: Initiative) -> None:
    assert ask_due(session, DUE + timedelta(hours=13)) == 0
    room.spoke(session, [cast.resident.id] * 2, DUE)
    assert ask_due(session, DUE) == 0
    assert ask_due(session, DUE + timedelta(days=7)) == 1


def test_one_question_is_open_per_person(session: Session, cast: Cast, bench: Initiative) -> None:
    other = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED)
    assert [ask_due(session, DUE + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    answer(session, cast.resident, bench.ref, How.YES, DUE)
    assert ask_due(session, DUE + timedelta(days=1)) == 1
    asked = session.scalars(select(FollowUp.contribution_id).order_by(FollowUp.id)).all()
    assert asked == [bench.id, other.id]


def test_who_does_not_answer_is_asked_of_another_after_two_weeks(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED)
    assert ask_due(session, DUE) == 1
    assert ask_due(session, DUE + timedelta(days=13)) == 0
    assert ask_due(session, DUE + timedelta(days=15)) == 1


@pytest.mark.parametrize(
    "phase", [Realisation.NOT_FEASIBLE, Realisation.STOPPED, Realisation.EXPLORING]
)
def test_what_ended_or_went_off_the_site_is_not_asked_after(
    session: Session, cast: Cast, bench: Initiative, phase: Realisation
) -> None:
    becomes(session, bench, phase, NOW)
    if phase is Realisation.EXPLORING:
        bench.status = Moderation.HIDDEN
        session.flush()
    assert ask_due(session, DUE) == 0


def test_an_answer_stands_in_the_history_and_help_on_the_site(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    ask_due(session, DUE)
    version = bench.version
    for how in (How.HELP, How.HELP):
        answer(session, cast.resident, bench.ref.lower(), how, DUE)
    tell_more(session, cast.resident, bench.ref, "Wij zoeken planken.", DUE)
    assert deeds(session, bench) == [Deed.FOLLOWED_UP, Deed.FOLLOWED_UP]
    said, more = history(session, bench)
    assert (said.reason, more.words) == ("hulp", "Wij zoeken planken.")
    shown = published_one(session, bench.ref)
    assert shown is not None
    assert shown.help_asked
    # A wijkmanager who is deciding meanwhile is not held up by it.
    assert bench.version == version
    answer(session, cast.resident, bench.ref, How.YES, DUE)
    shown = published_one(session, bench.ref)
    assert shown is not None
    assert not shown.help_asked


def test_who_wants_no_more_questions_gets_none(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    ask_due(session, DUE)
    answer(session, cast.resident, bench.ref, How.NO_MORE, DUE)
    becomes(session, bench, Realisation.RUNNING, DUE)
    assert ask_due(session, DUE + AFTER) == 0


def test_only_its_author_and_only_when_asked(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    with pytest.raises(NotAsked):
        answer(session, cast.resident, bench.ref, How.YES, NOW)
    ask_due(session, DUE)
    for ref in (bench.ref, "Z-9999"):
        with pytest.raises(NotAsked):
            answer(session, cast.neighbour, ref, How.YES, DUE)
        with pytest.raises(NotAsked):
            tell_more(session, cast.neighbour, ref, "x", DUE)


def test_who_wants_no_news_of_their_own_is_not_asked(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    cast.resident.muted = True
    session.flush()
    assert ask_due(session, DUE) == 0
