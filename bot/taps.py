"""What a button carries: the number of its question and a value, `12:yes` or `12:/mijn Z-0142`.

The number lets the dialogue tell a second tap on one button from a tap on another. News of the
house asks no question; its buttons carry its own row with a minus, and are never out of date.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue.events import Choose, Command, Event

_TAP = re.compile(r"(-?\d{1,18}):(.*)", re.DOTALL)


def tap_data(value: str, body: Mapping[str, Any], message_id: int) -> str:
    """What the button of `value` under this message of the outbox carries."""
    return f"{body.get('turn', -message_id)}:{value}"


def tap_event(data: str) -> Event:
    """What a tap means. Anything else than ours is a choice that is not on offer."""
    if found := _TAP.fullmatch(data):
        return Choose(found[2], int(found[1]))
    return command(data) if data.startswith("/") else Choose(data, 0)


def command(text: str) -> Command:
    """`/nieuw@zwollebot n_ontmoeten` is the command `nieuw` with an argument."""
    head, _, argument = text[1:].partition(" ")
    return Command(head.partition("@")[0].casefold(), argument.strip())
