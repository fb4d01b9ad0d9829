"""What goes out by the clock: a check-in and two reminders, on days that the demo pretends."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.journeys.device import Device
from tests.journeys.office import Colleague
from tests.live import Live

# The slowest job that we wait for looks each minute.
PATIENCE = 100
BURENDAG_IN_TWO_WEEKS = date(2027, 9, 11)
SURVEY_IN_TWO_WEEKS = date(2028, 1, 1)
FEW = "Te weinig antwoorden om te laten zien."
NO_SAMPLE = "Wie wilde, deed mee. Dit is geen steekproef."

Pretend = Callable[[date | None], None]


@pytest.fixture
def pretend(live: Live) -> Iterator[Pretend]:
    """Let the demo's jobs think that it is noon on another day; today again afterwards."""

    def set_day(day: date | None) -> None:
        form = urlencode({"datum": day.isoformat() if day else ""}).encode()
        with urlopen(f"{live.base_url}/demo/datum", form, timeout=20):
            pass

    yield set_day
    set_day(None)


def who_wants(live: Live, *opt_ins: str) -> Device:
    """Somebody of Diezerpoort who asked for these messages."""
    device = Device(live.base_url)
    device.goes("8022", "ja", "/instellingen")
    for name in opt_ins:
        device.goes(f"[{name}]", "[Zet aan]")
    return device


def test_a_check_in_is_asked_answered_once_and_told(live: Live, pretend: Pretend) -> None:
    resident = who_wants(live, "Vragen over mijn wijk")
    neighbour = who_wants(live)
    colleague = Colleague(live.base_url)
    colleague.enters("wijkmanager.oost@demo.zwolle.example")
    closes_on = date.today() + timedelta(days=14)  # noqa: DTZ011 - the demo's own day
    colleague.sends("checkins/nieuw/oost-1", closes_on=closes_on.isoformat())
    pretend(date.today())  # noqa: DTZ011

    resident.waits_for("Wij hebben een vraag over uw wijk.", PATIENCE)
    resident.taps("Antwoorden")
    first = next(label for label in resident.page.buttons if label != "Menu")
    old = resident.page
    resident.taps(first)
    assert NO_SAMPLE in resident.newest
    resident.page = old
    resident.taps(first)
    assert len(resident.heard(lambda text: "Dank u wel voor uw antwoord." in text)) == 1
    assert FEW not in colleague.reads("checkins/1")

    pretend(closes_on + timedelta(days=1))
    told = resident.waits_for("U gaf antwoord op een vraag over", PATIENCE)
    assert FEW in told
    assert NO_SAMPLE in told
    assert FEW in colleague.reads("checkins/1")
    neighbour.looks()
    assert neighbour.heard(lambda text: "een vraag over uw wijk" in text) == []


def test_burendag_and_the_survey_are_told_once_to_who_asked(live: Live, pretend: Pretend) -> None:
    resident = who_wants(live, "Burendag en acties", "Buurtonderzoek")
    neighbour = who_wants(live)

    pretend(BURENDAG_IN_TWO_WEEKS)
    told = resident.waits_for("het Burendag", PATIENCE)
    assert "zaterdag 25 september 2027" in told
    pretend(SURVEY_IN_TWO_WEEKS)
    told = resident.waits_for("het Buurt-voor-Buurtonderzoek", PATIENCE)
    assert "zaterdag 15 januari 2028" in told
    assert len(resident.heard(lambda text: "het Burendag" in text)) == 1
    neighbour.looks()
    assert neighbour.heard(lambda text: "U vroeg zelf om dit bericht." in text) == []
    resident.taps("Instellingen")
    assert "Burendag en acties: aan" in resident.newest
