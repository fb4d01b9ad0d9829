"""Buttons and rows that many talks share, within what the narrowest channel can show."""

from collections.abc import Sequence

from bot.dialogue.replies import Choice, Say, Words, say
from bot.dialogue.state import State

BUTTON_LENGTH = 20
ROW_LENGTH = 24
MOST_BUTTONS = 3
MOST_ROWS = 10


def button(value: str, key: str, **params: "str | int | Say") -> Choice:
    return Choice(value, say(f"button.{key}", **params))


YES = button("yes", "yes")
NO = button("no", "no")
BACK = button("back", "back")
SKIP = button("skip", "skip")
STOP = button("stop", "stop")
MENU = button("/menu", "menu")
IDEA = button("/nieuw", "idea")
RESUME = button("/nieuw verder", "resume")


def idea_button(state: State) -> Choice:
    """One has one idea at a time in hand, so that an unfinished one is not lost by a new one."""
    return RESUME if state.draft and not state.draft.empty else IDEA


def onward(state: State) -> tuple[Choice, ...]:
    """The way on where a talk has said what it had to say."""
    return idea_button(state), MENU


def page_button(url: str) -> Choice:
    return Choice("", say("button.page"), url=url)


def named(value: str, name: str, language: str = "nl") -> Choice:
    """A row with a name of the gemeente's own, cut to what a row holds."""
    return Choice(value, Words(short(name, ROW_LENGTH), language))


def short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def paged(
    rows: Sequence[Choice], page: int, more: str, tail: Sequence[Choice] = ()
) -> tuple[Choice, ...]:
    """One page of a list: `tail` on each page, and "Meer" (value `more` + number) between.

    An unknown page is the first one.
    """
    room = MOST_ROWS - len(tail)
    if len(rows) <= room:
        return (*rows, *tail)
    size = room - 1
    pages = [rows[start : start + size] for start in range(0, len(rows), size)]
    page = page if 0 <= page < len(pages) else 0
    following = (page + 1) % len(pages)
    return (*pages[page], button(f"{more}{following}", "more"), *tail)
