"""Finding what neighbours had in mind, from a chat down to the database and back."""

import pytest
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import Support, SupportKind
from models.plan.queries import wijk_by_slug
from tests.bot.talker import Talker, turns_of
from tests.builders import create_initiative
from tests.zwolle import load_zwolle


@pytest.fixture
def ria(engine: Engine) -> Talker:
    """Somebody in Diezerpoort, where a bench and a garden are on the site."""
    load_zwolle(engine)
    with transaction(engine) as session:
        wijk = wijk_by_slug(session, "diezerpoort")
        assert wijk is not None
        for title in ("Bankjes bij de vijver", "Een moestuin"):
            create_initiative(session, wijk, title=title, body=None, status=Moderation.PLACED)
    ria = Talker(engine)
    for words in ("/start", "8022", "ja"):
        ria.says_and_hears(words)
    return ria


def test_a_word_is_found_also_with_a_slip_and_what_is_near(ria: Talker) -> None:
    assert "Bankjes bij de vijver" in ria.says_and_hears("zoek bankje")
    slip = ria.says_and_hears("/zoek moestiun")
    assert "Bedoelt u misschien dit?" in slip
    assert "Een moestuin" in slip
    near = ria.says_and_hears("in de buurt")
    assert "Een moestuin" in near
    assert "Heel Diezerpoort" in near


def test_who_has_the_same_idea_gives_a_heart_and_keeps_their_words(
    engine: Engine, ria: Talker
) -> None:
    for words in (
        "/nieuw begin",
        "Zitplek naast het water bij de vijver",
        "ontmoeten",
        "overslaan",
    ):
        ria.says_and_hears(words)
    ria.says_and_hears("hele wijk")
    asked = ria.says_and_hears("ja")
    assert "Er is al een idee dat hierop lijkt" in asked
    assert "Bankjes bij de vijver" in asked
    assert "moestuin" not in asked
    ria.taps(ria.data_of("Dit is ook mijn idee"))
    turns_of(engine).take()
    assert "Uw eigen tekst is bewaard" in ria.last()
    with transaction(engine) as session:
        assert session.scalars(select(Support.kind)).all() == [SupportKind.HEART]
    assert "Stap 4 van 5" in ria.says_and_hears("/nieuw verder")


def test_where_nothing_looks_like_it_nobody_hears_of_it(ria: Talker) -> None:
    for words in ("/nieuw begin", "Een muurschildering in de tunnel", "ontmoeten", "overslaan"):
        ria.says_and_hears(words)
    ria.says_and_hears("hele wijk")
    assert "Stap 4 van 5" in ria.says_and_hears("ja")
