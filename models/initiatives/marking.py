"""Marks: what the public words of an initiative are about, so that what is alike can be found.

They are made where public words come into being (`placing`). Whoever changes the list of
synonyms empties them in a migration; the clock fills what is empty.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.meaning import Weights, meaning
from models.initiatives.published import is_published
from models.initiatives.vocabulary import PEOPLE, UNKNOWN, synonyms

A_SLICE = 500
# An unknown word is looked for by how it begins: zeepkist finds a zeepkistenrace.
_LETTERS = 5
_WORD = re.compile(r"[a-z0-9]+")


def marks(title: str, body: str = "") -> str:
    """The concepts as PostgreSQL's own text of a tsvector; what weighs most has the best label."""
    about = meaning(title, body)
    return " ".join(
        f"'{name}':{place}{_label(name, about.title, weight)}"
        for place, (name, weight) in enumerate(about.whole.items(), start=1)
        if _WORD.fullmatch(name)
    )


@dataclass(frozen=True)
class Asked:
    """What to look for, each as the text of a tsquery. What has none of `needed` is not alike;
    what has more of `wished` is rather so."""

    needed: str
    wished: str


def asked(title: str) -> Asked:
    """Both are empty for a title that says nothing."""
    about = meaning(title).title
    found = {name: weight for name, weight in about.items() if _WORD.fullmatch(name)}
    strong = [name for name, weight in found.items() if weight > PEOPLE]
    return Asked(" | ".join(map(_sought, strong or found)), " | ".join(map(_sought, found)))


def mark_unmarked(session: Session, now: datetime) -> int:
    """Read what is on the site and has no marks yet. Returns how many that were."""
    rows = session.scalars(
        select(Initiative)
        .where(is_published(), Initiative.marks.is_(None))
        .order_by(Initiative.id)
        .limit(A_SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.marks = marks(row.public_title or "", row.public_body or "")
    return len(rows)


def _label(name: str, title: Weights, weight: float) -> str:
    if name not in title:
        return "D"
    return "A" if weight >= UNKNOWN else "C"


def _sought(name: str) -> str:
    known = name in synonyms().family or len(name) <= _LETTERS
    return f"'{name}'" if known else f"'{name[:_LETTERS]}':*"
