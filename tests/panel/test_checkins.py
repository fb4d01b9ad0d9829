"""The panel asks a check-in after showing it, and shows results when they may be shown."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.asking import rounds
from models.asking.checkins import CheckIn, CheckInWijk
from models.db import database_now, transaction
from models.initiatives.terms import local_day
from models.messages.outbox import OutMessage
from models.people.staff import RoleName
from models.plan.areas import Area, AreaKind
from models.plan.opgaven import OpgaveWijk
from tests.asking import BASE_URL, answer, create_opted_in, give_question, open_check_in, read_out
from tests.builders import NOW, Cast, create_area, create_staff
from tests.panel.acting import hidden, preview_of
from tests.panel.conftest import LogIn, token_of

CLOSED = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def wipstrik(engine: Engine, cast: Cast) -> Area:
    """A second wijk in the scope of Zuid's opgave, which has its own question."""
    with transaction(engine) as session:
        give_question(session, cast.plan_zuid.opgave)
        area = create_area(session, AreaKind.WIJK, "Wipstrik", stadsdeel=cast.zuid)
        session.add(OpgaveWijk(opgave_id=cast.plan_zuid.opgave.id, wijk_id=area.id))
        return area


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast, wipstrik: Area) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/checkins/nieuw/{cast.plan_zuid.opgave.slug}"


def next_week(engine: Engine) -> date:
    """A last day that is always to come: the panel lives by the database's clock."""
    with transaction(engine) as session:
        return local_day(database_now(session)) + timedelta(days=7)


def fill_in(
    engine: Engine, browser: FlaskClient, url: str, step: str, *wijken: Area, **fields: str
) -> TestResponse:
    form = {
        "csrf_token": token_of(browser),
        "question": "Kent u uw buren bij naam?",
        "answers": "Ja\n\n Een paar \r\nNee",
        "closes_on": next_week(engine).isoformat(),
        "step": step,
        **fields,
    }
    return browser.post(url, data=form | {"wijken": [str(wijk.id) for wijk in wijken]})


def check_ins(engine: Engine) -> list[CheckIn]:
    with transaction(engine) as session:
        return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def test_the_form_begins_with_the_opgaves_own_question(
    engine: Engine, zahra: FlaskClient, url: str
) -> None:
    assert url in zahra.get("/checkins/nieuw").text
    page = zahra.get(url).text
    assert "Kent u uw buren bij naam?</textarea>" in page
    assert "Ja\nEen paar\nNee</textarea>" in page
    assert len(re.findall(r'name="wijken"[^>]* checked', page)) == 2
    assert f'value="{next_week(engine) + timedelta(days=7)}"' in page


def test_it_goes_only_after_it_was_shown(
    engine: Engine, zahra: FlaskClient, cast: Cast, wipstrik: Area, url: str
) -> None:
    with transaction(engine) as session:
        create_opted_in(session, cast.wijk_zuid, number=12)
        create_opted_in(session, wipstrik, number=5)
    unseen = fill_in(engine, zahra, url, "send", cast.wijk_zuid)
    assert unseen.status_code == 200
    assert check_ins(engine) == []
    seen = hidden(unseen.text, "seen")
    assert "De vraag gaat nu naar 12 mensen." in unseen.text
    other = fill_in(engine, zahra, url, "send", wipstrik, seen=seen)
    # Other wijken are other people, so this was not what was shown.
    assert other.status_code == 200
    assert check_ins(engine) == []
    assert "minder dan 10 mensen" in other.text
    sent = fill_in(engine, zahra, url, "send", cast.wijk_zuid, seen=seen)
    (made,) = check_ins(engine)
    assert sent.status_code == 303
    assert sent.location == f"/checkins/{made.id}"
    assert made.answers == ["Ja", "Een paar", "Nee"]
    assert made.asked_by_id == cast.manager_zuid.id
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", made.token)
    with transaction(engine) as session:
        assert session.scalars(select(CheckInWijk.wijk_id)).all() == [cast.wijk_zuid.id]


