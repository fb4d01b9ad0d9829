"""What authors wish to say when we ask how their initiative fares."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class SayHow(Wish):
    """`ja`, `nee`, `hulp`, or `stop`: do not ask again. Outcome: Done, Refused("not_asked")."""

    ref: str
    how: str


@dataclass(frozen=True)
class TellHow(Wish):
    """Something in words beside that answer. Outcome: Done, Refused("not_asked")."""

    ref: str
    text: str
