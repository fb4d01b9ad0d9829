"""Somebody who is blocked talks on: what they bring in stays out of the queue."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from models.db import database_now, transaction
from models.initiatives import blocking
from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.supporting import Support
from models.initiatives.terms import local_day
from models.people.blocks import Block, BlockReason
from models.people.residents import Address, Resident
from models.people.staff import RoleName, Staff
from models.plan.areas import Area
from models.plan.queries import wijk_by_slug
from tests.bot.talker import Talker
from tests.builders import create_initiative, create_staff
from tests.zwolle import load_zwolle


@pytest.fixture
def ria(engine: Engine) -> Talker:
    load_zwolle(engine)
    ria = Talker(engine)
    for words in ("/start", "8022", "ja"):
        ria.says_and_hears(words)
    return ria


def block(engine: Engine, *, days: int = 10) -> None:
    """Two colleagues block the only resident there is, for something of theirs."""
    with transaction(engine) as session:
        now = database_now(session)
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        oost = session.get_one(Area, wijk.stadsdeel_id)
        resident = session.scalars(select(Resident)).one()
        address = session.scalars(select(Address)).one()
        idea = create_initiative(session, wijk, resident, address)
        first = create_staff(session, "Een Eerste", RoleName.WIJKMANAGER, oost)
        second = create_staff(session, "Twee Tweede", RoleName.WIJKMANAGER, oost)
        until = local_day(now) + timedelta(days=10)
        by = Decision(first, idea.version, now)
        blocking.propose(session, idea, by, BlockReason.REPEATS, "Weer.", until)
        row = session.scalars(select(Block)).one()
        assert blocking.confirm(session, row, second, now)
        row.ends_on = local_day(now) + timedelta(days=days)


def count(engine: Engine, kind: type[Contribution] | type[Support]) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_an_idea_in_the_making_does_not_go_and_is_kept_for_later(
    engine: Engine, ria: Talker
) -> None:
    for words in ("/nieuw begin", "Een bank bij de vijver"):
        ria.says_and_hears(words)
    block(engine)
    assert "U stuurde steeds weer hetzelfde." in ria.last()
    sorry = ria.says_and_hears("Ontmoeten")
    assert "niets nieuws insturen" in sorry
    assert "14038" in sorry
    assert "112" in ria.says_and_hears("er is brand")
    assert count(engine, Contribution) == 1
    with transaction(engine) as session:
        colleague = session.scalars(select(Staff).where(Staff.name == "Een Eerste")).one()
        row = session.scalars(select(Block)).one()
        blocking.lift(session, row, colleague, database_now(session))
    assert "U kunt weer" in ria.last()
    assert "Een bank bij de vijver" in ria.says_and_hears("/nieuw")


def test_a_heart_is_refused_and_reading_is_not(engine: Engine, ria: Talker) -> None:
    block(engine)
    with transaction(engine) as session:
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        ref = create_initiative(
            session, wijk, title="Muziek op het plein", status=Moderation.PLACED
        ).ref
    assert "Muziek op het plein" in ria.says_and_hears(f"/idee {ref}")
    assert "niets nieuws insturen" in ria.says_and_hears(f"/hart {ref}")
    assert count(engine, Support) == 0


def test_from_the_day_after_one_brings_in_again_though_the_clock_is_late(
    engine: Engine, ria: Talker
) -> None:
    block(engine, days=-1)
    assert "niets nieuws" not in ria.says_and_hears("/nieuw begin")
