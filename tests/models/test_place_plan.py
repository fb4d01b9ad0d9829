"""A plan for a meeting place: by its owner and a wijkmanager in turns, and gone with its owner."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import answering, moderation, news, place_plan_news, retention
from models.initiatives.answering import Unknown
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase, erase_one
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed, NotThere
from models.initiatives.place_plan import PlacePlan, PlanAnswer
from models.initiatives.place_plan_reading import PlanSeen, Standing, read
from models.initiatives.place_planning import (
    Closed,
    Empty,
    NotYours,
    PlanMoved,
    TurnedOver,
    fill_in,
    hand_in,
    see,
    turn_over,
)
from models.initiatives.takeout import collect
from models.initiatives.telling import frozen, spoken
from models.messages.outgoing import MessageJson
from models.people.residents import Resident
from models.people.rights import NotAllowed
from models.people.staff import Staff
from models.plan.track import Turn
from tests.acts import SEEN, deeds, queued, texts_queued
from tests.builders import (
    NOW,
    Cast,
    create_cast,
    create_category,
    create_initiative,
    later,
)

S = Standing


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def table(session: Session, cast: Cast) -> Initiative:
    """The picnic table of the resident, which can be carried out."""
    return create_table(session, cast)


def create_table(session: Session, cast: Cast, **fields: Any) -> Initiative:
    known: dict[str, Any] = {"realisation": Realisation.FEASIBLE, "category_id": cast.category.id}
    return create_initiative(
        session,
        cast.wijk_zuid,
        cast.resident,
        cast.address,
        status=Moderation.PLACED,
        **(known | fields),
    )


def standings(seen: PlanSeen | None) -> list[Standing]:
    assert seen is not None
    return [one.standing for one in seen.steps]


def says(session: Session, table: Initiative, key: str, text: str) -> PlanSeen:
    assert table.resident_id is not None
    return fill_in(session, table.resident_id, table.ref, key, text, NOW)


def seen_by(staff: Staff, plan: PlanSeen | None, body: MessageJson | None = SEEN) -> Decision:
    assert plan is not None
    return Decision(staff, plan.version, NOW, body)


def test_a_plan_begins_as_the_file_says(session: Session, table: Initiative, cast: Cast) -> None:
    seen = see(session, cast.resident.id, table.ref)
    assert (seen.begun, seen.open, seen.handed_in) == (False, True, False)
    assert standings(seen) == [S.RESIDENT, S.MANAGER, S.RESIDENT, S.PARTNER]
    assert session.get(PlacePlan, table.id) is None


def test_a_step_is_answered_skipped_changed_and_emptied(
    session: Session, table: Initiative
) -> None:
    assert standings(says(session, table, "meedoen", "Vier buren"))[0] is S.DONE
    assert standings(says(session, table, "opgave", ""))[2] is S.SKIPPED
    changed = says(session, table, "meedoen", "Vijf buren").find("meedoen")
    assert changed is not None
    assert (changed.answer, changed.who) == ("Vijf buren", "")
    assert standings(says(session, table, "meedoen", ""))[0] is S.SKIPPED
    assert deeds(session, table) == []


def test_only_its_owner_and_only_their_own_steps(
    session: Session, table: Initiative, cast: Cast
) -> None:
    with pytest.raises(Unknown):
        see(session, cast.neighbour.id, table.ref)
    with pytest.raises(Unknown):
        fill_in(session, cast.neighbour.id, table.ref, "meedoen", "Ik", NOW)
    for key in ("grond", "partner", "nergens"):
        with pytest.raises(NotYours):
            says(session, table, key, "Van mij")


@pytest.mark.parametrize(
    "fields",
    [
        {"realisation": Realisation.EXPLORING},
        {"realisation": Realisation.NOT_FEASIBLE},
        {"category_id": None},
    ],
    ids=str,
)
def test_there_is_no_plan_for(session: Session, cast: Cast, fields: dict[str, Any]) -> None:
    other = create_table(session, cast, **fields)
    with pytest.raises(Closed):
        see(session, cast.resident.id, other.ref)
    with pytest.raises(Closed):
        says(session, other, "meedoen", "Vier")


def test_a_plan_of_what_was_stopped_or_hidden_can_only_be_read(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    table.realisation = Realisation.STOPPED
    assert see(session, cast.resident.id, table.ref).open is False
    with pytest.raises(Closed):
        says(session, table, "meedoen", "Vijf")
    with pytest.raises(Closed):
        hand_in(session, cast.resident.id, table.ref, NOW)


def test_handing_in_holds_until_something_changes(
    session: Session, table: Initiative, cast: Cast
) -> None:
    with pytest.raises(Empty):
        hand_in(session, cast.resident.id, table.ref, NOW)
    says(session, table, "meedoen", "Vier buren")
    for _ in range(2):
        assert hand_in(session, cast.resident.id, table.ref, later(hours=1)).handed_in
    assert deeds(session, table) == [Deed.PLAN_HANDED_IN]
    changed = fill_in(session, cast.resident.id, table.ref, "meedoen", "Vijf", later(hours=2))
    assert not changed.handed_in


def test_the_wijkmanager_answers_theirs_and_the_owner_hears(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    seen = read(session, table)
    given = TurnedOver(Turn.DONE, "Van de gemeente. Het mag.")
    assert turn_over(session, table, seen_by(cast.manager_zuid, seen), "grond", given)
    ground = see(session, cast.resident.id, table.ref).find("grond")
    assert ground is not None
    assert (ground.answer, ground.who, ground.standing) == (given.answer, "Zahra Zuid", S.DONE)
    assert texts_queued(session) == [spoken(SEEN)]
    assert deeds(session, table) == [Deed.PLAN_TURNED]


def test_a_turn_given_back_is_the_owners_until_they_answer(
    session: Session, table: Initiative, cast: Cast
) -> None:
    asked = TurnedOver(Turn.RESIDENT, note="Weet u van wie het pad is?")
    turn_over(session, table, seen_by(cast.manager_zuid, read(session, table)), "grond", asked)
    ground = see(session, cast.resident.id, table.ref).find("grond")
    assert ground is not None
    assert (ground.standing, ground.note, ground.residents) == (S.RESIDENT, asked.note, True)
    said = says(session, table, "grond", "Van de kerk").find("grond")
    assert said is not None
    assert (said.standing, said.note, said.answer) == (S.DONE, "", "Van de kerk")
    with pytest.raises(NotYours):
        says(session, table, "grond", "Toch niet")


def test_who_changes_an_answer_leaves_the_turn_with_a_partner(
    session: Session, table: Initiative, cast: Cast
) -> None:
    to_partner = TurnedOver(Turn.PARTNER)
    turn_over(
        session, table, seen_by(cast.manager_zuid, read(session, table)), "meedoen", to_partner
    )
    assert standings(says(session, table, "meedoen", "Vier buren"))[0] is S.PARTNER


def test_a_wijkmanager_may_not_answer_for_the_owner_nor_elsewhere(
    session: Session, table: Initiative, cast: Cast
) -> None:
    seen = read(session, table)
    given = TurnedOver(Turn.DONE, "Ik weet het wel")
    with pytest.raises(NotThere):
        turn_over(session, table, seen_by(cast.manager_zuid, seen), "meedoen", given)
    with pytest.raises(NotThere):
        turn_over(session, table, seen_by(cast.manager_zuid, seen), "nergens", given)
    with pytest.raises(NotAllowed):
        turn_over(session, table, seen_by(cast.manager_noord, seen), "grond", given)
    assert queued(session) == []


def test_what_a_colleague_saw_may_be_old(session: Session, table: Initiative, cast: Cast) -> None:
    seen = read(session, table)
    says(session, table, "meedoen", "Vier buren")
    with pytest.raises(PlanMoved):
        turn_over(
            session, table, seen_by(cast.manager_zuid, seen), "grond", TurnedOver(Turn.DONE, "Ja")
        )


def test_an_answer_to_a_question_that_is_gone_is_still_read(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    track = cast.gemeente.settings["ontmoetingsplek"]
    left = {**track, "stappen": track["stappen"][1:]}
    cast.gemeente.settings = {**cast.gemeente.settings, "ontmoetingsplek": left}
    session.flush()
    seen = see(session, cast.resident.id, table.ref)
    assert [(one.step.name, one.answer) for one in seen.steps][-1] == ("Meedoen", "Vier buren")
    with pytest.raises(NotYours):
        says(session, table, "meedoen", "Vijf")


def test_a_meeting_place_that_can_be_is_offered_a_plan(
    session: Session, table: Initiative, cast: Cast
) -> None:
    about = news.about(table, "https://wijk.example")
    body = place_plan_news.advanced(session, table, about, Realisation.FEASIBLE, None)
    assert "U mag nu ook een plan maken voor uw plek." in spoken(frozen(body, "nl"))
    assert [one["value"] for one in body["choices"]] == [f"/plan {table.ref}", ""]
    started = place_plan_news.advanced(session, table, about, Realisation.RUNNING, None)
    table.category_id = create_category(session, "Overige", 2).id
    other = place_plan_news.advanced(session, table, about, Realisation.FEASIBLE, None)
    assert started == news.advanced(about, Realisation.RUNNING, None)
    assert other == news.advanced(about, Realisation.FEASIBLE, None)


def left(session: Session) -> int:
    return len(session.scalars(select(PlanAnswer)).all()) + len(
        session.scalars(select(PlacePlan)).all()
    )


def test_the_copy_of_ones_data_tells_the_plan(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    (row,) = collect(session, cast.resident.id, NOW)["place_plan_answer"]
    assert (row["key"], row["answer"]) == ("meedoen", "Vier buren")
    assert collect(session, cast.neighbour.id, NOW)["place_plan_answer"] == []


def test_the_plan_goes_with_its_owner_also_where_the_idea_stays(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    erase(session, session.get_one(Resident, cast.resident.id), NOW, keep_public=True)
    session.flush()
    assert table.status is Moderation.PLACED
    assert left(session) == 0


def test_the_plan_goes_with_the_idea(session: Session, table: Initiative, cast: Cast) -> None:
    says(session, table, "meedoen", "Vier buren")
    erase_one(session, session.get_one(Resident, cast.resident.id), table.ref, NOW)
    assert left(session) == 0


def test_a_year_after_it_was_withdrawn_the_plan_is_gone(
    session: Session, table: Initiative, cast: Cast
) -> None:
    says(session, table, "meedoen", "Vier buren")
    answering.withdraw(session, cast.resident.id, table.ref, NOW)
    with pytest.raises(Closed):
        says(session, table, "meedoen", "Vijf")
    cast.resident.last_seen_at = later(days=360)
    retention.retire(session, later(days=200))
    assert left(session) == 2
    retention.retire(session, later(days=370))
    assert left(session) == 0


def test_a_plan_of_a_hidden_idea_rests(session: Session, table: Initiative, cast: Cast) -> None:
    says(session, table, "meedoen", "Vier buren")
    decided = Decision(cast.manager_zuid, table.version, NOW, SEEN)
    moderation.hide(session, table, decided, "Een naam")
    assert see(session, cast.resident.id, table.ref).open is False
