"""A decision can be undone until it is carried out, and it is carried out exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.desk import preparing, waiting
from models.desk.acts import ACTS
from models.desk.asked import Asked
from models.desk.carrying_out import carry_out_due
from models.desk.prepared import Prepared, PreparedState, Why
from models.desk.preparing import Going, Taken
from models.initiatives import moderation, queue
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, NotThere
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.retention import retire
from models.people.residents import Resident
from models.people.rights import NotAllowed
from models.people.staff import RoleName, Staff
from tests.acts import decision, queued, set_stage, texts_queued
from tests.builders import NOW, Cast, create_cast, create_initiative, create_staff, later

M = Moderation
MINUTE = timedelta(seconds=60)
SOON = later(seconds=60)
IN_A_MINUTE = Going(SOON)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)


def prepare(
    session: Session,
    staff: Staff,
    idea: Initiative,
    slug: str = "plaatsen",
    going: Going = IN_A_MINUTE,
    **filled: str,
) -> int:
    return preparing.prepare(Asked(session, idea, filled), ACTS[slug], decision(staff, idea), going)


def one(session: Session) -> Prepared:
    return session.scalars(select(Prepared)).one()


def test_nothing_happens_before_its_time_and_then_just_once(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    prepare(session, cast.manager_zuid, idea)
    assert carry_out_due(session, later(seconds=59)) == 0
    assert (idea.status, queued(session)) == (M.SUBMITTED, [])
    assert carry_out_due(session, SOON) == 1
    assert carry_out_due(session, SOON) == 0
    session.refresh(idea)
    assert idea.status is M.PLACED
    assert len(queued(session)) == 1
    assert "Dit <b>zag</b> de wijkmanager." in texts_queued(session)[0]


def test_what_is_undone_never_goes_and_keeps_its_form(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    id_ = prepare(session, cast.manager_zuid, idea, "niet-plaatsen", told="Er staan namen in.")
    preparing.undo(session, cast.manager_zuid, Prepared.id == id_)
    assert carry_out_due(session, later(hours=1)) == 0
    assert (idea.status, queued(session)) == (M.SUBMITTED, [])
    back = waiting.as_typed(session, cast.manager_zuid, idea, "niet-plaatsen")
    assert back
    assert back.filled == {"told": "Er staan namen in."}
    assert waiting.as_typed(session, cast.manager_noord, idea, "niet-plaatsen") is None


def test_what_went_cannot_be_undone_and_nobody_undoes_anothers(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    id_ = prepare(session, cast.manager_zuid, idea)
    with pytest.raises(NotThere):
        preparing.undo(session, cast.manager_noord, Prepared.id == id_)
    carry_out_due(session, SOON)
    with pytest.raises(NotThere):
        preparing.undo(session, cast.manager_zuid, Prepared.id == id_)


def test_while_one_is_on_its_way_nobody_decides_on_the_same(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    zeno = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    prepare(session, cast.manager_zuid, idea)
    with pytest.raises(Taken):
        prepare(session, zeno, idea, "niet-plaatsen", told="Nee")
    (line,) = waiting.upon(session, idea)
    assert (line.who, line.deed, line.goes_at) == ("Zahra Zuid", Deed.PLACED, SOON)


def test_a_link_goes_beside_it_and_both_are_told(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    plan = cast.plan_zuid
    subject = {"subject": f"{plan.opgave.id}:{plan.effort.id}", "weight": "2"}
    prepare(session, cast.manager_zuid, idea, "koppelen", IN_A_MINUTE, **subject)
    prepare(session, cast.manager_zuid, idea, going=Going(later(seconds=70)))
    assert carry_out_due(session, later(seconds=70)) == 2
    assert len(queued(session)) == 2
    assert session.scalars(select(Prepared)).all() == []


def test_who_was_first_sends_it_back_and_nobody_is_told(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    prepare(session, cast.manager_zuid, idea, "niet-plaatsen", told="Nee")
    moderation.take_up(session, idea, decision(cast.manager_zuid, idea))
    carry_out_due(session, SOON)
    assert (one(session).state, one(session).why) == (PreparedState.BACK, Why.CONFLICT)
    assert queued(session) == []
    assert [line.why for line in waiting.mine(session, cast.manager_zuid)] == [Why.CONFLICT]


@pytest.mark.parametrize("how", ["left", "other stadsdeel"])
def test_rights_are_asked_again_when_it_goes(
    session: Session, cast: Cast, idea: Initiative, how: str
) -> None:
    prepare(session, cast.manager_zuid, idea)
    if how == "left":
        cast.manager_zuid.active = False
    else:
        cast.manager_zuid.roles[0].stadsdeel_id = cast.noord.id
    session.flush()
    carry_out_due(session, SOON)
    session.refresh(idea)
    assert (idea.status, one(session).why) == (M.SUBMITTED, Why.NOT_ALLOWED)


def test_what_breaks_holds_nobody_back(session: Session, cast: Cast, idea: Initiative) -> None:
    """A form that no page would have sent: its stadsdeel is no number."""
    prepare(session, cast.manager_zuid, idea, "overdragen", stadsdeel="Noord")
    other = create_initiative(session, cast.wijk_zuid, cast.neighbour)
    prepare(session, cast.manager_zuid, other)
    assert carry_out_due(session, SOON) == 2
    session.refresh(other)
    assert (other.status, one(session).why) == (M.PLACED, Why.FAILED)


def test_a_pile_waits_for_who_may_release_it(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    """A wijkmedewerker prepares; a wijkmanager lets it go, in their own name."""
    helper = create_staff(session, "Hein Hulp", RoleName.WIJKMEDEWERKER, cast.zuid)
    with pytest.raises(NotAllowed):
        prepare(session, helper, idea)
    id_ = prepare(session, helper, idea, going=Going(None))
    assert [line.who for line in waiting.pile(session, cast.manager_zuid)] == ["Hein Hulp"]
    assert waiting.pile(session, cast.manager_noord) == []
    for stranger in (helper, cast.manager_noord):
        assert preparing.release(session, stranger, [id_], NOW, MINUTE) == []
    assert carry_out_due(session, later(hours=1)) == 0
    assert len(preparing.release(session, cast.manager_zuid, [id_, 999], NOW, MINUTE)) == 1
    carry_out_due(session, SOON)
    row = session.scalars(select(HistoryRow).where(HistoryRow.act == Deed.PLACED)).one()
    assert row.staff_id == cast.manager_zuid.id


def test_a_batch_is_undone_as_one(session: Session, cast: Cast) -> None:
    ideas = [create_initiative(session, cast.wijk_zuid) for _ in range(3)]
    ids = [prepare(session, cast.manager_zuid, each, going=Going(None)) for each in ideas]
    released = preparing.release(session, cast.manager_zuid, ids, NOW, MINUTE)
    batch = {row.batch for row in released}
    undone = preparing.undo(session, cast.manager_zuid, Prepared.batch == batch.pop())
    assert (len(undone), batch) == (3, set())
    assert carry_out_due(session, SOON) == 0


def test_erasing_the_author_takes_it_away(session: Session, cast: Cast, idea: Initiative) -> None:
    prepare(session, cast.manager_zuid, idea, "niet-plaatsen", told="Uw nummer staat erin.")
    erase(session, session.get_one(Resident, cast.resident.id), NOW)
    assert session.scalars(select(Prepared)).all() == []


def test_two_workers_and_an_undo_at_the_sixtieth_second(engine: Engine) -> None:
    """Each decision is carried out once or undone, and never both."""
    cast = set_stage(engine)
    with transaction(engine) as session:
        staff = session.get_one(Staff, cast.manager_zuid.id)
        ids = []
        for _ in range(12):
            idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
            ids.append(prepare(session, staff, idea))

    def work(_: int) -> None:
        with transaction(engine) as session:
            carry_out_due(session, SOON)

    def undo(id_: int) -> bool:
        try:
            with transaction(engine) as session:
                staff = session.get_one(Staff, cast.manager_zuid.id)
                preparing.undo(session, staff, Prepared.id == id_)
        except NotThere:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(work, n) for n in range(4)]
        undone = sum(pool.map(undo, ids[::2]))
        [worker.result() for worker in workers]
    work(0)
    work(0)
    with transaction(engine) as session:
        placed = session.scalars(select(HistoryRow).where(HistoryRow.act == Deed.PLACED)).all()
        left = session.scalars(select(Prepared.state)).all()
        assert len(placed) + undone == 12
        assert left == [PreparedState.BACK] * undone
        assert len(queued(session)) == len(placed)


def test_what_is_on_its_way_leaves_the_heaps_and_comes_back(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    zeno = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    moderation.take_up(session, idea, decision(cast.manager_zuid, idea))

    def heaps() -> list[int]:
        tabs = (Tab.TO_DO, Tab.MINE, Tab.LATE)
        seen = [counts(session, staff, later(days=40)) for staff in (cast.manager_zuid, zeno)]
        return [numbers[tab].number for numbers in seen for tab in tabs]

    before = heaps()
    assert before == [1, 1, 1, 1, 0, 1]
    id_ = prepare(session, cast.manager_zuid, idea, "niet-plaatsen", told="Nee")
    assert heaps() == [0] * 6
    assert queue.page(session, zeno, Filters(), NOW).cards == []
    (card,) = queue.page(session, zeno, Filters(Tab.ALL), NOW).cards
    assert card.going
    preparing.undo(session, cast.manager_zuid, Prepared.id == id_)
    session.flush()
    assert heaps() == before
    (card,) = queue.page(session, zeno, Filters(), NOW).cards
    assert not card.going


def test_what_waits_for_its_release_or_only_links_stays_to_be_done(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    plan = cast.plan_zuid
    subject = {"subject": f"{plan.opgave.id}:{plan.effort.id}", "weight": "2"}
    prepare(session, cast.manager_zuid, idea, "koppelen", IN_A_MINUTE, **subject)
    prepare(session, cast.manager_zuid, idea, "niet-plaatsen", Going(None), told="Nee")
    assert counts(session, cast.manager_zuid, NOW)[Tab.TO_DO].number == 1


def test_drafts_of_colleagues_are_kept_for_a_month(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    waits, moved = (create_initiative(session, cast.wijk_zuid) for _ in range(2))
    id_ = prepare(session, cast.manager_zuid, idea, "niet-plaatsen", told="Nee")
    preparing.undo(session, cast.manager_zuid, Prepared.id == id_)
    for each in (waits, moved):
        prepare(session, cast.manager_zuid, each, "niet-plaatsen", Going(None), told="Nee")
    moved.version += 1
    session.flush()

    def left() -> set[int]:
        return set(session.scalars(select(Prepared.contribution_id)))

    retire(session, later(days=29))
    assert left() == {idea.id, waits.id, moved.id}
    retire(session, later(days=31))
    assert left() == {waits.id}
