"""Lengths and places in text as Telegram counts them: in UTF-16 code units."""

LOW_SURROGATES = range(0xDC00, 0xE000)


class Units:
    """A text as UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode("utf-16-le", "surrogatepass")

    def __len__(self) -> int:
        return len(self._bytes) // 2

    def splits_symbol(self, place: int) -> bool:
        """Whether the place lies inside a surrogate pair."""
        unit = self._bytes[2 * place : 2 * place + 2]
        return int.from_bytes(unit, "little") in LOW_SURROGATES if unit else False

    def part(self, start: int, end: int) -> str:
        return self._bytes[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def length(text: str) -> int:
    """The number of UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(Units(text))


def pieces(text: str, size: int) -> list[str]:
    """The text in parts of at most `size` units, as a Telegram app splits what is too long."""
    units = Units(text)
    found, start = [], 0
    while start < len(units):
        end = min(start + size, len(units))
        end -= units.splits_symbol(end)
        found.append(units.part(start, end))
        start = end
    return found
