"""Things in a text that people had better keep to themselves.

Simple patterns: they warn and never refuse. A bank account is checked by its own check digits,
so that an order number is not taken for one.
"""

import re

_PATTERNS = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Dutch numbers: 06, 038, 0031 or +31, and then nine digits in all, with the usual marks.
    "phone": re.compile(
        r"(?<![\w+])(?:(?:\+31|0031)[\s-]?(?:\(0\))?|0)[1-9](?:[\s().-]{0,3}\d){8}(?!\d)"
    ),
    # A postcode alone is not a home; with a house number it is. In small letters it must stand
    # together, for "2024 en 2025" is no postcode.
    "home": re.compile(
        r"\b[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})\b[\s,]*(?:nr\.?\s*|(?:huis)?nummer\s*)?\d{1,4}\b"
        r"|\b\d{1,4}\s?[a-zA-Z]?\s*,\s*[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})\b"
    ),
}
# A Dutch one with or without spaces; one of another country without.
_IBAN = re.compile(
    r"\b(?:NL\d{2}\s?[A-Z]{4}(?:\s?\d){10}|[A-Z]{2}\d{2}[A-Z0-9]{11,30})\b", re.IGNORECASE
)


def private_things(text: str) -> tuple[str, ...]:
    """Which of `phone`, `mail`, `home`, `iban` the text holds, in this order."""
    accounts = [match[0] for match in _IBAN.finditer(text) if _is_iban(match[0])]
    for account in accounts:
        # Its digits may look like a telephone number, and then be named twice.
        text = text.replace(account, "")
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(text)}
    found |= {"iban"} if accounts else set()
    return tuple(kind for kind in ("phone", "mail", "home", "iban") if kind in found)


def masked_things(text: str, instead: str) -> str:
    """The text with each of these replaced."""
    for match in _IBAN.finditer(text):
        text = text.replace(match[0], instead)
    for pattern in _PATTERNS.values():
        text = pattern.sub(instead, text)
    return text


def _is_iban(text: str) -> bool:
    """ISO 13616: read as base 36 with the first four at the end, the rest by 97 is 1."""
    letters = re.sub(r"\s", "", text)
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1
