"""Making people's words safe to keep and to show beside other words.

Removed: controls, invisible and bidirectional marks (they can reorder their neighbours), lone
surrogates, piles of combining marks. Kept: every language, and emoji with their joiners.
Source of the list: Unicode TR 36 and TR 39.
"""

import re
import unicodedata
from itertools import groupby

_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
_MAX_MARKS = 4
_LINES = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
_MANY_EMPTY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text as it may be stored: NFC, without marks that nobody can see."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = _LINES.sub("\n", text)
    visible = "".join(char for char in lines if _may_stay(char))
    composed = unicodedata.normalize("NFC", visible)
    return _MANY_EMPTY_LINES.sub("\n\n", _thin(composed)).strip()


def _may_stay(char: str) -> bool:
    if char == "\n" or char in _JOINERS:
        return True
    if char in _BLANKS or "\U000e0000" <= char <= "\U000e007f":
        return False
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _thin(text: str) -> str:
    """No more than four combining marks on one letter."""
    pieces = []
    for is_mark, run in groupby(text, key=lambda char: unicodedata.combining(char) != 0):
        marks = "".join(run)
        pieces.append(marks[:_MAX_MARKS] if is_mark else marks)
    return "".join(pieces)
