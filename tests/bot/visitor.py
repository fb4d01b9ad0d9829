"""Somebody with a browser without a script: sees the page, presses its buttons, sends its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.settings import Settings


@dataclass
class Form:
    """One form: hidden values, the buttons by their label, the names of its fields."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """What somebody reads and can do on one page. `said` are pairs of who and what."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.said: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.language = ""
        self.words = ""
        self._heard = ""
        self._speaker = ""
        self._press: tuple[str, str] | None = None
        self.feed(html)

    @property
    def buttons(self) -> list[str]:
        return [label for form in self.forms for label in form.buttons]

    @property
    def theirs(self) -> list[str]:
        return [text for who, text in self.said if who == "U:"]

    @property
    def ours(self) -> list[str]:
        return [text for who, text in self.said if who != "U:"]

    def form_with(self, name: str) -> Form:
        """The form that has this field, or a button with this label."""
        return next(form for form in self.forms if name in form.fields or name in form.buttons)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._heard = "" if tag in ("button", "span") else self._heard
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "form":
                self.forms.append(Form(given["action"]))
            case "input" if given.get("type") == "hidden":
                self.forms[-1].hidden[given["name"]] = given["value"]
            case "input" | "textarea":
                self.forms[-1].fields.append(given["name"])
            case "button" if "hidden" not in given:
                self._press = (given.get("name", ""), given.get("value", ""))
            case "img":
                self.images.append(given["src"])
            case "time":
                self._speaker = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._press is not None:
            self.forms[-1].buttons[self._heard.strip()] = self._press
            self._press = None
        elif tag == "span" and self._heard.strip().endswith(":"):
            self._speaker = self._heard.strip()
            self.said.append((self._speaker, ""))

    def handle_data(self, data: str) -> None:
        self.words += data
        self._heard += data
        if self._speaker:
            who, text = self.said[-1]
            self.said[-1] = (who, f"{text} {data.strip()}".strip())


@dataclass
class Visitor:
    """One device. Each act leaves the page that came of it in `page`."""

    client: FlaskClient
    page: Page = field(default_factory=lambda: Page(""))
    status: int = 0

    def opens(self, path: str = "/chat") -> Page:
        return self._sees(self.client.get(path, follow_redirects=True))

    def begins(self, path: str = "/chat") -> Page:
        self.opens(path)
        return self.presses("Begin het gesprek")

    def types(self, text: str) -> Page:
        return self._posts(self.page.form_with("text"), {"text": text})

    def presses(self, label: str) -> Page:
        form = self.page.form_with(label)
        name, value = form.buttons[label]
        return self._posts(form, {name: value} if name else {})

    def sends_photo(self, data: bytes, name: str = "foto.jpg", text: str = "") -> Page:
        form = self.page.form_with("photo")
        return self._posts(form, {"photo": (BytesIO(data), name), "text": text})

    def shares_place(self, place: str) -> Page:
        form = next(form for form in self.page.forms if "place" in form.hidden)
        return self._posts(form, {"place": place})

    def posts(self, **values: object) -> TestResponse:
        """A form as only somebody sends it who does not use our page."""
        return self.client.post("/chat", data=values)

    def _posts(self, form: Form, values: dict[str, object]) -> Page:
        answer = self.client.post(form.action, data=form.hidden | values, follow_redirects=True)
        for one in (*answer.history, answer):
            # The client keeps a large body in a file, and leaves closing it to us.
            one.request.input_stream.close()
        return self._sees(answer)

    def _sees(self, answer: TestResponse) -> Page:
        self.status = answer.status_code
        self.page = Page(answer.text)
        return self.page


SETTINGS = Settings.model_validate(
    {
        "secret_key": "only for tests: 32 characters or more",
        "field_keys": "dGVzdHMgb25seTogYSBmaWVsZCBrZXkgb2YgMzIgYi4=",
        "lookup_key": "dGVzdHMgb25seTogYSBsb29rdXAga2V5IG9mIDMyYi4=",
    }
)


def visitor(engine: Engine, settings: Settings = SETTINGS) -> Visitor:
    """A device that was never here."""
    app = create_residents_app(engine, settings, PlanCache(settings.base_url))
    return Visitor(app.test_client())
