"""Somebody's browser in the web chat, over the network, as far as the chat needs a browser."""

import time
from collections.abc import Callable
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.bot.visitor import Page

WITHIN = 30
LOOK_EACH = 0.5


class Device:
    """A new device. `with_script`: it asks for the part of the page that changed, as our script."""

    def __init__(self, base_url: str, *, with_script: bool = False) -> None:
        self._chat = f"{base_url}/chat"
        self._web = build_opener(HTTPCookieProcessor(CookieJar()))
        self._headers = {"Wijkbot-Piece": "1"} if with_script else {}
        self.page = Page(self._open(None, {}))
        self._mark = self.page.forms[-1].hidden["mark"]
        self.taps("Begin het gesprek")

    @property
    def newest(self) -> str:
        """What the wijkassistent said last."""
        return self.page.ours[-1]

    def says(self, words: str) -> float:
        """Type and send. Gives the seconds until the page with the answer was there."""
        return self._send({"text": words})

    def taps(self, label: str) -> float:
        """Press a button of the page as it was last seen. Gives the seconds, as `says`."""
        form = self.page.form_with(label)
        name, value = form.buttons[label]
        return self._send(form.hidden | {name: value})

    def goes(self, *steps: str) -> None:
        """Several steps; a label stands between brackets."""
        for step in steps:
            self.taps(step[1:-1]) if step.startswith("[") else self.says(step)

    def looks(self) -> Page:
        """Open the page anew."""
        self.page = Page(self._open(None, {}))
        return self.page

    def waits_for(self, words: str, seconds: float) -> str:
        """Look now and then until the newest message holds the words; gives it."""
        end = time.monotonic() + seconds
        while words not in self.looks().ours[-1]:
            assert time.monotonic() < end, f"not within {seconds} s: {words}; last: {self.newest}"
            time.sleep(LOOK_EACH)
        return self.newest

    def heard(self, fits: Callable[[str], bool]) -> list[str]:
        return [text for text in self.page.ours if fits(text)]

    def _send(self, said: dict[str, str]) -> float:
        nonces = [form.hidden["nonce"] for form in self.page.forms if "nonce" in form.hidden]
        form = {"mark": self._mark, "nonce": nonces[-1]} | said
        start = time.perf_counter()
        html = self._open(urlencode(form).encode(), self._headers)
        took = time.perf_counter() - start
        self.page = Page(html)
        return took

    def _open(self, data: bytes | None, headers: dict[str, str]) -> str:
        with self._web.open(Request(self._chat, data, headers), timeout=WITHIN) as answer:
            return str(answer.read().decode())
