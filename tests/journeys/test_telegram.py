"""The main job over the Bot API: real processes, a strict Telegram, a colleague in the panel."""

import re
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, select

from models.db import transaction
from models.plan.gemeente import Gemeente
from tests.bot.pictures import picture
from tests.fake_telegram.client import FakeTelegram
from tests.faults.processes import a_house
from tests.journeys.office import Colleague
from tests.journeys.talking import Talk
from tests.live import Live, free_port

TITLE = "Een muziekmiddag op het plein"
VECHTSTRAAT = (52.5175, 6.1035)
SECRET = "geheim_van_deze_tests"
PASSWORD = "een zin van een paar woorden"


def proposes(talk: Talk) -> str:
    """With a place on the map and a photo; the reference."""
    talk.starts_an_idea(TITLE)
    pin = lambda: talk.person.sends_location(*VECHTSTRAAT)  # noqa: E731
    talk.after(pin, "Is dit de plek?")
    talk.goes(("[Ja]", "16 jaar of ouder?"), ("[Ja]", "Heeft u een foto van de plek?"))
    talk.after(lambda: talk.person.sends_photo(picture()), "U heeft nu 1 van 3 foto's.")
    told = talk.goes(
        ("[Klaar]", "Kunt u mensen herkennen op uw foto's?"),
        ("[Nee]", "Stap 5 van 5."),
        ("Ria", "Dit is geen aanvraag en geen bezwaar."),
        ("[Versturen]", "Dank u wel! Uw nummer is"),
    )
    found = re.search(r"Z-\d{4,}", told.text)
    assert found, told.text
    return found[0]


def hears_the_same(talk: Talk, told: list[str], after: int) -> None:
    """What the panel showed is what stands in the chat, to the letter."""
    one = talk.hears(told[-1], after)
    assert one.text == "\n\n".join(told)


def does_the_main_job(talk: Talk, colleague: Colleague, base_url: str) -> None:
    ref = proposes(talk)
    file = colleague.sees(ref)
    assert TITLE in file.words
    assert ref in colleague.queue().words

    before = talk.last
    hears_the_same(talk, colleague.decides(ref, "vraag", told="Hoe laat begint het?"), before)
    talk.taps("Antwoord geven", "Hoe laat begint het?")
    talk.says("Om twee uur.", "Dank u wel. De wijkmanager leest uw antwoord.")
    assert "Om twee uur." in colleague.sees(ref).words

    for act, filled in (
        ("plaatsen", {"told": "Leuk! <b>Veel</b> plezier & _succes_ *samen*."}),
        ("koppelen", {"subject": "Inspanning: Gratis sport op het plein na school"}),
        ("uitvoering", {"to": "haalbaar"}),
        ("uitvoering", {"to": "loopt"}),
    ):
        before = talk.last
        hears_the_same(talk, colleague.decides(ref, act, **filled), before)
    with urlopen(f"{base_url}/initiatief/{ref}", timeout=10) as page:
        assert TITLE in page.read().decode()
    with urlopen(f"{base_url}/opgave/oost-1", timeout=10) as page:
        assert f"/initiatief/{ref}" in page.read().decode()


def refused(talk: Talk, fake: FakeTelegram) -> list[tuple[str, int, str]]:
    """What the bot sent to this person and Telegram did not take."""
    return [
        (call["method"], call["status"], call["description"])
        for call in fake.calls(chat_id=talk.person.id)
        if call["status"] >= 400
    ]


def test_the_main_job_by_polling(live: Live) -> None:
    colleague = Colleague(live.base_url)
    colleague.enters("wijkmanager.oost@demo.zwolle.example")
    ria = Talk(live.fake.person("Ria"))
    does_the_main_job(ria, colleague, live.base_url)
    assert refused(ria, live.fake) == []


@pytest.fixture
def by_webhook(server_url: str, fake: FakeTelegram) -> Iterator[tuple[str, Colleague]]:
    """A house without a demo, to which Telegram itself brings what people say."""
    base_url = f"http://127.0.0.1:{free_port()}"
    settings = {"WIJKBOT_BASE_URL": base_url, "WIJKBOT_TELEGRAM_WEBHOOK_SECRET": SECRET}
    with a_house(server_url, fake, "webhook", **settings) as house:
        _decide_at_once(house.engine)
        house.start("web", "--port", base_url.rpartition(":")[2])
        house.start("run")
        fake.waits_until(lambda: bool(fake.calls("setWebhook")), 60, "a webhook is set")
        fake.waits_until(lambda: answers(base_url), 60, "the web server answers")
        invited = house.command(
            "staff", "add", "osman@example.org", "--role", "wijkmanager", "--stadsdeel", "oost"
        )
        colleague = Colleague(base_url)
        colleague.accepts(invited.strip(), PASSWORD)
        colleague.secures()
        yield base_url, colleague


def _decide_at_once(engine: Engine) -> None:
    """No minute to think better of it: this journey is about what comes after."""
    with transaction(engine) as session:
        gemeente = session.scalars(select(Gemeente)).one()
        gemeente.settings = gemeente.settings | {"bedenktijd_seconden": 0}


def answers(base_url: str) -> bool:
    try:
        with urlopen(f"{base_url}/readyz", timeout=2):
            return True
    except OSError:
        return False


def test_the_main_job_by_webhook(by_webhook: tuple[str, Colleague], fake: FakeTelegram) -> None:
    base_url, colleague = by_webhook
    ria = Talk(fake.person("Ria"))
    does_the_main_job(ria, colleague, base_url)
    assert refused(ria, fake) == []
    assert fake.calls("getUpdates") == []