def test_what_was_shown_is_word_for_word_what_goes_out(
    engine: Engine, zahra: FlaskClient, cast: Cast, url: str
) -> None:
    with transaction(engine) as session:
        create_opted_in(session, cast.wijk_zuid)
    looked = fill_in(engine, zahra, url, "look", cast.wijk_zuid)
    shown = preview_of(looked.text)
    fill_in(engine, zahra, url, "send", cast.wijk_zuid, seen=hidden(looked.text, "seen"))
    with transaction(engine) as session:
        noon = database_now(session).replace(hour=11)
        rounds.queue_due(session, noon)
        body = session.scalars(select(OutMessage.body)).one()
        assert read_out(body) == "\n".join(shown)
    assert "Antwoorden</li>" in looked.text
    assert "You can answer up to and including" in looked.text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"question": ""}, "Vul dit in."),
        ({"question": "x" * 201}, "200"),
        ({"answers": "Ja"}, "Schrijf 2 tot 5 verschillende antwoorden"),
        ({"answers": "Ja\nDit antwoord is veel te lang"}, "hooguit 20 tekens"),
        ({"closes_on": "2020-01-01"}, "Kies een dag na vandaag"),
        ({"closes_on": "morgen"}, ""),
    ],
)
def test_mistakes_are_said_at_their_field(
    engine: Engine, zahra: FlaskClient, cast: Cast, url: str, fields: dict[str, str], wrong: str
) -> None:
    answer = fill_in(engine, zahra, url, "look", cast.wijk_zuid, **fields)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert wrong in html.unescape(answer.text)
    assert check_ins(engine) == []


def test_a_wijk_must_be_chosen_and_be_one_of_the_opgave(
    engine: Engine, zahra: FlaskClient, cast: Cast, url: str
) -> None:
    none = fill_in(engine, zahra, url, "look")
    assert none.status_code == 422
    assert "Kies minstens één wijk" in none.text
    foreign = fill_in(engine, zahra, url, "look", cast.wijk_noord)
    assert foreign.status_code == 422
    assert "wijken-error" in foreign.text
    assert check_ins(engine) == []


def test_one_open_check_in_per_opgave(
    engine: Engine, zahra: FlaskClient, cast: Cast, url: str
) -> None:
    looked = fill_in(engine, zahra, url, "look", cast.wijk_zuid)
    seen = hidden(looked.text, "seen")
    for status in (303, 409):
        again = fill_in(engine, zahra, url, "send", cast.wijk_zuid, seen=seen)
        assert again.status_code == status
    assert "staat al een check-in open" in again.text
    assert len(check_ins(engine)) == 1
    assert 'name="step"' not in zahra.get(url).text


def closed_check_in(engine: Engine, cast: Cast, *answers: tuple[Area, int]) -> CheckIn:
    """A check-in of Zuid that was answered and is over."""
    with transaction(engine) as session:
        wijken = {wijk.id: wijk for wijk, _ in answers}.values()
        opgave = cast.plan_zuid.opgave
        made = open_check_in(session, cast.manager_zuid, opgave, *wijken)
        for wijk, position in answers:
            answer(session, made, wijk, position)
        rounds.close_due(session, CLOSED, base_url=BASE_URL)
        return made


def test_before_closing_only_how_many_answered(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    with transaction(engine) as session:
        made = open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, cast.wijk_zuid)
        answer(session, made, cast.wijk_zuid, *[0] * 9)
    page = zahra.get(f"/checkins/{made.id}").text
    assert "minder dan 10 mensen" in page
    assert "Tot dan is er niets te zien" in page
    assert "<table" not in page
    with transaction(engine) as session:
        answer(session, session.get_one(CheckIn, made.id), cast.wijk_zuid, 1)
    assert "10 mensen" in zahra.get(f"/checkins/{made.id}").text
    assert "10 antwoorden" in zahra.get("/checkins/").text


