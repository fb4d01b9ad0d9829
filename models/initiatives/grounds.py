"""On what ground something is not placed: to count it by, beside what its author reads."""

from enum import StrEnum


class Ground(StrEnum):
    """Chosen by the colleague who decides. The words to the resident say it in full."""

    PRIVATE = "persoonsgegevens"
    OFFENSIVE = "kwetsend"
    ELSEWHERE = "niet voor de wijk"
    EXISTS = "is er al"
    IMPOSSIBLE = "kan niet"
    UNCLEAR = "onduidelijk"
    OTHER = "anders"


def ground_of(value: str) -> Ground:
    """The ground that was chosen; nonsense is another ground."""
    return next((ground for ground in Ground if ground.value == value), Ground.OTHER)
