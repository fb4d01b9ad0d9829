"""A colleague in the panel who fills in its forms, without a browser around it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests import phone

WITHIN = 20


@dataclass
class Form:
    """One form as it would be sent. `options`: the values of each list by their label."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)


class PanelPage(HTMLParser):
    """The forms of a page, its words, and the message that would go out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.message: list[str] = []
        self.words = ""
        self._list = self._area = self._label = ""
        self._ids: dict[str, tuple[str, str]] = {}
        self._option: str | None = None
        self._in_message = self._told = False
        self.feed(html)

    def form(self, action: str) -> Form:
        """The form that posts to an address with these words in it."""
        return next(form for form in self.forms if action in form.action)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and tag in ("input", "textarea", "select", "option", "label"):
            self._begins(tag, given, self.forms[-1])
        self._looks_for_message(tag, given)

    def _begins(self, tag: str, given: dict[str, str], form: Form) -> None:
        match tag:
            case "label":
                self._label = given.get("for", "")
            case "input" if given.get("type") in ("radio", "checkbox"):
                self._ids[given.get("id", "")] = (given["name"], given.get("value", ""))
                if "checked" in given:
                    form.values[given["name"]] = given.get("value", "")
            case "input" if given.get("name"):
                form.values[given["name"]] = given.get("value", "")
            case "textarea":
                self._area = given["name"]
                form.values[self._area] = ""
            case "select":
                self._list = given["name"]
                form.options[self._list] = {}
            case "option":
                self._option = given["value"]
                if "selected" in given or self._list not in form.values:
                    form.values[self._list] = self._option

    def _looks_for_message(self, tag: str, given: dict[str, str]) -> None:
        """Its paragraphs; the buttons under it are a list."""
        match tag:
            case "section" if given.get("id") == "preview":
                self._in_message = True
            case "div" if given.get("class") == "wb-message":
                self._told = self._in_message
            case "p" if self._told:
                self.message.append("")
            case "ul":
                self._told = False

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "section":
                self._in_message = self._told = False
            case "option":
                self._option = None
            case "textarea":
                self._area = ""
            case "label":
                self._label = ""

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._told and self.message and data.strip():
            self.message[-1] += data
        elif self._option is not None:
            self.forms[-1].options[self._list][data.strip()] = self._option
        elif self._label in self._ids:
            name, value = self._ids[self._label]
            self.forms[-1].options.setdefault(name, {})[data.strip()] = value
        elif self._area:
            self.forms[-1].values[self._area] += data.removeprefix("\n")


class Colleague:
    """Somebody of the gemeente, logged in or about to be."""

    def __init__(self, base_url: str) -> None:
        self._panel = f"{base_url}/panel"
        self._web: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def enters(self, email: str) -> None:
        """As the demo lets one in."""
        self._opens(f"{self._panel}/demo-login/{email}", {})

    def accepts(self, invitation: str, password: str) -> None:
        """Choose a password on the page behind the link of `wijkbot staff add`."""
        form = self._opens(invitation).forms[-1]
        self._opens(invitation, form.values | {"password": password})

    def secures(self) -> None:
        """Add the second step of logging in, with a phone of their own."""
        page = f"{self._panel}/account/tweede-stap/"
        begun = self._opens(page + "begin", self._opens(page).form("begin").values)
        # The secret stands on the page, above the form.
        secret = next(form.values["typed"] for form in begun.forms if "typed" in form.values)
        form = begun.form("bewaar").values | {"code": phone.code(secret)}
        self._opens(page + "bewaar", form)

    def sees(self, ref: str) -> PanelPage:
        return self._opens(f"{self._panel}/initiatief/{ref}")

    def queue(self) -> PanelPage:
        return self._opens(f"{self._panel}/queue")

    def decides(self, ref: str, act: str, **filled: str) -> list[str]:
        """Act on a contribution; see `sends`."""
        return self.sends(f"initiatief/{ref}/{act}", **filled)

    def sends(self, path: str, **filled: str) -> list[str]:
        """Look at the message of a form, then send just that; gives its paragraphs as shown.

        A list is filled in by the label of what is chosen.
        """
        url, action = f"{self._panel}/{path}", path.rpartition("/")[2]
        form = self._opens(url).form(action)
        typed = {
            name: form.options.get(name, {}).get(words, words) for name, words in filled.items()
        }
        shown = self._opens(url, form.values | typed | {"step": "look"})
        assert shown.message, f"no message is shown: {shown.words}"
        self._opens(url, shown.form(action).values | {"step": "send"})
        return shown.message

    def reads(self, path: str) -> str:
        """The words of any page of the panel."""
        return " ".join(self._opens(f"{self._panel}/{path}").words.split())

    def _opens(self, url: str, values: dict[str, str] | None = None) -> PanelPage:
        data = urlencode(values).encode() if values is not None else None
        try:
            with self._web.open(Request(url, data), timeout=WITHIN) as answer:
                return PanelPage(answer.read().decode())
        except HTTPError as error:
            with error:
                words = PanelPage(error.read().decode()).words
            raise AssertionError(f"{error.code} {url}: {' '.join(words.split())}") from None
