"""Small things about words that need no catalogue."""


def number(value: int, language: str) -> str:
    """10.000 in Dutch, 10,000 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "nl" else grouped


def one_line(text: str) -> str:
    return " ".join(text.split())
