"""Where a conversation stands. JSON, so that it survives a restart between any two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.draft import Draft
from bot.dialogue.replies import Choice, Reply, reply_from_json, reply_to_json

_VERSION = 1
# As the value of a tap: whichever of this question's buttons it was, we do not remember.
ANY = "*"


@dataclass(frozen=True)
class Tap:
    """A button that was taken: its value and the question that it stood under."""

    value: str
    turn: int


@dataclass(frozen=True)
class Kept:
    """Words that were said and not sent yet, with the step they were at. One at a time."""

    talk: str
    step: str
    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"talk": self.talk, "step": self.step, "data": dict(self.data)}

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> "Kept":
        return cls(str(json["talk"]), str(json["step"]), dict(json["data"]))


@dataclass(frozen=True)
class State:
    """The talk and step one is in, and all that a later answer needs.

    `turn` numbers the present `question`; `free` says that any words answer it; `data` is what
    the talk itself remembers; `tapped` is the last button that did something, so that ten taps
    do it once. `greeted` tells that they know who they talk with; `lost` that an older state
    could not be read. `held` are words that sounded like danger, until they say what they meant;
    `kept` are those that they left before they sent them. `album` is the one that we spoke of last.
    The language is a fact, not state.
    """

    talk: str = ""
    step: str = ""
    turn: int = 0
    question: Reply | None = None
    free: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    tapped: Tap | None = None
    misses: int = 0
    greeted: bool = False
    lost: bool = False
    held: str = ""
    kept: Kept | None = None
    album: str = ""

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What may be chosen now, in the order in which it is numbered."""
        return tuple(c for c in self.question.choices if c.value) if self.question else ()

    def offers(self, value: str) -> bool:
        return any(choice.value == value for choice in self.offered)

    def to_json(self) -> dict[str, Any]:
        return {
            "version": _VERSION,
            "talk": self.talk,
            "step": self.step,
            "turn": self.turn,
            "question": reply_to_json(self.question) if self.question else None,
            "free": self.free,
            "data": dict(self.data),
            "draft": self.draft.to_json() if self.draft else None,
            "tapped": [self.tapped.value, self.tapped.turn] if self.tapped else None,
            "misses": self.misses,
            "greeted": self.greeted,
            "lost": self.lost,
            "held": self.held,
            "kept": self.kept.to_json() if self.kept else None,
            "album": self.album,
        }

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> "State":
        """Never raises: what cannot be read is a fresh state that keeps the draft if it can."""
        if not json:
            return cls()
        try:
            return _read(json)
        except (KeyError, TypeError, ValueError, AttributeError):
            return _saved(json)


def _read(json: Mapping[str, Any]) -> State:
    if json["version"] != _VERSION:
        raise ValueError("a state of another version")
    question, draft, tapped = json["question"], json["draft"], json["tapped"]
    kept = json.get("kept")
    return State(
        talk=str(json["talk"]),
        step=str(json["step"]),
        turn=int(json["turn"]),
        question=reply_from_json(question) if question else None,
        free=bool(json["free"]),
        data=dict(json["data"]),
        draft=Draft.from_json(draft) if draft else None,
        tapped=Tap(str(tapped[0]), int(tapped[1])) if tapped else None,
        misses=int(json["misses"]),
        greeted=bool(json["greeted"]),
        lost=bool(json["lost"]),
        held=str(json.get("held", "")),
        kept=Kept.from_json(kept) if kept else None,
        album=str(json.get("album", "")),
    )


def _saved(json: Mapping[str, Any]) -> State:
    """The turn goes on counting, so that old buttons do not fit the new questions."""
    turn, draft = json.get("turn"), json.get("draft")
    return State(
        turn=turn if isinstance(turn, int) else 0,
        draft=Draft.from_json(draft) if isinstance(draft, Mapping) else None,
        greeted=True,
        lost=True,
    )


def fresh(state: State) -> State:
    """Begin again with nothing in hand, but with the draft and what was said before."""
    return replace(state, talk="", step="", question=None, free=False, data={}, misses=0)
