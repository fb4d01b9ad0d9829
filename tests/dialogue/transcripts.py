"""Transcripts: talks that people can read, and that are played word for word.

    # what this talk tells
    @ channel web                 how it begins: channel, language, wijk, age, checkin, idea,
                                  blocked
    > Een bank bij de speeltuin   what the person types
    > [Ja]                        a tap; `[Ja]@3` on the button under question 3
    > {pin 52.518 6.101}          also {photo a caption}, {album a}, {refused too_big},
                                  {voice}, {edited ...}
    * ask Z-0101 Hoe breed?       what others do meanwhile: see `Play.meanwhile`
    < Woont u in Diezerpoort?     what the person sees

`python -m tests.dialogue.transcripts` writes what is seen anew; read the difference.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.dialogue.events import (
    Choose,
    Edited,
    Event,
    PhotoRefused,
    PhotoSent,
    Place,
    Unsupported,
)
from bot.dialogue.facts import BlockFact
from bot.dialogue.wishes.mydata import EraseIdea
from bot.hearing import hear
from bot.hearing.cleaning import clean
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.plan import TODAY
from tests.dialogue.talking import Conversation, Shown

FOLDER = Path(__file__).parent / "transcripts"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_LONG = re.compile(r"\{(\d+) letters\}")


class Play:
    """Plays the lines of one transcript and says what each leads to."""

    def __init__(self) -> None:
        self.talk = Conversation(Neighbourhood(stranger()))

    def lines(self, source: str) -> Iterator[str]:
        """The transcript as it really goes: all lines but the `<` ones are kept."""
        for line in source.splitlines():
            if line.startswith("<"):
                continue
            yield line
            if line.startswith("@ "):
                self.begin(*line[2:].split())
            elif line.startswith("* "):
                self.meanwhile(line[2:])
            elif line.startswith("> "):
                yield from self.seen(self.hear(line[2:]))

    def begin(self, what: str, value: str) -> None:
        home = self.talk.home
        if what == "checkin":
            home.checkin = value
        elif what == "age":
            home.facts = replace(home.facts, sixteen_or_older=value == "16")
        elif what == "channel":
            home.facts = replace(home.facts, channel=value)
        elif what == "language":
            home.facts = replace(home.facts, language=value)
        elif what == "wijk":
            home.facts = replace(home.facts, wijk=value)
        elif what == "idea":
            home.has_idea(value)
        elif what == "blocked":
            self.block(value)
        else:
            raise ValueError(f"what is @ {what}?")

    def meanwhile(self, line: str) -> None:
        """What a wijkmanager does, and what may happen to what we keep."""
        act, _, rest = line.partition(" ")
        ref, _, words = rest.partition(" ")
        acts: dict[str, Callable[[], None]] = {
            "ask": lambda: self.ask(ref, words),
            "place": lambda: self.staff(ref, status="geplaatst", public=True),
            "feasible": lambda: self.feasible(ref),
            "turn": lambda: self.turn(ref, *words.split(" ", 1)),
            "fill": lambda: self.turn(ref, *words.split(" ", 1), answered=True),
            "end": lambda: self.staff(ref, realisation="gestopt"),
            "run": lambda: self.staff(ref, realisation="loopt", linked=(words,)),
            "lapse": lambda: self.staff(ref, status="vervallen", answer_by=None),
            "decline": lambda: self.staff(ref, status="niet geplaatst", look="can"),
            "confirm": lambda: self.staff(ref, look="done"),
            "hide": lambda: self.staff(ref, status="verborgen", public=False),
            "erase": lambda: self.erase(ref),
            "offer": lambda: self.offer(ref, *words.split(" | ")),
            "help": lambda: self.help(rest),
            "unreachable": self.unreachable,
            "news": lambda: self.talk.home.neighbours.news.add(rest),
            "many": lambda: self.talk.home.neighbours.follow_many(),
            "how": lambda: self.talk.home.neighbours.ask_how(rest != "over"),
            "close": self.close,
            "full": lambda: self.meeting(free=0),
            "cancel": lambda: self.meeting(closed="cancelled", reason=rest),
            "over": lambda: self.meeting(closed="over", outcome=rest),
            "spot": lambda: self.meeting(spot=(52.5125, 6.0944)),
            "decide": lambda: setattr(self.talk.home, "asks", False),
            "lose": self.lose,
            "block": lambda: self.block(rest),
        }
        acts[act]()

    def block(self, why: str) -> None:
        """Two colleagues blocked them for a month; `over`: that is past."""
        block = None if why == "over" else BlockFact(TODAY + timedelta(days=30), why)
        self.talk.home.facts = replace(self.talk.home.facts, blocked=block)

    def staff(self, ref: str, **changes: object) -> None:
        self.talk.home.staff(ref, **changes)

    def feasible(self, ref: str) -> None:
        """A meeting place on the site can be carried out, so it may have a plan."""
        place = {"status": "geplaatst", "public": True, "category": "ontmoeten"}
        self.staff(ref, **place, wijk="diezerpoort", realisation="haalbaar")

    def turn(self, ref: str, key: str, words: str, *, answered: bool = False) -> None:
        """A wijkmanager answers a step of a plan, or gives the turn back with a note."""
        told: dict[str, object] = {"answer": words, "standing": "done"}
        asked: dict[str, object] = {"note": words, "standing": "resident"}
        self.talk.home.plans.turn_over(ref, key, told if answered else asked)

    def offer(self, ref: str, title: str, body: str) -> None:
        self.staff(ref, status="vraag aan inwoner", offered_title=title, offered_body=body)

    def ask(self, ref: str, question: str) -> None:
        """With two weeks to answer."""
        until = TODAY + timedelta(days=14)
        self.staff(ref, status="vraag aan inwoner", question=question, answer_by=until)

    def erase(self, ref: str) -> None:
        """They did so themselves, on another phone."""
        self.talk.home.carry_out(EraseIdea(ref))

    def meeting(self, **changes: object) -> None:
        """What became of the gesprekken."""
        # Mypy cannot know the types of fields that are named at run time.
        self.talk.home.meetings = replace(self.talk.home.meetings, **changes)  # type: ignore[arg-type]

    def help(self, names: str) -> None:
        """Others offer to help with one's idea; `-` leaves no name."""
        home = self.talk.home.neighbours
        home.helpers = tuple("" if name == "-" else name for name in names.split())

    def unreachable(self) -> None:
        """The owners of other initiatives closed their chats."""
        self.talk.home.neighbours.owner_away = True

    def close(self) -> None:
        self.talk.home.checkin = "closed"

    def lose(self) -> None:
        """An older version wrote this state; only its draft can still be read."""
        known = json.loads(self.talk.saved)
        self.talk.saved = json.dumps({"version": 0, "draft": known.get("draft"), "talk": 7})

    def hear(self, line: str) -> list[Shown]:
        said = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line)
        said = _LONG.sub(lambda match: "lang " * (int(match[1]) // 5 - 1) + "lang!", said)
        if tap := re.fullmatch(r"\[(.+)\](?:@(\d+))?", said):
            return self.talk.tap(tap[1], int(tap[2]) if tap[2] else None)
        if marked := re.fullmatch(r"\{(\w+) ?(.*)\}", said):
            return self.talk.hear(odd(marked[1], marked[2]))
        event = hear("console", json.dumps({"text": said.replace("\\n", "\n")}).encode()).event
        assert event is not None
        return self.talk.hear(event)

    def seen(self, messages: list[Shown]) -> Iterator[str]:
        if not messages:
            yield "< (nothing)"
        for number, shown in enumerate(messages):
            if number:
                yield "< ---"
            yield from picture(shown)


def odd(kind: str, rest: str) -> Event:
    """What is no text and no tap."""
    first, _, more = rest.partition(" ")
    match kind:
        case "pin":
            return Place(float(first), float(more))
        case "photo":
            return PhotoSent(first, clean(more))
        case "album":
            return PhotoSent(first, clean(more), album="1")
        case "refused":
            return PhotoRefused(first)
        case "edited":
            return Edited(clean(rest))
        case "tap":
            return Choose(more, int(first))
    return Unsupported(kind)


def picture(shown: Shown) -> Iterator[str]:
    reply = shown.reply
    yield from (f"< {{photo {photo}}}" for photo in reply.photos)
    yield from (f"< {line}".rstrip() for line in shown.text().split("\n"))
    if reply.place:
        lat, lon, name = reply.place
        yield f"< {{place {lat} {lon} {name.replace(chr(10), ', ')}}}"
    if reply.buttons:
        yield "< " + " ".join(_choice(shown, index) for index in range(len(reply.buttons)))
    yield from (f"< {index + 1} {_choice(shown, index)}" for index in range(len(reply.rows)))
    wanted = [name for name in ("ask_place", "ask_photo") if getattr(reply, name)]
    yield from (f"< {{{name}}}" for name in wanted)


def _choice(shown: Shown, index: int) -> str:
    choice = shown.reply.choices[index]
    return f"[{shown.label(choice)}]" + (f"({choice.url})" if choice.url else "")


def played(path: Path) -> str:
    return "\n".join(Play().lines(path.read_text(encoding="utf-8"))) + "\n"


def all_paths() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


if __name__ == "__main__":
    wanted = [FOLDER / name for name in sys.argv[1:]] or all_paths()
    for each in wanted:
        each.write_text(played(each), encoding="utf-8")
