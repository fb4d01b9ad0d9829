"""What the chat knows of the plan: the same as the pages show, and nothing that they hold back."""

from datetime import date

import pytest
from sqlalchemy import Engine

from bot.dialogue.facts import Plan
from bot.facts.plan import PlanCache
from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.links import Link
from models.plan.din import Weight
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import OpgaveState
from tests.acts import set_stage
from tests.builders import NOW, Cast, create_initiative

TODAY = date(2026, 11, 16)


@pytest.fixture
def cast(engine: Engine) -> Cast:
    return set_stage(engine)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    """Placed, and linked to the opgave of Zuid."""
    opgave_id = cast.plan_zuid.opgave.id
    with transaction(engine) as session:
        placed = create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED)
        values = {"opgave_id": opgave_id, "weight": Weight.LIGHT, "linked_at": NOW}
        session.add(Link(contribution_id=placed.id, **values))
        return placed


def known(engine: Engine, cache: PlanCache | None = None) -> Plan:
    with transaction(engine) as session:
        return (cache or PlanCache("http://wijk.test")).get(session, TODAY)


def test_what_was_placed_is_told_with_its_opgave(
    engine: Engine, cast: Cast, idea: Initiative
) -> None:
    plan = known(engine)
    assert [(one.ref, one.wijk) for one in plan.ideas] == [(idea.ref, cast.wijk_zuid.slug)]
    counts = {opgave.slug: opgave.contributions for opgave in plan.opgaven}
    assert counts == {cast.plan_zuid.opgave.slug: 1, cast.plan_noord.opgave.slug: 0}


def test_what_may_not_be_shown_is_not_told_either(
    engine: Engine, cast: Cast, idea: Initiative
) -> None:
    with transaction(engine) as session:
        # No public words: the one gate of `published` keeps it in, on pages and here.
        session.merge(idea).public_title = " "
        session.merge(cast.plan_noord.opgave).state = OpgaveState.PREPARING
    plan = known(engine)
    assert plan.ideas == ()
    told = {opgave.slug: opgave.contributions for opgave in plan.opgaven}
    assert told == {cast.plan_zuid.opgave.slug: 0}


def test_a_kept_plan_is_made_anew_when_it_changed(
    engine: Engine, cast: Cast, idea: Initiative
) -> None:
    cache = PlanCache("http://wijk.test")
    before = known(engine, cache)
    assert known(engine, cache) is before
    with transaction(engine) as session:
        session.merge(idea).status = Moderation.HIDDEN
        mark_plan_changed(session)
    assert known(engine, cache).ideas == ()
