"""The talk as the page shows it: bubbles of both sides, and what can be chosen now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.channels.web.said import Said, said_in
from bot.channels.web.templating import paragraphs, plain_paragraphs
from bot.taps import tap_data
from models.messages.reading import Line, Ours, Piece, Theirs, mark, read
from texts.render import plain, text

SHOWN = 30

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Paragraph:
    """`language` is filled where it is not the page's own; `auto`: a person's words, which may
    run from right to left."""

    html: Markup
    language: str = ""
    auto: bool = False


@dataclass
class Bubble:
    """One message. `key` names it on the page; `day` is filled where a new day begins."""

    key: str
    mine: bool
    at: datetime
    paragraphs: list[Paragraph] = field(default_factory=list)
    photos: tuple[str, ...] = ()
    note: str = ""
    first_of_day: bool = False
    first_news: bool = False

    @property
    def empty(self) -> bool:
        return not (self.paragraphs or self.photos or self.note)


@dataclass(frozen=True)
class Option:
    """A button that can be pressed now, or with `url` a page to look at."""

    label: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    """The options of one message; `rows` is a list, else a few buttons beside each other."""

    options: tuple[Option, ...]
    rows: bool


@dataclass(frozen=True)
class Shown:
    """Everything of a talk on one page. `mark` tells this moment from a later one.

    `older` is the moment before which there is more; `past`: we look back, so nothing can be
    chosen; `working`: somebody else is still answering.
    """

    bubbles: Sequence[Bubble]
    groups: Sequence[Group]
    ask_place: bool
    ask_photo: bool
    mark: str
    older: str
    past: bool
    working: bool


def show(session: Session, address_id: int, language: str, before: datetime | None = None) -> Shown:
    """The last part of this talk, or the part before a moment, in the resident's language."""
    # The mark first: what comes in between is then shown again, and never missed.
    now = mark(session, address_id)
    piece = read(session, address_id, SHOWN, before)
    live = [] if before else _live(piece.lines)
    asks = [line.body for line in live]
    return Shown(
        bubbles=_bubbles(piece, language),
        groups=[group for line in live if (group := _group(line, language)).options],
        ask_place=any(body.get("ask_place") for body in asks),
        ask_photo=any(body.get("ask_photo") for body in asks),
        mark=now,
        older=piece.older.isoformat() if piece.older else "",
        past=before is not None,
        working=any(isinstance(line, Theirs) and not line.answered for line in piece.lines),
    )


def _live(lines: Sequence[Line]) -> list[Ours]:
    """The messages whose choices still hold: the last question, and the news after it."""
    ours = [line for line in lines if isinstance(line, Ours)]
    asked = [index for index, line in enumerate(ours) if "turn" in line.body]
    return ours[asked[-1] if asked else -1 :]


def _group(line: Ours, language: str) -> Group:
    body = line.body
    options = tuple(_option(choice, line, language) for choice in body.get("choices") or ())
    return Group(options, body.get("layout") == "rows")


def _option(choice: Json, line: Ours, language: str) -> Option:
    label = plain(choice["label"], language)
    if choice.get("url"):
        return Option(label, url=str(choice["url"]))
    return Option(label, tap_data(str(choice["value"]), line.body, line.id))


def _bubbles(piece: Piece, language: str) -> list[Bubble]:
    labels = dict(_labels(piece.lines, language))
    bubbles = [_bubble(line, labels, language) for line in piece.lines]
    return _dated([bubble for bubble in bubbles if not bubble.empty])


def _labels(lines: Sequence[Line], language: str) -> Iterator[tuple[str, str]]:
    """By what a button posts, what stood on it."""
    for line in lines:
        if isinstance(line, Ours):
            for choice in line.body.get("choices") or ():
                data = tap_data(str(choice["value"]), line.body, line.id)
                yield data, plain(choice["label"], language)


def _bubble(line: Line, labels: Mapping[str, str], language: str) -> Bubble:
    if isinstance(line, Ours):
        return _ours(line, language)
    bubble = Bubble(f"u{line.id}", True, line.at)
    if line.body is None:
        bubble.note = text("web.not_kept", language)
        return bubble
    said = said_in(line.body)
    files = line.files or {}
    if "photo" in files:
        bubble.photos = (str(files["photo"]),)
    elif said.photo is not None:
        bubble.note = text("web.photo_refused", language)
    bubble.paragraphs = [Paragraph(html, auto=True) for html in _words(said, labels, language)]
    return bubble


def _words(said: Said, labels: Mapping[str, str], language: str) -> list[Markup]:
    if said.place is not None:
        return plain_paragraphs(text("web.place_shared", language))
    # How a talk was begun is no word of theirs, and no button of ours.
    if said.tap.startswith("/start"):
        return []
    if said.tap:
        return plain_paragraphs(labels.get(said.tap) or text("web.old_button", language))
    return plain_paragraphs(said.text)


def _ours(line: Ours, language: str) -> Bubble:
    body = line.body
    bubble = Bubble(f"w{line.id}", False, line.at, photos=tuple(body.get("photos") or ()))
    for say in body["says"]:
        other = str(say.get("language") or "")
        bubble.paragraphs += [
            Paragraph(html, other if other != language else "", auto="words" in say)
            for html in paragraphs(say, language)
        ]
    if body.get("place"):
        bubble.paragraphs += [
            Paragraph(html, auto=True) for html in plain_paragraphs(str(body["place"][2]))
        ]
    return bubble


def _dated(bubbles: list[Bubble]) -> list[Bubble]:
    """Mark where a day begins, and where our answer to their last words does."""
    before = None
    for bubble in bubbles:
        bubble.first_of_day = before is None or bubble.at.date() != before
        before = bubble.at.date()
    said = [index for index, bubble in enumerate(bubbles) if bubble.mine]
    news = bubbles[said[-1] + 1 :] if said else bubbles
    if first := (news or bubbles[-1:]):
        first[0].first_news = True
    return bubbles
