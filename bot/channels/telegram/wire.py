"""A message of the outbox as Bot API calls: text with entities, never markup in the text.

Entities are offsets, so people's words need no escaping and cannot become markup. Offsets and
limits count UTF-16 units (core.telegram.org/bots/api#messageentity).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from telegram.constants import MessageLimit

from bot.taps import tap_data
from texts.render import Part, plain, render

MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_LABEL = 64
# So far back a cut may move for the sake of one sign: a family with skin tones, a region's flag.
_LONGEST_EMOJI = 40
# What belongs to the sign before it: a joiner, a form, a skin tone, a key, the letters of a flag.
_GLUED = re.compile(r"[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = "".join(chr(letter) for letter in range(0x1F1E6, 0x1F200))
_BREAKS = ("\n\n", "\n", ". ", " ")

Json = Mapping[str, Any]


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts_of(body: Json, language: str) -> list[Part]:
    """Everything that a message says, with an empty line between two says."""
    found: list[Part] = []
    for say in body["says"]:
        found.extend([Part("\n\n")] if found else [])
        found.extend(render(say, language))
    return found


def texts(parts: Sequence[Part]) -> Iterator[dict[str, Any]]:
    """The parts as `text` with `entities`, cut into pieces that Telegram takes."""
    text = "".join(part.text for part in parts)
    marks = list(_marks(parts))
    for start, piece in _pieces(text, MAX_TEXT):
        entities = [entity for mark in marks if (entity := _entity(mark, start, piece))]
        yield {"text": piece, "entities": entities} if entities else {"text": piece}


def _marks(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """(first, past last) UTF-16 unit of each strong run."""
    at = 0
    for part in parts:
        size = units(part.text)
        if part.strong:
            yield at, at + size
        at += size


def _entity(mark: tuple[int, int], start: int, piece: str) -> dict[str, Any] | None:
    first = max(mark[0] - start, 0)
    past = min(mark[1] - start, units(piece))
    return {"type": "bold", "offset": first, "length": past - first} if past > first else None


def _pieces(text: str, limit: int) -> Iterator[tuple[int, str]]:
    """(offset in units, piece), cut at the last paragraph, line, sentence or word that fits."""
    offset = 0
    while units(text) > limit:
        cut = _cut(text, limit)
        yield offset, text[:cut].rstrip()
        offset += units(text[:cut])
        text = text[cut:]
    yield offset, text


def _cut(text: str, limit: int) -> int:
    size = _fitting(text, limit)
    for mark in _BREAKS:
        at = text.rfind(mark, size // 2, size)
        if at > 0:
            return at + len(mark)
    return _between_emoji(text, size)


def _fitting(text: str, limit: int) -> int:
    """How many characters fit in `limit` UTF-16 units."""
    fitting = text.encode("utf-16-le", "surrogatepass")[: limit * 2]
    return len(fitting.decode("utf-16-le", "ignore"))


def _between_emoji(text: str, size: int) -> int:
    """Step back so that no joined emoji, flag or combined letter is cut in two."""
    at = size
    while at > size - _LONGEST_EMOJI and _is_within(text, at):
        at -= 1
    return at


def _is_within(text: str, at: int) -> bool:
    """Whether what stands before and behind this place is one sign to the eye."""
    if _GLUED.match(text[at]) or unicodedata.combining(text[at]) or text[at - 1] == "\u200d":
        return True
    # A flag is two letters: after an odd number of them the second is still to come.
    letters = at - len(text[:at].rstrip(_FLAG_LETTERS))
    return letters % 2 == 1 and text[at] in _FLAG_LETTERS


def keyboard(body: Json, language: str, message_id: int) -> dict[str, Any] | None:
    """The buttons, one a row: long Dutch words do not fit beside each other on a phone."""
    choices = body.get("choices", ())
    rows = [[_button(choice, body, language, message_id)] for choice in choices]
    return {"inline_keyboard": rows} if rows else None


def _button(choice: Json, body: Json, language: str, message_id: int) -> dict[str, str]:
    label = plain(choice["label"], language)[:MAX_LABEL]
    if choice.get("url"):
        return {"text": label, "url": str(choice["url"])}
    return {"text": label, "callback_data": tap_data(str(choice["value"]), body, message_id)}
