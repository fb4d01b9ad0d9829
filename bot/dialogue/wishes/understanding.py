"""What comes of words that we do not understand."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class NoteMiss(Wish):
    """Keep words that were not understood for the editors: masked, without who said them.
    Outcome: Done."""

    words: str
