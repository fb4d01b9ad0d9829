"""What stands beside an initiative that may be merged: the other one, and what comes along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.initiatives import merging, supporting
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.moves import NotThere
from models.initiatives.supporting import Counted
from models.initiatives.telling import author_language, frozen, hears
from models.plan.areas import Area
from panel.previewing import Preview
from panel.views import PanelView


@dataclass(frozen=True)
class Line:
    """Another initiative. `staff`: this colleague may open its page in the panel."""

    ref: str
    title: str
    staff: bool


@dataclass(frozen=True)
class Beside:
    """`other` is the one that stays, with what was given to each.

    `unknown`: a reference was filled in that is not on the site.
    """

    other: Initiative | None
    wijk: str
    unknown: bool
    support: Mapping[str, Counted]
    others_author: Preview | None
    along: Sequence[Initiative]


def beside(view: PanelView, initiative: Initiative, ref: str) -> Beside:
    """In a fixed number of queries."""
    session = view.session
    other = _find(view, initiative, ref)
    ids = [initiative.id, *([other.id] if other else [])]
    given = supporting.counts(session, ids)
    wijk = session.get(Area, other.wijk_id or 0) if other else None
    return Beside(
        other=other,
        wijk=wijk.name if wijk else "",
        unknown=bool(ref.strip()) and other is None,
        support={
            name: given.get(id_, Counted())
            for name, id_ in zip(("here", "there"), ids, strict=False)
        },
        others_author=_told(view, other, initiative) if other else None,
        along=merging.merged_into(session, initiative.id),
    )


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """What it was merged into, and what was merged into it."""
    if not isinstance(contribution, Initiative):
        return {"into": None, "parts": []}
    into = view.session.get(Initiative, contribution.merged_into_id or 0)
    parts = merging.merged_into(view.session, contribution.id)
    return {
        "into": _line(view, into) if into else None,
        "parts": [_line(view, one) for one in parts],
    }


def _line(view: PanelView, one: Initiative) -> Line:
    return Line(one.ref, one.public_title or one.title, view.may(view.act, one.stadsdeel_id))


def _find(view: PanelView, initiative: Initiative, ref: str) -> Initiative | None:
    try:
        return merging.find_into(view.session, initiative, ref)
    except NotThere:
        return None


def _told(view: PanelView, other: Initiative, initiative: Initiative) -> Preview | None:
    """What the author of the one that stays will read, if that is somebody else who can."""
    chat = hears(view.session, other)
    if chat is None or other.resident_id == initiative.resident_id:
        return None
    language = author_language(view.session, other)
    return Preview(frozen(merging.joined(other, initiative), language), language, chat.channel)
