"""Small things about words that need no catalogue."""

import re
import unicodedata


def number(value: int, language: str) -> str:
    """10.000 in Dutch, 10,000 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "nl" else grouped


def one_line(text: str) -> str:
    return " ".join(text.split())


def slug(name: str) -> str:
    """A name as a part of a command: "Gezond opgroeien" is gezond-opgroeien."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40]
