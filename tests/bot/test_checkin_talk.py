"""A check-in from the question to "dit zei uw wijk", in the resident's own chat."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from models.asking import rounds
from models.asking.checkins import Answer, CheckIn, CheckInTaken
from models.db import database_now, transaction
from models.initiatives.terms import local_day
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow
from models.people.staff import RoleName
from models.plan.areas import Area, AreaKind
from models.plan.opgaven import Opgave
from tests.asking import BASE_URL, answer
from tests.bot.talker import Talker, turns_of
from tests.builders import create_staff
from tests.zwolle import load_zwolle

QUESTION = "Kunnen kinderen bij u in de buurt goed buiten spelen?"


@pytest.fixture
def ria(engine: Engine) -> Talker:
    """Somebody in Diezerpoort who switched questions on."""
    load_zwolle(engine)
    ria = Talker(engine)
    for words in ("/start", "8022", "ja", "/instellingen", "Vragen over mijn wijk"):
        ria.says_and_hears(words)
    assert "Vragen over mijn wijk: aan" in ria.says_and_hears("Zet aan")
    return ria


@pytest.fixture
def checkin(engine: Engine, ria: Talker) -> CheckIn:
    """The question of an opgave of Diezerpoort, asked today."""
    with transaction(engine) as session:
        oost = session.scalars(
            select(Area).where(Area.kind == AreaKind.STADSDEEL, Area.name == "Oost")
        ).one()
        opgave = session.scalars(select(Opgave).where(Opgave.question == QUESTION)).one()
        staff = create_staff(session, "Oscar Oost", RoleName.WIJKMANAGER, oost)
        now = database_now(session)
        asked = rounds.draft(session, opgave, local_day(now))
        return rounds.ask(session, staff, opgave, asked, "tok-1", now)


def at_noon(engine: Engine, days: int = 0) -> datetime:
    """Noon of today here, or of a day after it: whatever the hour of this run."""
    with transaction(engine) as session:
        today = local_day(database_now(session))
    return datetime.combine(today, time(11), UTC) + timedelta(days=days)


def be_asked(engine: Engine, ria: Talker) -> None:
    with transaction(engine) as session:
        rounds.queue_due(session, at_noon(engine))
    ria.taps("/checkin tok-1")
    turns_of(engine).take()


def test_asked_answered_and_told(engine: Engine, ria: Talker, checkin: CheckIn) -> None:
    with transaction(engine) as session:
        rounds.queue_due(session, at_noon(engine))
    assert QUESTION in ria.last()
    assert ria.data_of("Antwoorden") == "/checkin tok-1"
    ria.taps(ria.data_of("Antwoorden"))
    turns_of(engine).take()
    assert "Wij bewaren niet wie wat antwoordt" in ria.last()
    ria.taps(ria.data_of("Een beetje"))
    turns_of(engine).take()
    assert "Dank u wel voor uw antwoord" in ria.last()
    with transaction(engine) as session:
        assert session.scalars(select(Answer.position)).all() == [1]
        wijk = session.get_one(Area, session.scalars(select(Answer.wijk_id)).one())
        answer(session, session.get_one(CheckIn, checkin.id), wijk, *[0] * 10)
    with transaction(engine) as session:
        rounds.close_due(session, at_noon(engine, days=15), base_url=BASE_URL)
    heard = ria.last()
    assert "Dit zei Diezerpoort (11 antwoorden):\nJa: 10\nEen beetje: 1\nNee: 0" in heard
    assert "Wie wilde, deed mee. Dit is geen steekproef." in heard


def test_ten_taps_are_one_answer(engine: Engine, ria: Talker, checkin: CheckIn) -> None:
    be_asked(engine, ria)
    yes, no = ria.data_of("Ja"), ria.data_of("Nee")
    pressed = [str(ria.taps(data)) for data in (yes, no) * 5]
    while turns_of(engine).take():
        pass
    with transaction(engine) as session:
        # Each press says what they answered, so none is kept.
        kept = select(InboxRow.body).where(InboxRow.update_id.in_(pressed))
        assert session.scalars(kept).all() == [None] * 10
    assert "U heeft deze vraag al beantwoord" in ria.says_and_hears("/checkin tok-1")
    with transaction(engine) as session:
        assert session.scalars(select(Answer.position)).all() == [0]
        assert session.scalars(select(CheckInTaken.answered)).all() == [True]


@pytest.mark.parametrize("typed", [False, True])
def test_nothing_keeps_the_answer_beside_who_gave_it(
    engine: Engine, ria: Talker, checkin: CheckIn, typed: bool
) -> None:
    be_asked(engine, ria)
    data = ria.data_of("Een beetje")
    with transaction(engine) as session:
        before = session.scalars(select(InboxRow.id).where(InboxRow.body.is_not(None))).all()
    gave = ria.says("een beetje") if typed else ria.taps(data)
    turns_of(engine).take()
    with transaction(engine) as session:
        row = session.scalars(select(InboxRow).where(InboxRow.update_id == str(gave))).one()
        assert (row.body, row.files) == (None, None)
        kept = session.scalars(select(InboxRow.id).where(InboxRow.body.is_not(None))).all()
        assert kept == before
        state = str(session.scalars(select(Conversation.state)).one())
        assert "a:1" not in state
        assert "beetje" not in state.lower()
        assert "beetje" not in ria.last().lower()
        answered_on = session.scalars(select(Answer.answered_on)).one()
        assert not isinstance(answered_on, datetime)
