"""The tables of moves, each way through them, and two wijkmanagers at once."""

import threading
from itertools import product

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import (
    MODERATION_MOVES,
    OBJECTION_MOVES,
    REALISATION_MOVES,
    Moderation,
    Realisation,
)
from models.initiatives.moderation import Decision, decline, place
from models.initiatives.moves import Conflict, Deed, MoveNotAllowed, Step, advance, move
from models.messages.outbox import OutMessage
from models.people.staff import RoleName, Staff
from models.plan.gemeente import Gemeente
from tests.acts import SEEN, history, set_stage
from tests.builders import NOW, Cast, create_cast, create_initiative, create_objection, create_staff


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def step(contribution: Contribution, act: Deed = Deed.NOTED) -> Step:
    return Step(act, Actor.SYSTEM, contribution.version, NOW)


def test_the_tables_know_every_status() -> None:
    assert set(MODERATION_MOVES) == set(Moderation)
    assert set(REALISATION_MOVES) == set(Realisation)


def test_moderation_moves_as_the_table_says(session: Session, cast: Cast) -> None:
    for was, to in product(Moderation, Moderation):
        idea = create_initiative(session, cast.wijk_zuid, status=was)
        if to in MODERATION_MOVES[was]:
            row = move(session, idea, to, step(idea))
            assert (idea.status, idea.version, idea.status_changed_at) == (to, 2, NOW)
            assert (row.from_status, row.to_status) == (was, to)
        else:
            with pytest.raises(MoveNotAllowed) as refused:
                move(session, idea, to, step(idea))
            assert (refused.value.was, refused.value.to) == (was, to)
            assert (idea.status, idea.version, history(session, idea)) == (was, 1, [])


def test_realisation_moves_as_the_table_says(session: Session, cast: Cast) -> None:
    for was, to in product(Realisation, Realisation):
        idea = create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED, realisation=was)
        if to in REALISATION_MOVES[was]:
            row = advance(session, idea, to, step(idea))
            assert (idea.realisation, idea.version, idea.status) == (to, 2, Moderation.PLACED)
            assert (row.from_status, row.to_status) == (was, to)
        else:
            with pytest.raises(MoveNotAllowed):
                advance(session, idea, to, step(idea))
            assert (idea.realisation, idea.version) == (was, 1)


def test_a_melding_can_never_be_placed(session: Session, cast: Cast) -> None:
    for was, to in product(OBJECTION_MOVES, Moderation):
        melding = create_objection(session, cast.wijk_zuid, status=was)
        if to in OBJECTION_MOVES[was]:
            move(session, melding, to, step(melding))
            assert melding.status is to
        else:
            with pytest.raises(MoveNotAllowed):
                move(session, melding, to, step(melding))
    assert Moderation.PLACED not in {to for allowed in OBJECTION_MOVES.values() for to in allowed}


def test_an_old_version_is_a_conflict_that_says_who_what_and_when(
    session: Session, cast: Cast
) -> None:
    idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    seen = Decision(cast.manager_zuid, idea.version, NOW, SEEN)
    decline(session, idea, seen, "Het past niet.")
    with pytest.raises(Conflict) as first:
        place(session, idea, seen)
    said = first.value
    assert (said.who, said.actor, said.act) == ("Zahra Zuid", Actor.STAFF, Deed.DECLINED)
    assert (said.at, said.to) == (NOW, Moderation.DECLINED)


def test_what_is_published_makes_cached_copies_old(session: Session, cast: Cast) -> None:
    def version() -> int:
        return session.scalars(select(Gemeente.plan_version)).one()

    idea = create_initiative(session, cast.wijk_zuid)
    before = version()
    move(session, idea, Moderation.IN_PROGRESS, step(idea))
    assert version() == before
    move(session, idea, Moderation.PLACED, step(idea))
    assert version() == before + 1
    move(session, idea, Moderation.HIDDEN, step(idea))
    assert version() == before + 2


ROUNDS = 100


def test_two_wijkmanagers_at_once_and_exactly_one_wins(engine: Engine) -> None:
    """A hundred items; for each, both decide on the same version, each in a thread of its own."""
    cast = set_stage(engine)
    with transaction(engine) as session:
        other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
        ideas = [
            create_initiative(session, cast.wijk_zuid, cast.resident, cast.address).id
            for _ in range(ROUNDS)
        ]
    outcomes: dict[int, list[str]] = {cast.manager_zuid.id: [], other.id: []}
    barrier = threading.Barrier(2, timeout=20)

    def work(staff_id: int) -> None:
        for number, idea_id in enumerate(ideas):
            # They take turns in what they want, so that neither act is always the quicker.
            places = (number + staff_id) % 2 == 0
            barrier.wait()
            outcomes[staff_id].append(decide(engine, staff_id, idea_id, places))

    threads = [threading.Thread(target=work, args=(staff_id,)) for staff_id in outcomes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    mine, others = outcomes.values()
    assert len(mine) == ROUNDS
    pairs = set(zip(mine, others, strict=True))
    assert pairs <= {("won", "lost to Zahra Zuid"), ("lost to Zeno Zuid", "won")}
    with transaction(engine) as session:
        assert session.scalar(select(func.count(OutMessage.id))) == ROUNDS
        assert session.scalar(select(func.count(HistoryRow.id))) == ROUNDS
        versions = session.scalars(select(Initiative.version)).all()
        assert set(versions) == {2}


def decide(engine: Engine, staff_id: int, idea_id: int, places: bool) -> str:
    try:
        with transaction(engine) as session:
            staff = session.get_one(Staff, staff_id)
            idea = session.get_one(Initiative, idea_id)
            seen = Decision(staff, 1, NOW, SEEN)
            if places:
                place(session, idea, seen)
            else:
                decline(session, idea, seen, "Het past niet.")
    except Conflict as conflict:
        return f"lost to {conflict.who}"
    return "won"
