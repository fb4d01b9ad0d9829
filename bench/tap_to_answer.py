"""From a tap or a text in the web chat to the page that holds the answer, on the running demo."""

import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bench.figures import Figure
from tests.bot.visitor import Page
from tests.live import Live, a_live_demo

PEOPLE = 20
LIMIT = 0.3
WITHIN = 30
# The house lets one connection say 300 things a minute; all our people share one.
REST = 1.0
# What is said (between brackets: tapped), and what the answer holds.
TALK = (
    ("8022", "Woont u in"),
    ("[Ja]", "Dit is nu belangrijk in"),
    ("[Wat kan in mijn buurt?]", "In uw buurt kan meer"),
    ("[Grond en groen]", "Adoptiegroen"),
    ("menu", "Waar kan ik u mee helpen"),
    ("[Belangrijk in mijn wijk]", "Dit is nu belangrijk in"),
    ("1", "Kansen voor kinderen"),
    ("[Meer weten]", "Wat willen wij bereiken"),
    ("menu", "Waar kan ik u mee helpen"),
    ("[Hulp en contact]", "14038"),
)


def measure() -> list[Figure]:
    """200 answers with a script in the browser (one request), and 200 without (two)."""
    with a_live_demo() as live:
        _talk(live, with_script=False)
        plain = [one for _ in range(PEOPLE) for one in _talk(live, with_script=False)]
        quick = [one for _ in range(PEOPLE) for one in _talk(live, with_script=True)]
    return [
        Figure("tap to answer, with a script", quick, LIMIT),
        Figure("tap to answer, without a script: POST, redirect, page", plain, LIMIT),
    ]


def _talk(live: Live, *, with_script: bool) -> list[float]:
    """One newcomer's talk; the seconds that each answer took."""
    device = Device(f"{live.base_url}/chat", with_script)
    device.tap("Begin het gesprek")
    times = [device.say(said, heard) for said, heard in TALK]
    time.sleep(REST)
    return times


class Device:
    """A browser as far as the chat needs one. With a script it asks for a piece of the page."""

    def __init__(self, chat: str, with_script: bool) -> None:
        self._chat = chat
        self._web = build_opener(HTTPCookieProcessor(CookieJar()))
        self._headers = {"Wijkbot-Piece": "1"} if with_script else {}
        self._page = Page(self._open(None, {}))
        self._marks = self._page.forms[-1].hidden

    def say(self, said: str, heard: str) -> float:
        """The seconds from sending to having the answer. Raises when it is another answer."""
        if said.startswith("["):
            return self.tap(said[1:-1], heard)
        return self._send({"text": said}, heard)

    def tap(self, label: str, heard: str = "") -> float:
        form = self._page.form_with(label)
        name, value = form.buttons[label]
        return self._send({name: value}, heard, form.hidden)

    def _send(self, said: dict[str, str], heard: str, more: dict[str, str] | None = None) -> float:
        form = (more or {}) | {"mark": self._marks["mark"], "nonce": self._nonce()} | said
        start = time.perf_counter()
        html = self._open(urlencode(form).encode(), self._headers)
        took = time.perf_counter() - start
        self._page = Page(html)
        if heard not in self._page.ours[-1]:
            raise AssertionError(f"{said} gave {self._page.ours[-1]!r}, not {heard!r}")
        return took

    def _nonce(self) -> str:
        forms = [form for form in self._page.forms if form.hidden.get("nonce")]
        return forms[-1].hidden["nonce"]

    def _open(self, data: bytes | None, headers: dict[str, str]) -> str:
        with self._web.open(Request(self._chat, data, headers), timeout=WITHIN) as answer:
            return str(answer.read().decode())
