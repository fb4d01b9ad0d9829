"""Where links lead at the real database: what was merged, called off, moved, or of the calendar."""

import pytest
from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.initiatives import merging
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.supporting import public_counts_of
from models.meetings import holding
from models.meetings.holding import Proposal
from models.meetings.meetings import Meeting, Seat
from models.people.staff import RoleName, Staff
from models.plan.areas import Area
from models.plan.queries import wijk_by_slug
from tests.bot.talker import Talker
from tests.builders import create_initiative, create_staff, later
from tests.zwolle import load_zwolle


@pytest.fixture
def buur(engine: Engine) -> Talker:
    """Somebody in Diezerpoort."""
    load_zwolle(engine)
    buur = Talker(engine)
    for text in ("/start", "8022", "ja"):
        buur.says_and_hears(text)
    return buur


@pytest.fixture
def manager(buur: Talker) -> Staff:
    """The wijkmanager of Oost."""
    with transaction(buur.engine) as session:
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        oost = session.get_one(Area, wijk.stadsdeel_id)
        return create_staff(session, "Osman Oost", RoleName.WIJKMANAGER, oost)


def placed(engine: Engine, title: str) -> str:
    with transaction(engine) as session:
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        return create_initiative(session, wijk, title=title, status=Moderation.PLACED).ref


def merge(engine: Engine, manager: Staff, ref: str, into: str) -> None:
    with transaction(engine) as session:
        one, other = (
            session.scalars(select(Initiative).where(Initiative.ref == each)).one()
            for each in (ref, into)
        )
        by = Decision(session.merge(manager), one.version, database_now(session))
        merging.merge(session, one, by, other)


def a_meeting(engine: Engine, manager: Staff) -> int:
    with transaction(engine) as session:
        now = database_now(session)
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        asked = Proposal("Spelen", "De Terp", now + (later(days=6) - later()), wijk.id, 5)
        return holding.make(session, session.merge(manager), asked, now).id


def test_who_supported_what_was_merged_takes_it_back_where_it_went(
    buur: Talker, manager: Staff
) -> None:
    old, stays = (placed(buur.engine, title) for title in ("Een bankje", "Een lange bank"))
    buur.says_and_hears(f"/hart {old}")
    merge(buur.engine, manager, old, stays)
    for link in (f"/start i_{old}", f"/idee {old}"):
        assert f"Een lange bank ({stays})" in buur.says_and_hears(link)
        assert buur.data_of("Hart terugnemen") == f"/hart {stays} terug"
    back = buur.says_and_hears(f"/hart {old} terug")
    assert stays in back
    with transaction(buur.engine) as session:
        assert not public_counts_of(session, stays).hearts


def test_a_link_to_a_gesprek_that_does_not_go_on_says_so(buur: Talker, manager: Staff) -> None:
    number = a_meeting(buur.engine, manager)
    for letter in ("e", "g"):
        assert "Spelen" in buur.says_and_hears(f"/start {letter}_{number}")
    with transaction(buur.engine) as session:
        meeting = session.get_one(Meeting, number)
        now = database_now(session)
        holding.cancel(session, session.merge(manager), meeting, "De zaal is dicht.", now)
    said = buur.says_and_hears("Ik kom")
    assert "gaat niet door" in said
    assert "De zaal is dicht." in said
    with transaction(buur.engine) as session:
        assert session.scalars(select(Seat)).all() == []
    assert "gaat niet door" in buur.says_and_hears(f"/start e_{number}")


def test_who_signs_up_hears_the_day_as_it_is_by_now(buur: Talker, manager: Staff) -> None:
    number = a_meeting(buur.engine, manager)
    buur.says_and_hears(f"/start e_{number}")
    with transaction(buur.engine) as session:
        meeting = session.get_one(Meeting, number)
        now = database_now(session)
        asked = Proposal("Spelen", "De Bres", meeting.starts_at, meeting.wijk_id, 5)
        holding.change(session, session.merge(manager), meeting, asked, 1, now)
    assert "Het is hier: De Bres" in buur.says_and_hears("Ik kom")


ANSWERS = {
    "k_burendag26": "Burendag",
    "e_burendag": "Burendag",
    "e_999999": "Dit gesprek vind ik niet",
    "k_geheim": "vind ik niet",
    "o_geheim": "vind ik niet",
    "w_geheim": "vind ik niet",
    "zomaar": "Waar kan ik u mee helpen?",
}


def test_every_kind_of_link_has_an_answer_with_a_way_on(buur: Talker) -> None:
    for link, said in ANSWERS.items():
        heard = buur.says_and_hears(f"/start {link}")
        assert said in heard, link
        assert "[" in heard, link
