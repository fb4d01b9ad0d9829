"""Somebody with a browser without a script, before a real web server."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from tests.bot.visitor import Page

PATIENCE = 60


@dataclass
class Browser:
    """One device. Each act leaves what came of it in `status` and `page`."""

    base_url: str
    status: int = 0
    page: Page = field(default_factory=lambda: Page(""))
    _opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def opens(self, path: str = "/chat") -> Page:
        return self._asks(path, None)

    def begins(self) -> Page:
        self.opens()
        return self.presses("Begin het gesprek")

    def presses(self, label: str) -> Page:
        form = self.page.form_with(label)
        name, value = form.buttons[label]
        return self._asks(form.action, form.hidden | ({name: value} if name else {}))

    def types(self, text: str) -> Page:
        form = self.page.form_with("text")
        return self._asks(form.action, form.hidden | {"text": text})

    def _asks(self, path: str, form: dict[str, str] | None) -> Page:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self._opener.open(self.base_url + path, data, PATIENCE) as answer:
                self.status, html = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            self.status, html = error.code, error.read()
        self.page = Page(html.decode())
        return self.page
