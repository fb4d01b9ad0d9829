"""Who does the main job in a browser: a resident on a phone, a wijkmanager at a desk."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import is_too_wide, violations
from tests.browser.keyboard import Keyboard

PHONE, DESK = (390, 844), (1280, 900)
TITLE = "Een schaaktafel in het Vechtpark"
MORE = "Dan ontmoeten jong en oud elkaar."


def looks_well(page: Page) -> None:
    """What axe and a narrow screen have to say of this page."""
    assert violations(page) == [], page.url
    assert not is_too_wide(page), page.url


class Resident:
    """On a phone, in the web chat. Hears by what stands in the log."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.keys = Keyboard(page)
        self.base_url = base_url

    def begins(self) -> None:
        self.page.goto(f"{self.base_url}/chat")
        looks_well(self.page)
        self.keys.presses("Begin het gesprek")
        self.hears("Ik ben de wijkassistent van de gemeente Zwolle. Ik ben een computer.")

    @property
    def newest(self) -> Locator:
        """The last message of the wijkassistent."""
        return self.page.locator("#berichten > li:not(.wc-item--mine) .wc-bubble").last

    def hears(self, words: str) -> str:
        """The newest message holds these words; gives the whole message."""
        expect(self.newest).to_contain_text(words, timeout=20_000)
        # While something is under way the buttons are pale, as they do not react.
        expect(self.page.locator("body")).not_to_have_class(re.compile("wc-busy"))
        looks_well(self.page)
        return self.newest.inner_text()

    def hears_exactly(self, told: list[str]) -> None:
        """What the panel showed is what they read, to the letter, and nothing beside it."""
        expect(self.newest.locator("p")).to_have_text(told, timeout=20_000)
        looks_well(self.page)

    def says(self, words: str) -> None:
        self.keys.types("Uw antwoord", words)
        self.page.keyboard.press("Enter")

    def chooses(self, label: str, then: str) -> str:
        self.keys.presses(label)
        return self.hears(then)

    def sends_photo(self, file: Path) -> None:
        self.keys.picks_file("Kies een foto (JPG of PNG, tot 10 MB)", file)
        self.keys.presses("Verstuur foto")
        self.hears("U heeft nu 1 van 3 foto's.")

    def finds_their_wijk(self) -> None:
        self.says("8022")
        self.hears("Woont u in Diezerpoort?")
        self.chooses("Ja", "Dit is nu belangrijk in Diezerpoort:")

    def looks_around(self) -> None:
        self.chooses("1. Kansen voor kinderen…", "Kansen voor kinderen in Diezerpoort")
        self.chooses("Meer weten", "Wat willen wij bereiken?")
        self.says("menu")
        self.hears("Waar kan ik u mee helpen?")
        self.chooses("Wat kan in mijn buurt?", "In uw buurt kan meer dan u denkt.")
        self.chooses("Grond en groen", "Adoptiegroen")

    def proposes(self, photo: Path) -> str:
        """In five steps; the reference."""
        self.chooses("Ik heb een idee", "Stap 1 van 5. Wat is uw idee?")
        self.says(TITLE)
        self.hears("Waar past uw idee het beste bij?")
        self.chooses("Ontmoeten", "Stap 2 van 5.")
        self.says(MORE)
        self.hears("Stap 3 van 5.")
        self.says("Vechtstraat")
        self.hears("Is dit de plek? Vechtstraat in Diezerpoort")
        self.chooses("Ja", "Bent u 16 jaar of ouder?")
        self.chooses("Ja", "Heeft u een foto van de plek?")
        self.sends_photo(photo)
        self.chooses("Klaar", "Kunt u mensen herkennen op uw foto's?")
        self.chooses("Nee", "Stap 5 van 5.")
        self.says("Ria")
        self.hears("Dit is geen aanvraag en geen bezwaar.")
        told = self.chooses("Versturen", "Dank u wel! Uw nummer is")
        found = re.search(r"Z-\d{4,}", told)
        assert found, told
        return found[0]


class Manager:
    """The wijkmanager of Oost, at a desk."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.keys = Keyboard(page)
        self.base_url = base_url
        self.ref = ""

    def logs_in(self) -> None:
        """With one of the keys of the demo, which the panel beside it then follows."""
        self.page.goto(f"{self.base_url}/demo")
        looks_well(self.page)
        with self.page.expect_response(lambda answer: "/panel/queue" in answer.url):
            self.keys.presses("Osman Kaya, wijkmanager Oost")
        self.page.goto(f"{self.base_url}/panel/queue")
        looks_well(self.page)

    def opens(self, ref: str) -> None:
        """From the queue."""
        self.page.goto(f"{self.base_url}/panel/queue")
        self.keys.follows_link(self.page.locator(f"a[href*='/{ref}']"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(ref)
        looks_well(self.page)
        self.ref = ref

    def starts(self, act: str) -> None:
        self.keys.follows(act)
        expect(self.page.get_by_role("heading", level=2, name=act, exact=True)).to_be_visible()
        looks_well(self.page)

    def sees_and_sends(self) -> list[str]:
        """The message as it will go out, paragraph by paragraph; then it goes."""
        self.keys.presses("Bekijk het bericht…")
        bubble = self.page.locator(".wb-preview .wb-message")
        expect(bubble).to_be_visible()
        looks_well(self.page)
        told = bubble.locator("p").all_inner_texts()
        self.keys.presses("Versturen")
        expect(self.page.get_by_role("status")).to_be_visible()
        looks_well(self.page)
        # The panel went on to the next of the queue; the story goes on with this one.
        self.page.goto(f"{self.base_url}/panel/initiatief/{self.ref}")
        return told

    def asks(self, question: str) -> list[str]:
        self.starts("Vraag stellen")
        self.keys.types("Uw vraag", question)
        return self.sees_and_sends()

    def places(self) -> list[str]:
        self.starts("Plaatsen")
        return self.sees_and_sends()

    def links(self, subject: str) -> list[str]:
        self.starts("Koppelen aan een opgave")
        self.keys.picks(subject)
        self.keys.chooses("Hoeveel draagt het bij?", "sterk")
        return self.sees_and_sends()

    def advances(self, step: str) -> list[str]:
        self.starts("Stand van de uitvoering")
        self.keys.chooses("Nieuwe stand", step)
        return self.sees_and_sends()


def on_screen(browser: Browser, size: tuple[int, int], *, script: bool = True) -> Page:
    """A new device of this size; `script`: whether it has JavaScript.

    Nothing glides, so that what is looked at stands still.
    """
    view: ViewportSize = {"width": size[0], "height": size[1]}
    context = browser.new_context(
        viewport=view, java_script_enabled=script, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def tells(page: Page, words: str) -> None:
    """Types, or presses a button where its label stands between brackets."""
    if words.startswith("["):
        page.get_by_role("button", name=words[1:-1], exact=True).click()
        return
    page.get_by_label("Uw antwoord").fill(words)
    page.get_by_role("button", name="Verstuur", exact=True).click()


def looks_for(page: Page, words: str) -> None:
    """Without a script an answer that takes a moment is there once one looks again."""
    for _ in range(20):
        if words in page.locator("#berichten").inner_text():
            break
        page.get_by_role("link", name="Kijk of er nieuws is").click()
    expect(page.locator("#berichten")).to_contain_text(words)
