"""Every talk on every channel: what is stored in the end is the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.events import Choose
from tests.dialogue.talking import Shown
from tests.dialogue.transcripts import Play, all_paths
from tests.dialogue.whatsapp import Phone, Refused, check, messages_of

CHANNELS = ("telegram", "web", "console")
LIMITS = {
    "two hundred words": {"type": "text", "text": {"body": "x" * 4097}},
    "nothing": {"type": "text", "text": {"body": " "}},
    "a film": {"type": "video", "video": {"id": "1"}},
}


class OnChannel(Play):
    """The same talk elsewhere."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel
        super().begin("channel", channel)

    def begin(self, what: str, value: str) -> None:
        super().begin(what, self.channel if what == "channel" else value)


class OnWhatsApp(OnChannel):
    """Every message goes through its limits, and every tap is one of a button on the screen."""

    def __init__(self) -> None:
        super().__init__("whatsapp")
        self.phone = Phone()

    def hear(self, line: str) -> list[Shown]:
        if tap := re.fullmatch(r"\[(.+)\](?:@(\d+))?", line):
            shown = self.talk.hear(self.phone.press(tap[1], int(tap[2]) if tap[2] else None))
        else:
            shown = super().hear(line)
        for one in shown:
            for message in messages_of(one):
                self.phone.take(message)
        return shown


def outcome(play: Play, path: Path) -> Any:
    """All that is wished, and what is kept; but not the words of the present question."""
    list(play.lines(path.read_text(encoding="utf-8")))
    kept = json.loads(play.talk.saved)
    kept.pop("question", None)
    return play.talk.home.wishes, kept


@pytest.mark.parametrize("path", all_paths(), ids=lambda path: path.stem)
def test_a_talk_ends_the_same_on_every_channel(path: Path) -> None:
    plays = [OnWhatsApp(), *(OnChannel(channel) for channel in CHANNELS)]
    first, *others = [outcome(play, path) for play in plays]
    assert others == [first] * len(others)


@pytest.mark.parametrize("message", LIMITS.values(), ids=list(LIMITS))
def test_the_narrow_channel_refuses_what_it_cannot_show(message: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check(message)


def test_an_old_button_is_pressed_as_what_it_was() -> None:
    play = OnWhatsApp()
    play.hear("8022")
    play.hear("[Ja]")
    assert isinstance(play.phone.press("Ja", None), Choose)
    with pytest.raises(AssertionError):
        play.phone.press("Nooit getoond", None)
