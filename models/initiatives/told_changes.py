"""What an act changed, as colleagues read it: before and after, with the names of areas."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area

Changes = Mapping[str, tuple[Any, Any]]

# Of the rest history tells in other words, or only a program needs it.
_WORDS = frozenset(
    {"title", "body", "public_title", "public_body", "offered_title", "offered_body"}
    | {"place_text", "due_on", "answer_by", "advice"}
)
_AREAS = ("wijk_id", "stadsdeel_id")
_PIN = ("lat", "lon")


def area_names(session: Session, acts: Iterable[Changes]) -> Mapping[int, str]:
    """The names of all areas that these acts changed, by id. At most one query."""
    changed = (pair for changes in acts for name, pair in changes.items() if name in _AREAS)
    ids = {int(id_) for pair in changed for id_ in pair if id_ is not None}
    if not ids:
        return {}
    rows = session.execute(select(Area.id, Area.name).where(Area.id.in_(ids)))
    return {id_: name for id_, name in rows}


def told(changes: Changes, areas: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """The name of each part (a key of `history.field`), what it was, and what it became."""
    lines = [
        (name, str(was or ""), str(became or ""))
        for name, (was, became) in changes.items()
        if name in _WORDS
    ]
    lines += [
        (name, areas.get(was or 0, ""), areas.get(became or 0, ""))
        for name, (was, became) in changes.items()
        if name in _AREAS
    ]
    return lines + _pin(changes)


def _pin(changes: Changes) -> list[tuple[str, str, str]]:
    """Both numbers in one line. Where one of them stayed the same, it stands in neither."""
    pairs = [changes[name] for name in _PIN if name in changes]
    was, became = (
        ", ".join(f"{pair[side]:.5f}" for pair in pairs if pair[side] is not None)
        for side in (0, 1)
    )
    return [("pin", was, became)] if was or became else []
