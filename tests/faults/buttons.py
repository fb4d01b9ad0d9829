"""Buttons that should do nothing: those of weeks ago, and those that nobody ever made."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from bot.channels.telegram.wire import keyboard
from bot.dialogue.state import State
from tests.faults.crowds import TO_AN_IDEA, name_of
from tests.faults.past import Past
from tests.faults.stories import Story

# These mean what they say whenever they are pressed, and ask nothing before they do it.
AT_ONE_WORD = ("/stop", "/taal", "/volg ")
WORDS = ("/nieuw begin", "/opgaven", "/kan", "/mijn", "/instellingen", "/help", "/wijk", "/start")
ODD = (
    "",
    " ",
    ":",
    "0:",
    "-1:yes",
    "%s",
    "\u0000",
    "\u202e",
    "é",
    "😀",
    "{}",
    "' OR 1=1 --",
    "yes",
)
VALUES = ("yes", "no", "send", "on", "off", "a:0", "e:idea", "c:x", "p:9", "back", "keep")
Stories = Mapping[int, Story]
Presses = Mapping[int, Sequence[str]]


def a_month(past: Past, people: Sequence[int], rng: random.Random, days: int) -> None:
    """Everybody sends an idea, and then looks around: some buttons a day, some words."""
    for words in TO_AN_IDEA:
        past.said({one: words.format(name_of(one)) for one in people})
    for _ in range(days):
        past.said({one: rng.choice(WORDS) for one in people})
        past.pressed({one: _something(state, rng) for one, state in past.states(people).items()})
    past.said(dict.fromkeys(people, "/menu"))


def _something(state: State, rng: random.Random) -> str:
    """A button of the present question. Nobody erases themselves, or stops all messages."""
    never = (*AT_ONE_WORD, "/verwijder")
    fine = [choice.value for choice in state.offered if not choice.value.startswith(never)]
    return f"{state.turn}:{rng.choice(fine)}"


def old(story: Story) -> list[str]:
    """All that was ever under a message to them, but for what the last one holds."""
    boards = [keyboard(one.body or {}, "nl", one.id) or {} for one in story.messages[:-1]]
    keys = chain(*(chain(*board.get("inline_keyboard", ())) for board in boards))
    data = dict.fromkeys(key["callback_data"] for key in keys if "callback_data" in key)
    return [one for one in data if not one.partition(":")[2].startswith(AT_ONE_WORD)]


def _forged(known: Stories, rng: random.Random) -> Iterator[tuple[int, str]]:
    """For one person after the other something that was never under a message to them."""
    buttons = {chat: old(story) for chat, story in known.items()}
    while True:
        for chat, story in known.items():
            other = rng.choice([one for one in known.values() if one is not story] or [story])
            data = _changed(rng.choice(buttons[chat] + _of(other)), rng)
            if _harmless(data, story):
                yield chat, data


def _of(other: Story) -> list[str]:
    """What somebody else may press: about their idea, and their present question."""
    acts = ("/mijn", "/antwoord", "/akkoord", "/intrekken")
    turn = other.state["turn"]
    about = [f"{turn}:{act} {ref}" for act in acts for ref in other.refs]
    return [*about, *(f"{turn}:{one['value']}" for one in other.state["question"]["rows"])]


def _changed(data: str, rng: random.Random) -> str:
    """The same with a character or two changed, taken away or put in; cut; or with another turn."""
    at, odd = rng.randrange(len(data) + 1), rng.choice(ODD)
    turn, _, value = data.partition(":")
    return rng.choice(
        (
            data,
            data[:at] + odd + data[at:],
            data[:at] + odd + data[at + 1 :],
            data[:at] + chr(rng.randrange(32, 127)) + data[at + 1 :],
            data[:at],
            data[at:],
            data[::-1],
            data.upper(),
            f"{turn}:{value}:{value}",
            f"{rng.choice((-1, 0, 9**17, 10**18, 10**30))}:{value}",
            f"{turn}:{rng.choice(VALUES)}",
            odd,
        )
    )


def _harmless(data: str, story: Story) -> bool:
    """Nothing that they may well do: choose what is on offer, or say a word that acts at once.

    A forger who writes `/stop` for himself does what he could have typed.
    """
    turn, _, value = data.partition(":")
    now = int(story.state["turn"])
    near = turn.strip().isdecimal() and now <= int(turn) <= now + 10_000
    acts = any(word in one.lower() for one in (data, value) for word in (*AT_ONE_WORD, "/verw"))
    return not acts and (not near or value.startswith("/"))


def forged(known: Stories, rng: random.Random, count: int) -> Presses:
    """So many in all, shared out evenly."""
    made: dict[int, list[str]] = {chat: [] for chat in known}
    for chat, data in islice(_forged(known, rng), count):
        made[chat].append(data)
    return made
