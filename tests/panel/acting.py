"""Short ways to fill in the forms of acts, as a colleague in a browser does."""

import html
import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.panel.conftest import token_of


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def preview_of(page: str) -> list[str]:
    """The paragraphs of the message that a page shows before it goes out."""
    bubble = re.search(r'<div class="wb-message">(.*?)</div>', page, re.DOTALL)
    if bubble is None:
        return []
    return [html.unescape(text) for text in re.findall(r"<p [^>]*>(.*?)</p>", bubble[1], re.DOTALL)]


@dataclass
class Form:
    """One form in one browser: what it holds between looking and sending."""

    browser: FlaskClient
    url: str
    version: str
    seen: str = ""

    def post(self, step: str, **fields: str) -> TestResponse:
        """Press a button: `look` at the message, or `send` it."""
        answer = self.browser.post(
            self.url,
            data={
                "csrf_token": token_of(self.browser),
                "version": self.version,
                "seen": self.seen,
                "step": step,
                **fields,
            },
        )
        if 'name="seen"' in answer.text:
            self.seen = hidden(answer.text, "seen")
            self.version = hidden(answer.text, "version")
        return answer


def open_form(browser: FlaskClient, url: str) -> Form:
    page = browser.get(url)
    assert page.status_code == 200, url
    return Form(browser, url, hidden(page.text, "version"))


def carry_out(browser: FlaskClient, url: str, **fields: str) -> TestResponse:
    """Look at the message and send it."""
    form = open_form(browser, url)
    looked = form.post("look", **fields)
    return looked if looked.status_code >= 300 else form.post("send", **fields)
