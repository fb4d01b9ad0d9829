"""The states of the desk's pages: an address, and what is done there before one looks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.working_day import LONG, photo_of

Do = Callable[[Page], None]


@dataclass(frozen=True)
class Scene:
    """The demo in a database, with the address of its panel."""

    engine: Engine
    house: str
    refs: Mapping[str, str]

    def to(self, title: str, act: str = "") -> str:
        """The page of a contribution, or the form of an act on it."""
        return f"initiatief/{self.refs[title]}{act}"


def presses(*names: str) -> Do:
    """Press these buttons, one after another."""

    def press(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    return press


def opens(name: str) -> Do:
    return lambda page: page.get_by_text(name, exact=True).first.click()


def asks_outside(page: Page) -> None:
    page.get_by_label("Mailadres van iemand van buiten").fill("boom@voorbeeld.example")
    page.get_by_label("Wat wilt u weten?").fill("Is de eik gezond?")
    page.get_by_role("button", name="Vraag advies").click()
    expect(page.get_by_label("Link", exact=True)).to_be_visible()


def names_a_tab_twice(page: Page) -> None:
    page.get_by_label("Naam van het tabblad").fill("Alleen ideeën")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()


def blurs(page: Page) -> None:
    for label, part in (("links", "18"), ("boven", "20")):
        page.get_by_label(f"Vanaf {label}").fill(part)
    for label in ("Breedte", "Hoogte"):
        page.get_by_label(label).fill("15")
    page.get_by_role("button", name="Vervaag dit vak").click()
    expect(page.get_by_text("Dit vak is nu onleesbaar.")).to_be_visible()


def nothing(page: Page) -> None:
    """The state is the page as it opens."""


def states(scene: Scene) -> list[tuple[str, Do]]:
    """Where the wijkmanager of Zuid comes, and what she does there before we look."""
    return [*_heaps(scene), *_warned(scene), *_others(scene), *_merging(scene), *_beside(scene)]


def _heaps(scene: Scene) -> list[tuple[str, Do]]:
    """The queue, many at once, and what waits."""
    chosen = "&".join(f"kies={ref}" for ref in list(scene.refs.values())[-6:])
    return [
        ("queue/", nothing),
        ("queue/?q=Engelse", nothing),
        ("queue/?q=olifant", nothing),
        (f"queue/?q={LONG[:90]}", nothing),
        ("queue/?soort=initiatief&categorie=1", names_a_tab_twice),
        ("queue/?tab=alles", opens("Neem dit mee als bestand")),
        ("tabbladen/", nothing),
        (f"samen/?act=niet-plaatsen&{chosen}", presses("Bekijk")),
        (f"samen/?act=plaatsen&{chosen}", presses("Bekijk", "Verst")),
        ("samen/?act=plaatsen", nothing),
        ("klaar/", nothing),
    ]


def _warned(scene: Scene) -> list[tuple[str, Do]]:
    """What holds words about a person, and what is all long words."""
    school = "Een veilige oversteek bij de school"
    return [
        (scene.to(school), nothing),
        (scene.to(school, "/plaatsen"), presses("Bekijk")),
        (scene.to(school, "/als-inwoner"), nothing),
        (scene.to(school, "/niet-plaatsen"), presses("Bekijk")),
        (scene.to(LONG), nothing),
        (scene.to(LONG, "/plaatsen"), nothing),
        (scene.to(LONG, "/andere-tekst"), nothing),
    ]


def _others(scene: Scene) -> list[tuple[str, Do]]:
    """What a colleague is busy with, advised on or prepared; who writes English, or by letter."""
    return [
        (scene.to("Een disco voor kinderen van groep 8", "/plaatsen"), nothing),
        (scene.to("De fietstunnel lichter en schoner"), nothing),
        (scene.to("Een moestuin voor de hele buurt"), opens("Het bericht aan de bewoner")),
        (scene.to("Een hok voor fietsen die niemand meer wil"), nothing),
        (scene.to("Samen koken met wat over is"), nothing),
        (scene.to("A swing for children in a wheelchair", "/vraag"), presses("Bekijk")),
        (scene.to("Een route langs oude bomen", "/plaatsen"), nothing),
        (scene.to("Een tafel onder de oude eik"), nothing),
        (scene.to("melding: Een tafel onder de oude eik", "/afhandelen"), presses("Opslaan")),
    ]


def _merging(scene: Scene) -> list[tuple[str, Do]]:
    books, into = "Een kast om boeken te ruilen", scene.refs["Een ruilkast voor boeken"]
    return [
        (scene.to(books), nothing),
        (scene.to(books, f"/samenvoegen?into={into}"), nothing),
        (scene.to(books, "/samenvoegen?into=Z-9999"), nothing),
        (scene.to("Een boekenplank in de bushalte"), nothing),
    ]


def _beside(scene: Scene) -> list[tuple[str, Do]]:
    """Photos, advice, help and figures."""
    bench = scene.refs["Een bank langs de dijk"]
    photo = f"foto/{bench}/{photo_of(scene.engine, bench)}"
    advice = f"advies/vraag/{scene.refs['Een zitplek bij het water']}"
    return [
        (photo, presses("Vervaag")),
        (photo, blurs),
        (advice, presses("Vraag advies")),
        (advice, asks_outside),
        ("advies/", nothing),
        ("hulp/", nothing),
        ("overzicht/", nothing),
        ("namens/", nothing),
        ("plannen/", nothing),
        ("nergens/", nothing),
    ]
