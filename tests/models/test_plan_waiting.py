"""A plan that was handed in waits in the queue and in the mail until a wijkmanager read it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.desk import notices
from models.desk.notices import Pace
from models.initiatives import queue
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Realisation
from models.initiatives.moderation import Decision
from models.initiatives.place_plan_reading import read
from models.initiatives.place_planning import (
    Closed,
    PlanMoved,
    TurnedOver,
    fill_in,
    hand_in,
    mark_read,
    turn_over,
)
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.messages.mail import Mail
from models.people.rights import NotAllowed
from models.people.staff import RoleName, Staff
from models.plan.track import Turn
from tests.acts import deeds
from tests.builders import NOW, Cast, create_cast, create_staff, later
from tests.models.test_place_plan import create_table

BASE = "https://wijk.example"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def table(session: Session, cast: Cast) -> Initiative:
    """A picnic table whose plan was begun; it came in long ago."""
    made = create_table(session, cast, due_on=later(days=-40).date())
    fill_in(session, cast.resident.id, made.ref, "meedoen", "Vier buren", NOW)
    return made


def in_heap(session: Session, staff: Staff, tab: Tab, **when: float) -> list[str]:
    now = later(**when) if when else later(hours=1)
    cards = queue.page(session, staff, Filters(tab), now).cards
    assert counts(session, staff, now)[tab].number == len(cards)
    return [card.ref for card in cards]


def decided(session: Session, staff: Staff, table: Initiative, **when: float) -> Decision:
    seen = read(session, table)
    assert seen is not None
    return Decision(staff, seen.version, later(**when))


def test_it_stands_in_the_queue_from_handing_in_until_it_was_read(
    session: Session, cast: Cast, table: Initiative
) -> None:
    zahra = cast.manager_zuid
    assert in_heap(session, zahra, Tab.PLANS) == in_heap(session, zahra, Tab.TO_DO) == []
    hand_in(session, cast.resident.id, table.ref, NOW)
    for tab in (Tab.PLANS, Tab.TO_DO):
        assert in_heap(session, zahra, tab) == [table.ref]
        assert in_heap(session, cast.manager_noord, tab) == []
    (card,) = queue.page(session, zahra, Filters(Tab.PLANS), NOW).cards
    assert (card.plan, card.late) == (True, False)
    assert in_heap(session, zahra, Tab.LATE) == []
    assert in_heap(session, zahra, Tab.LATE, days=10) == [table.ref]
    mark_read(session, table, decided(session, zahra, table, hours=1))
    assert in_heap(session, zahra, Tab.PLANS) == in_heap(session, zahra, Tab.TO_DO) == []
    assert deeds(session, table)[-1] == "plan_read"


def test_what_waits_for_several_reasons_is_counted_once(
    session: Session, cast: Cast, table: Initiative
) -> None:
    hand_in(session, cast.resident.id, table.ref, NOW)
    coordinator = create_staff(session, "Coor", RoleName.COORDINATOR)
    for staff in (cast.manager_zuid, coordinator):
        assert in_heap(session, staff, Tab.TO_DO) == [table.ref]


def test_changed_by_its_owner_it_waits_again_only_when_handed_in_anew(
    session: Session, cast: Cast, table: Initiative
) -> None:
    zahra = cast.manager_zuid
    hand_in(session, cast.resident.id, table.ref, NOW)
    mark_read(session, table, decided(session, zahra, table, hours=1))
    fill_in(session, cast.resident.id, table.ref, "meedoen", "Zes buren", later(hours=2))
    assert in_heap(session, zahra, Tab.PLANS) == []
    hand_in(session, cast.resident.id, table.ref, later(hours=3))
    assert in_heap(session, zahra, Tab.PLANS) == [table.ref]


def test_who_answers_a_step_has_read_it(session: Session, cast: Cast, table: Initiative) -> None:
    zahra = cast.manager_zuid
    hand_in(session, cast.resident.id, table.ref, NOW)
    told = TurnedOver(Turn.DONE, "Dat mag.")
    turn_over(session, table, decided(session, zahra, table, hours=1), "grond", told)
    assert in_heap(session, zahra, Tab.PLANS) == []


@pytest.mark.parametrize("end", [Realisation.STOPPED, Realisation.REALISED])
def test_of_what_has_ended_no_plan_waits(
    session: Session, cast: Cast, table: Initiative, end: Realisation
) -> None:
    hand_in(session, cast.resident.id, table.ref, NOW)
    table.realisation = end
    session.flush()
    assert in_heap(session, cast.manager_zuid, Tab.PLANS) == []


def test_only_who_decides_there_says_so_and_of_what_they_saw(
    session: Session, cast: Cast, table: Initiative
) -> None:
    zahra = cast.manager_zuid
    with pytest.raises(Closed):
        mark_read(session, table, decided(session, zahra, table))
    hand_in(session, cast.resident.id, table.ref, NOW)
    with pytest.raises(NotAllowed):
        mark_read(session, table, decided(session, cast.manager_noord, table))
    seen = decided(session, zahra, table, hours=1)
    fill_in(session, cast.resident.id, table.ref, "meedoen", "Zes buren", later(minutes=1))
    hand_in(session, cast.resident.id, table.ref, later(minutes=2))
    with pytest.raises(PlanMoved):
        mark_read(session, table, seen)
    assert in_heap(session, zahra, Tab.PLANS) == [table.ref]


def test_the_mail_tells_of_it_once_and_in_numbers(
    session: Session, cast: Cast, table: Initiative
) -> None:
    for staff in (cast.manager_zuid, cast.manager_noord):
        notices.choose(session, staff, Pace.AT_ONCE, NOW)
    hand_in(session, cast.resident.id, table.ref, later(minutes=1))
    assert notices.tell_at_once(session, later(minutes=11), BASE) == 1
    assert notices.tell_at_once(session, later(minutes=30), BASE) == 0
    (mail,) = session.scalars(select(Mail))
    assert mail.recipient == cast.manager_zuid.email
    assert "Er ligt 1 ingeleverd plan." in (mail.body or "")
    assert table.ref not in (mail.body or "")


def test_who_hears_daily_hears_of_a_plan_too(
    session: Session, cast: Cast, table: Initiative
) -> None:
    notices.choose(session, cast.manager_zuid, Pace.DAILY, NOW)
    assert notices.tell_daily(session, later(days=1), BASE) == 0
    hand_in(session, cast.resident.id, table.ref, later(hours=1))
    assert notices.tell_daily(session, later(days=1), BASE) == 1
