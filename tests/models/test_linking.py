"""From what a resident said to the plan, and back: linked, moved, reached, and told."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.linking import AlreadyLinked, Subject, find_subject, link, subjects, unlink
from models.initiatives.links import Link
from models.initiatives.moves import Deed, NotThere
from models.initiatives.telling import Listener
from models.messages.outgoing import MessageJson, message, words
from models.people.rights import NotAllowed
from models.people.staff import StaffEvent
from models.plan.cycles import Cycle, CycleState
from models.plan.din import DinEntry, EffortState, Koers, Weight
from models.plan.progress import (
    Judgement,
    Mark,
    Overtaken,
    audience,
    mark_koers,
    may_judge,
    move_effort,
    newest_mark,
    reach,
)
from tests.acts import decision, deeds, history, queued, texts_queued
from tests.builders import NOW, Cast, create_cast, create_initiative, create_staff

TODAY = date(2026, 11, 16)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    return create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, status=Moderation.PLACED
    )


def to_effort(session: Session, cast: Cast) -> Subject:
    plan = cast.plan_zuid
    found = find_subject(session, cast.zuid.id, plan.opgave.id, plan.effort.id)
    assert found
    return found


def linked(session: Session, cast: Cast, idea: Initiative, subject: Subject) -> None:
    link(session, idea, decision(cast.manager_zuid, idea), subject, Weight.STRONG, "")


def judgement(cast: Cast) -> Judgement:
    return Judgement(cast.manager_zuid, NOW, "Wijkmanagement Zuid")


def compose(to: Listener) -> MessageJson:
    return message([words(f"{to.ref} {to.language}")])


def test_a_link_tells_the_author_and_stands_once(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    subject = to_effort(session, cast)
    seen = decision(cast.manager_zuid, idea)
    assert link(session, idea, seen, subject, Weight.STRONG, "Zelfde plek")
    (row,) = session.scalars(select(Link)).all()
    assert (row.weight, row.note, row.staff_id) == (3, "Zelfde plek", cast.manager_zuid.id)
    assert history(session, idea)[0].message
    with pytest.raises(AlreadyLinked):
        link(session, idea, seen, subject, Weight.LIGHT, "")
    assert len(queued(session)) == 1
    unlink(session, idea, seen, row.id)
    assert deeds(session, idea) == [Deed.LINKED, Deed.UNLINKED]
    assert len(queued(session)) == 1


def test_the_opgave_as_a_whole_stands_once_too(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    whole = find_subject(session, cast.zuid.id, cast.plan_zuid.opgave.id, None)
    assert whole
    linked(session, cast, idea, whole)
    with pytest.raises(AlreadyLinked):
        linked(session, cast, idea, whole)


def test_only_opgaven_of_the_stadsdeel_of_cycles_that_are_not_over(
    session: Session, cast: Cast
) -> None:
    (group,) = subjects(session, cast.zuid.id)
    plan = cast.plan_zuid
    assert [subject.entry_id for subject in group] == [None, plan.goal.id, plan.effort.id]
    assert find_subject(session, cast.zuid.id, cast.plan_noord.opgave.id, None) is None
    assert find_subject(session, cast.zuid.id, plan.opgave.id, cast.plan_noord.effort.id) is None
    session.scalars(select(Cycle)).one().state = CycleState.CLOSED
    session.flush()
    assert subjects(session, cast.zuid.id) == []


def test_noord_links_nothing_in_zuid(session: Session, cast: Cast, idea: Initiative) -> None:
    subject = to_effort(session, cast)
    with pytest.raises(NotAllowed):
        link(session, idea, decision(cast.manager_noord, idea), subject, Weight.LIGHT, "")
    linked(session, cast, idea, subject)
    row = session.scalars(select(Link)).one()
    with pytest.raises(NotAllowed):
        unlink(session, idea, decision(cast.manager_noord, idea), row.id)
    other = create_initiative(session, cast.wijk_zuid)
    with pytest.raises(NotThere):
        unlink(session, other, decision(cast.manager_zuid, other), row.id)


def test_who_is_linked_hears_when_an_effort_moves(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    linked(session, cast, idea, to_effort(session, cast))
    effort = cast.plan_zuid.effort
    told = move_effort(
        session, effort, EffortState.PLANNED, EffortState.RUNNING, judgement(cast), compose
    )
    assert told == 1
    assert (effort.state, effort.state_on) == (EffortState.RUNNING, TODAY)
    assert effort.state_source == "Wijkmanagement Zuid"
    assert texts_queued(session)[-1] == f"{idea.ref} nl"
    row = history(session, idea)[-1]
    assert (row.act, row.message) == (Deed.PROGRESS, f"{idea.ref} nl")
    event = session.scalars(select(StaffEvent)).one()
    assert (event.by_id, event.subject) == (cast.manager_zuid.id, f"din {effort.id}")
    assert event.changed["state"] == ("gepland", "loopt")


def test_of_two_who_move_an_effort_one_is_overtaken(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    linked(session, cast, idea, to_effort(session, cast))
    effort, mine = cast.plan_zuid.effort, judgement(cast)
    planned = EffortState.PLANNED
    move_effort(session, effort, planned, EffortState.RUNNING, mine, compose)
    with pytest.raises(Overtaken):
        move_effort(session, effort, planned, EffortState.STOPPED, mine, compose)
    with pytest.raises(ValueError, match="already"):
        move_effort(session, effort, EffortState.RUNNING, EffortState.RUNNING, mine, compose)
    assert len(queued(session)) == 2


def test_everybody_hears_once_however_much_of_theirs_is_linked(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    again = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    neighbours = create_initiative(session, cast.wijk_zuid, cast.neighbour, language="nl")
    phoned = create_initiative(session, cast.wijk_zuid)
    withdrawn = create_initiative(session, cast.wijk_zuid, cast.neighbour)
    withdrawn.status = Moderation.WITHDRAWN
    for one in (idea, again, neighbours, phoned, withdrawn):
        linked(session, cast, one, to_effort(session, cast))
    heard = audience(session, cast.plan_zuid.effort)
    assert [each.ref for each in heard] == [again.ref, neighbours.ref]
    cast.neighbour.muted = True
    session.flush()
    assert [each.ref for each in audience(session, cast.plan_zuid.effort)] == [again.ref]


def test_a_reached_goal_is_told_to_all_who_served_it(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    neighbours = create_initiative(session, cast.wijk_zuid, cast.neighbour)
    whole = find_subject(session, cast.zuid.id, cast.plan_zuid.opgave.id, None)
    assert whole
    linked(session, cast, idea, to_effort(session, cast))
    linked(session, cast, neighbours, whole)
    goal = cast.plan_zuid.goal
    assert reach(session, goal, TODAY, judgement(cast), compose) == 2
    assert goal.reached_on == TODAY
    with pytest.raises(Overtaken):
        reach(session, goal, TODAY, judgement(cast), compose)
    assert audience(session, cast.plan_noord.goal) == []


def test_a_koers_is_told_when_it_differs(session: Session, cast: Cast, idea: Initiative) -> None:
    linked(session, cast, idea, to_effort(session, cast))
    effort, mine = cast.plan_zuid.effort, judgement(cast)
    first = Mark(Koers.ON_COURSE, "", None, after=None)
    assert mark_koers(session, effort, first, mine, compose) == 1
    with pytest.raises(Overtaken):
        mark_koers(session, effort, first, mine, compose)
    newest = newest_mark(session, effort.id)
    assert newest
    same = Mark(Koers.ON_COURSE, "Nog steeds", date(2027, 2, 1), after=newest.id)
    assert mark_koers(session, effort, same, mine, compose) == 0
    newest = newest_mark(session, effort.id)
    assert newest
    assert newest.reason == "Nog steeds"
    other = Mark(Koers.ADJUST, "Geen plek", None, after=newest.id)
    assert mark_koers(session, effort, other, mine, compose) == 1


def test_only_staff_of_the_stadsdeel_judge(session: Session, cast: Cast) -> None:
    effort, goal = cast.plan_zuid.effort, cast.plan_zuid.goal
    reader = create_staff(session, "Lezer")
    for staff in (cast.manager_noord, reader, cast.stranger):
        theirs = Judgement(staff, NOW, "x")
        with pytest.raises(NotAllowed):
            move_effort(session, effort, EffortState.PLANNED, EffortState.DONE, theirs, compose)
        with pytest.raises(NotAllowed):
            reach(session, goal, TODAY, theirs, compose)
        with pytest.raises(NotAllowed):
            mark_koers(session, effort, Mark(Koers.ADJUST, "", None, None), theirs, compose)
        assert not may_judge(session, staff, effort)
    assert may_judge(session, cast.manager_zuid, effort)
    assert session.get_one(DinEntry, effort.id).state is EffortState.PLANNED
