"""Taking part in the chat, from the first word to what is stored and told."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from bot.dialogue.facts import Plan
from bot.facts.plan import PlanCache
from models.asking.recognising import Recognised, Recognition
from models.db import database_now, transaction
from models.initiatives.contributions import Matter, Reaction
from models.initiatives.terms import local_day
from models.meetings import holding, telling
from models.meetings.meetings import Meeting, Seat
from models.people.staff import RoleName
from models.plan.areas import Area
from models.plan.cycles import Cycle, CycleState
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import Opgave, OpgaveState
from models.plan.queries import wijk_by_slug
from tests.bot.talker import Talker, turns_of
from tests.builders import create_staff
from tests.saying import create_meeting
from tests.zwolle import load_zwolle


@pytest.fixture
def ria(engine: Engine) -> Talker:
    """Somebody in Diezerpoort."""
    load_zwolle(engine)
    ria = Talker(engine)
    says(ria, "/start", "8022", "ja")
    return ria


@pytest.fixture
def meeting(engine: Engine, ria: Talker) -> Meeting:
    with transaction(engine) as session:
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        oost = session.get_one(Area, wijk.stadsdeel_id)
        staff = create_staff(session, "Oscar Oost", RoleName.WIJKMANAGER, oost)
        now = database_now(session)
        soon = now.replace(hour=12) + timedelta(days=3)
        return create_meeting(session, staff, wijk, now=now, starts_at=soon)


def says(who: Talker, *words: str) -> str:
    return [who.says_and_hears(text) for text in words][-1]


def plan(engine: Engine) -> Plan:
    with transaction(engine) as session:
        now = database_now(session)
        return PlanCache("http://wijk.test").get(session, local_day(now))


def an_opgave(engine: Engine, state: OpgaveState | None = None) -> Opgave:
    """One of Diezerpoort's stadsdeel in the present cycle, perhaps brought to this state."""
    slug = next(one.slug for one in plan(engine).opgaven if one.stadsdeel == "oost")
    with transaction(engine) as session:
        opgave = session.scalars(select(Opgave).where(Opgave.slug == slug)).one()
        opgave.state = state or opgave.state
        mark_plan_changed(session)
        return opgave


def test_a_reaction_is_stored_and_shows_among_ones_own(engine: Engine, ria: Talker) -> None:
    opgave = an_opgave(engine)
    assert opgave.title in says(ria, f"/reactie {opgave.slug}")
    assert "Versturen" in says(ria, "Te weinig <b>speelplekken</b>.")
    assert "Uw nummer is" in says(ria, "ja")
    with transaction(engine) as session:
        said = session.scalars(select(Reaction)).one()
        assert (said.title, said.opgave_id) == ("Te weinig <b>speelplekken</b>.", opgave.id)
    assert said.ref in says(ria, "/mijn")
    assert "Wij hebben uw bericht." in says(ria, f"/mijn {said.ref}")
    assert "ingetrokken" in says(ria, f"/intrekken {said.ref}", "ja")


def test_what_matters_is_stored_with_theme_and_place(engine: Engine, ria: Talker) -> None:
    assert "Diezerpoort" in says(ria, "/belangrijk")
    assert "Sociale cohesie" in says(ria, "Scheve stoepen")
    assert "Uw nummer is" in says(ria, "Sociale cohesie", "Vechtstraat", "versturen")
    with transaction(engine) as session:
        said = session.scalars(select(Matter)).one()
        assert (said.title, said.place_text) == ("Scheve stoepen", "Vechtstraat")
        assert said.theme_id is not None
        assert said.for_cycle_id is not None


def test_a_seat_a_reminder_and_a_cancellation(
    engine: Engine, ria: Talker, meeting: Meeting
) -> None:
    assert "Spelen in de wijk" in says(ria, "gesprekken")
    assert "Er zijn nog 2 plekken vrij." in says(ria, "1")
    assert "U staat erbij" in says(ria, "Ik kom")
    with transaction(engine) as session:
        assert len(session.scalars(select(Seat)).all()) == 1
        telling.remind_due(session, meeting.starts_at - timedelta(hours=23))
    assert "U gaf zich op voor dit gesprek" in ria.last()
    ria.taps(ria.data_of("Bekijk het gesprek"))
    turns_of(engine).take()
    assert "U heeft een plek" in ria.last()
    assert "voor iemand anders" in says(ria, "Ik kom niet meer")
    assert "U staat erbij" in says(ria, f"/gesprek {meeting.id}", "Ik kom")
    with transaction(engine) as session:
        made = session.get_one(Meeting, meeting.id)
        staff = create_staff(session, "Co", RoleName.COORDINATOR)
        holding.cancel(session, staff, made, "De zaal is dicht.", database_now(session))
    assert "De zaal is dicht." in ria.last()
    assert "gaat niet door" in says(ria, f"/gesprek {meeting.id}")
    assert "geen gesprekken gepland" in says(ria, "/gesprekken")


def test_two_neighbours_want_the_last_seat(engine: Engine, ria: Talker, meeting: Meeting) -> None:
    with transaction(engine) as session:
        session.get_one(Meeting, meeting.id).seats = 1
    jan = Talker(engine, chat=8)
    says(jan, "/start", "8022", "ja", f"/gesprek {meeting.id}")
    says(ria, f"/gesprek {meeting.id}")
    ria.says("Ik kom")
    jan.says("Ik kom")
    turns_of(engine).take()
    assert "U staat erbij" in ria.last()
    assert "Alle plekken zijn bezet" in jan.last()


def test_whether_one_recognises_it_is_asked_while_it_is_voorgelegd(
    engine: Engine, ria: Talker
) -> None:
    assert "geen nieuw plan" in says(ria, "/voorgelegd")
    opgave = an_opgave(engine, OpgaveState.PROPOSED)
    assert "Herkent u dit?" in says(ria, f"/herkent {opgave.slug}")
    assert "Wilt u er iets bij zeggen?" in says(ria, "deels")
    assert "Wij tellen uw antwoord mee." in says(ria, "Alleen overdag.")
    with transaction(engine) as session:
        kept = session.scalars(select(Recognition)).one()
        assert (kept.answer, kept.words) == (Recognised.PARTLY, "Alleen overdag.")
    with transaction(engine) as session:
        session.get_one(Opgave, opgave.id).state = OpgaveState.ADOPTED
        mark_plan_changed(session)
    assert "nu niets meer" in says(ria, f"/herkent {opgave.slug}")


def test_an_opgave_of_the_cycle_that_is_prepared_is_asked_but_not_listed(
    engine: Engine, ria: Talker
) -> None:
    opgave = an_opgave(engine)
    with transaction(engine) as session:
        row = session.get_one(Opgave, opgave.id)
        preparing = select(Cycle.id).where(Cycle.state == CycleState.PREPARING)
        row.cycle_id, row.state = session.scalars(preparing).one(), OpgaveState.PROPOSED
    found = plan(engine)
    assert opgave.slug not in {one.slug for one in found.opgaven}
    assert [one.slug for one in found.proposed] == [opgave.slug]
    assert "Herkent u dit?" in says(ria, f"/start o_{opgave.slug}")
