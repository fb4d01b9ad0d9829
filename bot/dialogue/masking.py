"""Words without what leads to a person, for the editors who read what was not understood."""

import re

from bot.dialogue.warnings import masked_things
from bot.dialogue.words import one_line

MOST = 160
_LINK = re.compile(r"(?:https?://|www\.)\S+|@\w+", re.IGNORECASE)
_NUMBER = re.compile(r"\w*\d[\w.,:/-]*")
# A capital within a sentence is a name: of a person, a street, a shop. None of them is needed.
_NAME = re.compile(
    r"(?<=[^.!?\s] )(?:[A-Z][\w'’-]*)(?: (?:(?:van|de|der|den|el|ten|ter) )*[A-Z][\w'’-]*)*"
)
_CALLED = re.compile(
    r"\b((?:ik heet|mijn naam is|my name is|i am called|dit is|ik ben|i am|i'm)) \w+", re.IGNORECASE
)
_GONE = "*"


def masked(text: str) -> str:
    """One short line without addresses, numbers, names, links."""
    line = masked_things(one_line(text), _GONE)
    for pattern in (_LINK, _NUMBER, _NAME):
        line = pattern.sub(_GONE, line)
    line = _CALLED.sub(rf"\1 {_GONE}", line)
    return line[:MOST].casefold().strip()