def test_after_closing_the_counts_in_a_table_and_in_words(
    engine: Engine, zahra: FlaskClient, cast: Cast, wipstrik: Area
) -> None:
    of_zuid = [(cast.wijk_zuid, 0)] * 8 + [(cast.wijk_zuid, 1)] * 3
    made = closed_check_in(engine, cast, *of_zuid, *[(wipstrik, 1)] * 10)
    page = zahra.get(f"/checkins/{made.id}").text
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    ]
    assert rows == [
        ["Wijk", "Ja", "Nee", "Samen"],
        ["Assendorp", "8", "3", "11"],
        ["Wipstrik", "0", "10", "10"],
        ["Heel stadsdeel Zuid", "8", "13", "21"],
    ]
    assert "Wie wilde, deed mee. Dit is geen steekproef." in page


def test_a_small_wijk_cannot_be_worked_out_from_the_page(
    engine: Engine, zahra: FlaskClient, cast: Cast, wipstrik: Area
) -> None:
    made = closed_check_in(engine, cast, *[(cast.wijk_zuid, 0)] * 20, *[(wipstrik, 1)] * 4)
    page = zahra.get(f"/checkins/{made.id}").text
    table = page[page.index("<tbody") : page.index("</tbody")]
    assert "Assendorp" not in table
    assert "Wipstrik" not in table
    assert "Te weinig antwoorden om te laten zien." in page
    assert "Dat geldt voor: Assendorp, Wipstrik." in page


def test_the_list_shows_open_ones_first(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    closed_check_in(engine, cast, *[(cast.wijk_zuid, 0)] * 3)
    with transaction(engine) as session:
        opgave, closes_on = cast.plan_zuid.opgave, date(2026, 12, 20)
        open_check_in(
            session,
            cast.manager_zuid,
            opgave,
            cast.wijk_zuid,
            token="open",
            question="Nog een vraag?",
            closes_on=closes_on,
            now=CLOSED,
        )
    page = zahra.get("/checkins/").text
    assert page.index("Nog een vraag?") < page.index("Kent u uw buren")
    assert "Tot en met zondag 20 december 2026" in page


def test_words_of_staff_are_never_markup(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    with transaction(engine) as session:
        open_check_in(
            session,
            cast.manager_zuid,
            cast.plan_zuid.opgave,
            cast.wijk_zuid,
            question="<b>Ja</b> & nee?",
        )
    assert "&lt;b&gt;Ja&lt;/b&gt; &amp; nee?" in zahra.get("/checkins/").text


def test_another_stadsdeel_sees_nothing_of_it(
    engine: Engine, log_in: LogIn, cast: Cast, zahra: FlaskClient, url: str
) -> None:
    with transaction(engine) as session:
        made = open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, cast.wijk_zuid)
    noor = log_in(cast.manager_noord)
    assert "Kent u uw buren" not in noor.get("/checkins/").text
    assert noor.get(f"/checkins/{made.id}").status_code == 404
    assert noor.get(url).status_code == 404
    assert fill_in(engine, noor, url, "look", cast.wijk_zuid).status_code == 404
    assert noor.get(f"/checkins/{2**70}").status_code == 404


def test_who_only_reads_cannot_ask(engine: Engine, log_in: LogIn, cast: Cast, url: str) -> None:
    with transaction(engine) as session:
        reader = create_staff(session, "Mees", RoleName.MEELEZER, cast.zuid)
    browser = log_in(reader)
    assert "Nieuwe check-in" not in browser.get("/checkins/").text
    assert browser.get(url).status_code == 403


def test_asking_is_written_in_the_log(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    with transaction(engine) as session:
        made = open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, cast.wijk_zuid)
        auditor = create_staff(session, "Aad", RoleName.AUDITOR)
    page = log_in(auditor).get("/beheer/logboek/").text
    assert "Check-in gevraagd" in page
    assert f"Check-in {made.id}" in page
    assert made.asked_at == NOW
