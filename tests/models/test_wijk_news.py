"""The news of a wijk: once a week, to who switched it on, where there is some."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.asking import room
from models.db import transaction
from models.initiatives.lifecycles import Moderation
from models.initiatives.wijk_news import WijkNews, letters, queue_due
from models.messages import queued as waiting
from models.messages.outbox import Lane, OutState
from models.people import consents
from models.people.residents import Channel, OptIn, Resident
from models.plan.din import EffortState
from models.plan.progress import Judgement, move_effort
from tests.acts import SEEN, queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
)
from tests.statements import counted

# NOW is Monday 16 November 2026, nine in the morning; four on Thursday there is three in UTC.
THURSDAY = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
PLACED = Moderation.PLACED


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def wants_news(session: Session, resident: Resident, on: bool = True) -> None:
    consents.set_opt_in(session, resident, OptIn.WIJK_NEWS, on, NOW)


def go(session: Session, at: datetime) -> int:
    """As the job does: until nothing is left. Gives how many messages there are in all."""
    for _ in range(3):
        queue_due(session, at)
    return len(queued(session))


def test_it_goes_once_a_week_to_who_switched_it_on(session: Session, cast: Cast) -> None:
    for resident in (cast.resident, cast.neighbour):
        wants_news(session, resident)
    create_resident(session, cast.wijk_zuid)
    far = create_resident(session, cast.wijk_noord)
    create_address(session, far)
    wants_news(session, far)
    made = create_initiative(session, cast.wijk_zuid, status=PLACED)
    create_initiative(session, cast.wijk_zuid, status=Moderation.SUBMITTED)
    assert go(session, THURSDAY - timedelta(minutes=1)) == 0
    assert go(session, THURSDAY) == 2
    assert go(session, THURSDAY + timedelta(hours=1)) == 2
    assert {row.address_id for row in queued(session)} == {
        cast.address.id,
        cast.neighbour_address.id,
    }
    row = queued(session)[0]
    assert (row.lane, row.opt_in) == (Lane.BULK, OptIn.WIJK_NEWS)
    assert row.expires_at == THURSDAY + timedelta(days=2)
    assert row.body is not None
    assert [say["key"] for say in row.body["says"]] == [
        "following.wijk",
        "following.wijk_ideas",
        "following.wijk_idea",
    ]
    assert row.body["says"][2]["params"]["ref"] == made.ref
    # The next week there is nothing new, so nothing is said.
    assert go(session, THURSDAY + timedelta(days=7)) == 2


def test_a_changed_opgave_is_news_in_its_wijken(session: Session, cast: Cast) -> None:
    judgement = Judgement(cast.manager_zuid, NOW, "gemeente")
    effort = cast.plan_zuid.effort
    move_effort(session, effort, effort.state, EffortState.RUNNING, judgement, lambda _: SEEN)
    found = letters(session, NOW - timedelta(days=1), THURSDAY)
    assert set(found) == {cast.wijk_zuid.id}
    assert [say["key"] for say in found[cast.wijk_zuid.id]["says"]] == [
        "following.wijk",
        "following.subject",
        "following.effort",
    ]


def test_what_came_too_late_in_the_week_is_told_in_the_next(session: Session, cast: Cast) -> None:
    wants_news(session, cast.resident)
    create_initiative(session, cast.wijk_zuid, status=PLACED)
    assert go(session, THURSDAY) == 1
    late = THURSDAY + timedelta(hours=3)
    create_initiative(session, cast.wijk_zuid, status=PLACED, submitted_at=late)
    assert go(session, late) == 1
    assert go(session, THURSDAY + timedelta(days=7)) == 2


def test_who_had_two_messages_this_week_gets_no_third(session: Session, cast: Cast) -> None:
    wants_news(session, cast.resident)
    create_initiative(session, cast.wijk_zuid, status=PLACED)
    room.spoke(session, [cast.resident.id] * 2, NOW)
    assert go(session, THURSDAY) == 0


def test_after_two_days_it_does_not_go_any_more(session: Session, cast: Cast) -> None:
    wants_news(session, cast.resident)
    create_initiative(session, cast.wijk_zuid, status=PLACED)
    assert go(session, THURSDAY + timedelta(days=2)) == 0
    assert session.scalars(select(WijkNews)).all() == []


def test_at_night_it_waits(session: Session, cast: Cast) -> None:
    wants_news(session, cast.resident)
    create_initiative(session, cast.wijk_zuid, status=PLACED)
    assert go(session, THURSDAY + timedelta(hours=6)) == 0
    assert go(session, THURSDAY + timedelta(hours=17)) == 1


def test_consent_that_is_withdrawn_while_it_waits_is_asked_again(
    session: Session, cast: Cast
) -> None:
    wants_news(session, cast.resident)
    create_initiative(session, cast.wijk_zuid, status=PLACED)
    go(session, THURSDAY)
    (row,) = queued(session)
    assert (cast.address.channel, row.state) == (Channel.TELEGRAM, OutState.QUEUED)
    wants_news(session, cast.resident, on=False)
    waiting.expire(session, THURSDAY)
    session.refresh(row)
    assert row.state is OutState.EXPIRED


def test_queries_do_not_grow_with_wijken_ideas_or_people(engine: Engine) -> None:
    with transaction(engine) as session:
        cast = create_cast(session)
    asked_of = []
    for week, people in enumerate((2, 40)):
        at = THURSDAY + timedelta(weeks=week)
        with transaction(engine) as session:
            for _ in range(people):
                wijk = session.merge(cast.wijk_zuid)
                somebody = create_resident(session, wijk)
                create_address(session, somebody)
                wants_news(session, somebody)
                moment = at - timedelta(days=1)
                create_initiative(session, wijk, status=PLACED, submitted_at=moment)
        with transaction(engine) as session, counted(engine) as asked:
            queue_due(session, at)
        asked_of.append(len(asked))
    assert asked_of[0] == asked_of[1]
