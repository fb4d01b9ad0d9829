"""The gettext catalogues: `texts/<language>/<domain>.po`, msgid = a dotted key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent
DEFAULT_LANGUAGE = "nl"
LANGUAGES = ("nl", "en")


class UnknownKey(KeyError):
    """No catalogue holds this key: a mistake of ours, never of a person."""


@dataclass(frozen=True)
class Entry:
    """One sentence, in as many forms as the language's plural needs (one without plural)."""

    forms: tuple[str, ...]
    plural: Callable[[int], int]

    def form(self, n: int) -> str:
        return self.forms[min(self.plural(n), len(self.forms) - 1)]


def _entries(path: Path, language: str) -> Mapping[str, Entry]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=path.stem)
    return {
        _key(message.id): _entry(message.string, catalogue) for message in catalogue if message.id
    }


def _key(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, tuple | list) else message_id)


def _entry(text: object, catalogue: Catalog) -> Entry:
    forms = tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)
    return Entry(forms, c2py(catalogue.plural_expr))


@lru_cache
def catalogue(language: str) -> Mapping[str, Entry]:
    """All keys of one language, from all its domains."""
    entries: dict[str, Entry] = {}
    for path in sorted((ROOT / language).glob("*.po")):
        entries.update(_entries(path, language))
    return entries


@lru_cache
def direction(language: str) -> str:
    """How a page in this language is read: `ltr`, or `rtl` (Arabic)."""
    return str(Locale.parse(language).text_direction)


def find(key: str, language: str) -> Entry:
    """The entry of a key. An unknown language reads as Dutch."""
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    try:
        return catalogue(known)[key]
    except KeyError:
        raise UnknownKey(f"{key} ({known})") from None
