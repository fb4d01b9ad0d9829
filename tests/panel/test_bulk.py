"""The same decision on many from the queue: seen first, a result for each, undone together."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from werkzeug.test import TestResponse

from models.db import transaction
from models.desk.prepared import Prepared, PreparedState
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.plan.gemeente import Gemeente
from models.plan.standard_texts import StandardText
from tests.builders import SETTINGS, Cast, create_address, create_initiative, create_resident
from tests.panel.acting import carry_out, hidden
from tests.panel.conftest import LogIn, token_of

REASON = "Dit past beter bij de straat zelf."


@pytest.fixture
def refs(engine: Engine, cast: Cast) -> list[str]:
    """Three of Zuid, the last one placed already; and one of Noord."""
    with transaction(engine) as session:
        session.execute(update(Gemeente).values(settings=SETTINGS | {"bedenktijd_seconden": 60}))
        who = (cast.resident, cast.address)
        made = [create_initiative(session, cast.wijk_zuid, *who) for _ in range(2)]
        made.append(create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED))
        made.append(create_initiative(session, cast.wijk_noord, title="Iets van Noord"))
        return [one.ref for one in made]


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def post(browser: FlaskClient, refs: list[str], page: str = "", **fields: str) -> TestResponse:
    """What the form on `page` would send with these fields."""
    versions = re.findall(r'name="versie" value="([^"]+)"', page)
    seen = hidden(page, "seen") if page else ""
    form = {"csrf_token": token_of(browser), "act": "niet-plaatsen", "seen": seen, **fields}
    return browser.post("/samen/", data={**form, "kies": refs, "versie": versions})


def test_many_are_declined_with_one_reason_and_undone_as_one(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    queue = zahra.get("/queue/").text
    assert f'value="{refs[0]}" form="samen"' in queue
    looked = post(zahra, refs, told=REASON)
    assert looked.text.count(REASON) == 3  # the field, and two messages
    assert "Dit kan nu niet met deze inbreng." in looked.text
    assert "Iets van Noord" not in looked.text
    sent = post(zahra, refs, looked.text, told=REASON, step="send")
    assert "2 besluiten gaan uit." in sent.text
    undo = re.search(r'action="(/klaar/terug/reeks/[^"]+)"', zahra.get("/queue/").text)
    assert undo
    zahra.post(undo[1], data={"csrf_token": token_of(zahra)})
    with transaction(engine) as session:
        assert set(session.scalars(select(Prepared.state))) == {PreparedState.BACK}


def test_nothing_goes_that_was_not_seen(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    looked = post(zahra, refs, told=REASON)
    again = post(zahra, refs, looked.text, told="Toch om iets anders.", step="send")
    assert again.text.count("Toch om iets anders.") == 3
    assert post(zahra, refs, told="").status_code == 422
    with transaction(engine) as session:
        assert session.scalars(select(Prepared)).all() == []


def test_each_gets_its_own_result(engine: Engine, zahra: FlaskClient, refs: list[str]) -> None:
    """One was decided by hand just now, another was changed meanwhile."""
    looked = post(zahra, refs, told=REASON)
    carry_out(zahra, f"/initiatief/{refs[0]}/plaatsen")
    with transaction(engine) as session:
        session.execute(update(Initiative).where(Initiative.ref == refs[1]).values(version=7))
    sent = post(zahra, refs, looked.text, told=REASON, step="send")
    assert "Hierover loopt al een besluit." in sent.text
    assert "Iemand veranderde dit net." in sent.text
    assert "0 besluiten gaan uit." in sent.text


def test_what_may_say_something_of_a_person_is_not_placed_with_others(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    with transaction(engine) as session:
        told = "Bel mij op 06 12345678."
        session.execute(update(Initiative).where(Initiative.ref == refs[0]).values(body=told))
    looked = post(zahra, refs, act="plaatsen")
    assert "Bekijk deze apart." in looked.text
    assert "Verstuur 1 besluit" in looked.text


def test_who_does_not_decide_has_no_choice(log_in: LogIn, cast: Cast, refs: list[str]) -> None:
    browser = log_in(cast.stranger)
    assert browser.get("/samen/").status_code == 403


@pytest.fixture
def abroad(engine: Engine, cast: Cast) -> str:
    """The reference of an idea whose author reads English."""
    with transaction(engine) as session:
        author = create_resident(session, cast.wijk_zuid, "en")
        address = create_address(session, author)
        title = "A bench <for all>"
        return create_initiative(session, cast.wijk_zuid, author, address, title=title).ref


def told(page: str) -> list[list[str]]:
    """The paragraphs of each message on a page, each with its language before it."""
    bubbles = re.findall(r'<div class="wb-message">(.*?)</div>', page, re.DOTALL)
    found = (re.findall(r'<p [^>]*lang="(\w+)">(.*?)</p>', one, re.DOTALL) for one in bubbles)
    return [[f"{language} {html.unescape(words)}" for language, words in one] for one in found]


def test_each_reads_their_own_language_and_the_page_says_which(
    engine: Engine, zahra: FlaskClient, refs: list[str], abroad: str
) -> None:
    chosen = [refs[0], abroad]
    assert 'name="told_en"' not in post(zahra, refs[:2], told=REASON).text
    words = {"told": REASON, "told_en": "This is better kept in the street."}
    looked = post(zahra, chosen, **words)
    dutch, english = sorted(told(looked.text), reverse=True)
    assert f"nl {REASON}" in dutch
    assert "en This is better kept in the street." in english
    assert not [one for one in english if one.startswith("nl")]
    assert "1 bericht gaat uit in het Nederlands." in looked.text
    assert "1 bericht gaat uit in het Engels." in looked.text
    post(zahra, chosen, looked.text, step="send", **words)
    with transaction(engine) as session:
        filled = session.scalars(select(Prepared.filled)).all()
    assert sorted("told_en" in one for one in filled) == [False, True]


def test_dutch_words_for_who_reads_english_are_announced(
    zahra: FlaskClient, refs: list[str], abroad: str
) -> None:
    looked = post(zahra, [abroad], told=REASON)
    (english,) = told(looked.text)
    assert english[english.index(f"nl {REASON}") - 1] == "en This part is in Dutch:"
    assert "1 bericht is in het Engels, met uw eigen woorden in het Nederlands." in looked.text


def test_a_standard_text_is_filled_in_for_each(
    engine: Engine, zahra: FlaskClient, refs: list[str], abroad: str
) -> None:
    both = {"text": "Wij plaatsen {titel} niet.", "text_en": "We do not place {titel}."}
    with transaction(engine) as session:
        row = StandardText(slug="kort", name="Kort", act="niet-plaatsen", position=1, **both)
        session.add(row)
        session.flush()
        taken = {"standaardtekst": f"tekst-{row.id}", "step": "take"}
    page = post(zahra, [refs[0], abroad], **taken).text
    assert both["text"] in page
    assert both["text_en"] in page
    words = {"told": both["text"], "told_en": both["text_en"]}
    dutch, english = sorted(told(post(zahra, [refs[0], abroad], **words).text), reverse=True)
    assert "nl Wij plaatsen Een bankje bij de speeltuin niet." in dutch
    assert "en We do not place A bench <for all>." in english
