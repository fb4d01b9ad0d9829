"""Supporting, helping and following in real chats: two neighbours and one idea."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import database_now, transaction
from models.initiatives import follow_telling, follow_up, helping
from models.initiatives.contributions import Initiative
from models.initiatives.following import Follow
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moves import Deed
from models.initiatives.supporting import Counted, Support, counts
from models.people.residents import Address, Resident
from models.plan.areas import Area, AreaKind
from models.plan.gemeente import mark_plan_changed
from tests.bot.talker import Talker, turns_of
from tests.builders import create_initiative
from tests.zwolle import load_zwolle


@pytest.fixture
def fatima(engine: Engine) -> Talker:
    """Whose idea it is."""
    load_zwolle(engine)
    return newcomer(engine, 7)


@pytest.fixture
def bas(engine: Engine, fatima: Talker) -> Talker:
    """A neighbour in the same wijk."""
    return newcomer(engine, 8)


def newcomer(engine: Engine, chat: int) -> Talker:
    somebody = Talker(engine, chat)
    for words in ("/start", "8022", "ja"):
        somebody.says_and_hears(words)
    return somebody


def resident_of(session: Session, talker: Talker) -> tuple[Resident, Address]:
    addresses = session.scalars(select(Address)).all()
    address = next(one for one in addresses if one.external_id == str(talker.chat))
    return session.get_one(Resident, address.resident_id), address


@pytest.fixture
def idea(engine: Engine, fatima: Talker) -> Initiative:
    """Hers, on the site."""
    with transaction(engine) as session:
        wijk = select(Area).where(Area.kind == AreaKind.WIJK, Area.slug == "diezerpoort")
        resident, address = resident_of(session, fatima)
        made = create_initiative(
            session, session.scalars(wijk).one(), resident, address, status=Moderation.PLACED
        )
        mark_plan_changed(session)
        return made


def taps(talker: Talker, label: str) -> str:
    talker.taps(talker.data_of(label))
    turns_of(talker.engine).take()
    return talker.last()


def given(engine: Engine, idea: Initiative) -> Counted:
    with transaction(engine) as session:
        return counts(session, [idea.id]).get(idea.id, Counted())


def test_a_heart_given_twice_and_taken_back(engine: Engine, bas: Talker, idea: Initiative) -> None:
    seen = bas.says_and_hears(f"/start i_{idea.ref}")
    assert idea.title in seen
    assert "nog geen 10 harten" in seen
    heart = bas.data_of("Geef een hart")
    assert "U gaf een hart" in taps(bas, "Geef een hart")
    for _ in range(2):
        bas.taps(heart)
        turns_of(engine).take()
    assert given(engine, idea) == Counted(hearts=1)
    assert "weer weg" in taps(bas, "Hart terugnemen")
    assert given(engine, idea) == Counted()


def test_help_and_names_both_ways(
    engine: Engine, bas: Talker, fatima: Talker, idea: Initiative
) -> None:
    for words in (f"/handen {idea.ref}", "ja", "ja"):
        bas.says_and_hears(words)
    assert "pas als die ook een naam geeft" in bas.says_and_hears("Bas van de hoek")
    with transaction(engine) as session:
        at = database_now(session).replace(hour=11)
        assert helping.tell_owners(session, at) == 1
    assert "1 nieuwe buur" in fatima.last()
    assert "Wilt u die weten?" in taps(fatima, "Wie wil helpen?")
    fatima.says_and_hears("ja")
    assert "Bas van de hoek" in fatima.says_and_hears("Fatima")
    assert "Fatima" in bas.last()
    taps(bas, "Bekijk dit idee")
    assert "gewist" in taps(bas, "Ik help niet meer")
    with transaction(engine) as session:
        assert session.scalars(select(Support)).all() == []
    assert "Bas" not in fatima.says_and_hears(f"/helpers {idea.ref}")


def test_what_is_hidden_answers_as_what_never_was(
    engine: Engine, bas: Talker, idea: Initiative
) -> None:
    with transaction(engine) as session:
        session.get_one(Initiative, idea.id).status = Moderation.HIDDEN
        mark_plan_changed(session)
    for command in ("/idee {}", "/hart {}", "/handen {}", "/volg {}", "/start i_{}"):
        hidden = bas.says_and_hears(command.format(idea.ref))
        assert hidden == bas.says_and_hears(command.format("Z-9999"))
    assert given(engine, idea) == Counted()


def test_following_and_what_is_new(engine: Engine, bas: Talker, idea: Initiative) -> None:
    bas.says_and_hears(f"/idee {idea.ref}")
    assert "U volgt nu" in taps(bas, "Volgen")
    with transaction(engine) as session:
        row = session.scalars(select(Follow)).one()
        row.seen_at -= timedelta(hours=1)
        at = row.seen_at + timedelta(minutes=1)
        to = Realisation.FEASIBLE
        session.add(
            HistoryRow(
                contribution_id=idea.id, at=at, actor="medewerker", act=Deed.ADVANCED, to_status=to
            )
        )
    assert f"{idea.title}: 1 nieuw" in bas.says_and_hears("wat ik volg")
    assert "Nieuw sinds u keek" in bas.says_and_hears(f"/idee {idea.ref}")
    assert "Nieuw sinds u keek" not in bas.says_and_hears(f"/idee {idea.ref}")
    assert "niet meer" in taps(bas, "Niet meer volgen")
    with transaction(engine) as session:
        assert session.scalars(select(Follow)).all() == []
        assert follow_telling.tell_followers(session, at) == 0


def test_an_opgave_is_followed_from_its_screen(engine: Engine, bas: Talker) -> None:
    bas.says_and_hears("/opgaven")
    label = next(one for one in bas.last().split("[") if one.startswith("1. "))
    bas.says_and_hears(label.split("]")[0])
    assert "U volgt nu" in taps(bas, "Volgen")
    taps(bas, "Bekijk dit")
    assert "is er niets veranderd" in taps(bas, "Wat is er nieuw?")
    taps(bas, "Niet meer volgen")
    assert "U volgt nog niets" in bas.says_and_hears("/volgend")


def test_how_it_goes_is_asked_and_read_by_the_wijkmanager(
    engine: Engine, fatima: Talker, idea: Initiative
) -> None:
    with transaction(engine) as session:
        at = database_now(session).replace(hour=11) + follow_up.AFTER + timedelta(days=1)
        session.get_one(Initiative, idea.id).realisation_changed_at = at - follow_up.AFTER
        assert follow_up.ask_due(session, at) == 1
    assert "Loopt het nog?" in fatima.last()
    assert "hulp zoekt" in taps(fatima, "Ik heb hulp nodig")
    assert "wat u schreef" in fatima.says_and_hears("Wij zoeken planken.")
    with transaction(engine) as session:
        rows = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
        assert [(row.act, row.reason, row.words) for row in rows] == [
            (Deed.FOLLOWED_UP, "hulp", None),
            (Deed.FOLLOWED_UP, None, "Wij zoeken planken."),
        ]
        assert session.get_one(Initiative, idea.id).help_asked
