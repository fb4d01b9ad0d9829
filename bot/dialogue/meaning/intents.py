"""What a plain sentence wants of us: the nearest thing that the bot can do with it.

Rules and word lists (`intents.toml`), no learning: what it does can be read, and said to whoever
asks. A sentence that fits nothing is `unclear`, and then we ask.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.dialogue.meaning.phrases import Phrases
from bot.dialogue.meaning.reading import Slips, sentences

UNCLEAR = "unclear"
# Of equally strong hints the first in this order wins.
INTENTS = (
    *("stop", "mine", "person", "meetings", "question", "melding"),
    *("matters", "opgaven", "propose", "thanks", "greeting"),
)
_STRENGTHS = {"strong": 3, "plain": 2, "weak": 1}
# A hello or a thank you before something else is only polite.
_POLITE = ("thanks", "greeting")
_POLITE_LENGTH = 5


def intent(text: str) -> str:
    """One of `INTENTS`, or `UNCLEAR`."""
    lists = _lists()
    pieces = [lists.slips.mended(words) for words in sentences(text)]
    best = (0, UNCLEAR)
    length = sum(len(words) for words in pieces)
    for words in pieces:
        for found in lists.phrases.found(words):
            name, _, strength = found.name.partition(" ")
            if name in _POLITE and length > _POLITE_LENGTH:
                continue
            best = max(best, (_STRENGTHS[strength], name), key=_rank)
    asked = pieces and not best[0] and "?" in text
    return "question" if asked else best[1]


def subject(text: str) -> str:
    """The one word to look for where somebody asks something: the longest that says anything."""
    lists = _lists()
    words = [word for piece in sentences(text) for word in lists.slips.mended(piece)]
    telling = [word for word in words if word not in lists.asking and not word.isdecimal()]
    return max(telling, key=len, default="")


def _rank(hint: tuple[int, str]) -> tuple[int, int]:
    strength, name = hint
    return strength, -INTENTS.index(name) if name in INTENTS else -len(INTENTS)


class _Lists:
    """The words of the file, made ready."""

    def __init__(self, data: dict[str, Any]) -> None:
        lists = {
            f"{name} {strength}": phrases
            for name in INTENTS
            for strength, phrases in data[name].items()
        }
        self.phrases = Phrases(lists, data["groups"])
        self.asking = frozenset(data["asking"])
        self.slips = Slips(data["mended"], self.phrases.vocabulary)


@cache
def _lists() -> _Lists:
    path = Path(__file__).with_name("intents.toml")
    return _Lists(tomllib.loads(path.read_text(encoding="utf-8")))
