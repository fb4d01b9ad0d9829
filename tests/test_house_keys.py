"""Every text key that code and templates name exists, and every key that exists is named."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.house import CODE, ROOT, Source, catalogue, files, sample, sources, templates

KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
PREFIX = re.compile(r"([a-z][a-z0-9_]*\.(?:[a-z0-9_]+\.)*[a-z0-9_]*)")
# Functions whose first text is a key.
SPEAKERS = {"Say", "say", "t", "text", "say_parts"}
# Keys that are put together from data, by their beginning: where that happens.
BUILT: dict[str, str] = {
    "admin.scheme.": "panel/reference.py: the sorts of schemes",
    "admin.party.": "panel/reference.py: the sorts of parties",
}
# In a template: t('some.key'), and t('some.' ~ value).
IN_TEMPLATE = re.compile(r"\bt\(\s*(['\"])([^'\"]+)\1\s*(~)?")
QUOTED = re.compile(r"['\"]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)['\"]")
# Attributes whose value a person reads or hears.
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary"}


@dataclass
class Named:
    """What one file says of keys: `must` has to exist, `may` counts as use, `starts` are built."""

    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)


def in_code(source: Source) -> Named:
    named = Named()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.may.update([node.value] if KEY.fullmatch(node.value) else [])
        elif isinstance(node, ast.JoinedStr):
            named.starts.update(beginning(node))
        elif isinstance(node, ast.Call) and called(node) in SPEAKERS and node.args:
            named.must.update(literal(node.args[0]))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "key":
                    named.must.update(literal(value))
    named.must = {key for key in named.must if KEY.fullmatch(key)}
    return named


def literal(node: ast.expr) -> Iterator[str]:
    """The text, or both texts of a choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literal(node.body)
        yield from literal(node.orelse)


def beginning(node: ast.JoinedStr) -> Iterator[str]:
    first = node.values[0]
    if isinstance(first, ast.Constant) and PREFIX.fullmatch(str(first.value)):
        yield str(first.value)


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def in_template(text: str) -> Named:
    named = Named(may=set(QUOTED.findall(text)))
    for _, key, built in IN_TEMPLATE.findall(text):
        (named.starts if built else named.must).add(key)
    return named


def everywhere() -> Named:
    all_of_it = Named(starts=set(BUILT))
    found = [in_code(source) for source in sources(*CODE)]
    found += [in_template(path.read_text(encoding="utf-8")) for path in templates()]
    for named in found:
        all_of_it.must |= named.must
        all_of_it.may |= named.may
        all_of_it.starts |= named.starts
    return all_of_it


class Words(HTMLParser):
    """Gathers what a person would read in a page, between tags and in telling attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.gather(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD:
                self.gather(value or "")

    def gather(self, text: str) -> None:
        if re.search(r"[^\W\d_]{2,}", text):
            self.found.append(text.strip())


def own_words(template: str) -> list[str]:
    """Words that stand in a template itself instead of in a catalogue."""
    page = Words()
    page.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", template, flags=re.DOTALL))
    page.close()
    return page.found


def test_every_key_that_is_named_exists() -> None:
    known = {text.key for text in catalogue("nl")}
    assert sorted(everywhere().must - known) == []


def test_every_built_key_has_some_to_choose_from() -> None:
    known = {text.key for text in catalogue("nl")}
    in_templates = [in_template(path.read_text(encoding="utf-8")).starts for path in templates()]
    starts = set(BUILT).union(*in_templates)
    assert [start for start in sorted(starts) if not any(k.startswith(start) for k in known)] == []


def test_every_key_is_used() -> None:
    named = everywhere()
    starts = tuple(named.starts)
    unused = [
        text.key
        for text in catalogue("nl")
        if text.key not in named.must | named.may and not text.key.startswith(starts)
    ]
    assert unused == []


def test_templates_hold_no_words_of_their_own() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in templates()
        if (found := own_words(path.read_text(encoding="utf-8")))
    }
    assert not wrong


def test_banned_words_stay_out_of_pages_and_data() -> None:
    for path in (*templates(), *files("gemeenten")):
        assert "goedgekeurd" not in path.read_text(encoding="utf-8").lower(), path


def test_these_rules_bite() -> None:
    code = 'say("a.b" if x else "a.c"); render({"key": "a.d"}); say(f"state.{x}"); y = "a.e"'
    named = in_code(sample("bot/x.py", code))
    assert named.must == {"a.b", "a.c", "a.d"}
    assert named.starts == {"state."}
    assert "a.e" in named.may
    page = in_template("{{ t('a.b') }} {{ t('state.' ~ x) }} {% set k = 'a.c' %}")
    assert (page.must, page.starts) == ({"a.b"}, {"state."})
    assert "a.c" in page.may
    assert own_words('<p>{{ t("a.b") }}</p><img alt="Een foto">') == ["Een foto"]
    assert own_words("<p>Welkom</p>") == ["Welkom"]
    assert not own_words("{% if x > 1 %}<b>{{ y }}: 1 x</b>{% endif %}")
