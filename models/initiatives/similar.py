"""Published initiatives that look like an idea: by what they are about and by how near they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.likeness import ALIKE, likeness
from models.initiatives.marking import Asked, asked
from models.initiatives.meaning import Meaning, meaning
from models.initiatives.published import PublicInitiative, is_published, published
from models.plan.areas import Area, AreaKind
from models.plan.distances import metres_between, point
from models.plan.help import Category

SHOWN = 3
# Of more that have a word in common, those that have most in common are looked at.
LOOKED_AT = 60
# Up to here it is around the corner; from there on less and less; beyond it is another place.
NEAR, FAR = 1_000, 2_500
_AT_FAR = 0.7
_OTHER_CATEGORY = 0.95
_ANY_CATEGORY = "overige"


@dataclass(frozen=True)
class Sketch:
    """An idea that is not handed in yet. `wijk` and `category` are slugs; a pin is WGS84."""

    title: str
    wijk: str
    body: str = ""
    category: str = ""
    lat: float | None = None
    lon: float | None = None


def similar(
    session: Session, idea: Sketch, *, but_of: int | None = None
) -> tuple[PublicInitiative, ...]:
    """At most SHOWN, the most alike first. `but_of`: not those of this resident.

    Five queries, however many initiatives there are.
    """
    sought = asked(idea.title)
    wijken = _wijken_near(session, idea)
    if not sought.needed or not wijken:
        return ()
    rows = session.execute(_candidates(sought, [*wijken], but_of)).all()
    about = meaning(idea.title, idea.body)
    scores = {row.id: _score(idea, about, row, wijken[row.wijk_id]) for row in rows}
    best = sorted(
        (id for id, score in scores.items() if score >= ALIKE), key=lambda id: -scores[id]
    )
    found = {one.ref: one for one in published(session, Initiative.id.in_(best[:SHOWN]))}
    refs = {row.id: row.ref for row in rows}
    return tuple(found[refs[id]] for id in best[:SHOWN])


def _wijken_near(session: Session, idea: Sketch) -> Mapping[int, float]:
    """The wijken that are near enough, by id, with the metres to their inner point.

    The idea's own wijk is always there. Without a pin it is somewhere in it.
    """
    rows = session.execute(
        select(Area.id, Area.slug, Area.lat, Area.lon).where(Area.kind == AreaKind.WIJK)
    ).all()
    own = next((row for row in rows if row.slug == idea.wijk), None)
    if own is None:
        return {}
    here = point(idea.lat, idea.lon) or point(own.lat, own.lon)
    distances = {row.id: metres_between(here, point(row.lat, row.lon)) for row in rows}
    return {id: away for id, away in distances.items() if away < FAR} | {own.id: 0.0}


def _candidates(sought: Asked, wijken: list[int], but_of: int | None) -> Select[*tuple[Any, ...]]:
    needed, wished = (cast(literal(text), TSQUERY) for text in (sought.needed, sought.wished))
    others: tuple[ColumnElement[bool], ...] = ()
    if but_of is not None:
        others = (Initiative.resident_id.is_distinct_from(but_of),)
    return (
        select(Initiative.id, Initiative.ref, Initiative.public_title, Initiative.public_body)
        .add_columns(Initiative.wijk_id, Initiative.lat, Initiative.lon)
        .add_columns(Category.slug.label("category"))
        .outerjoin(Category, Category.id == Initiative.category_id)
        .where(is_published(), Initiative.marks.bool_op("@@")(needed))
        .where(Initiative.wijk_id.in_(wijken), *others)
        .order_by(func.ts_rank(Initiative.marks, wished).desc(), Initiative.id.desc())
        .limit(LOOKED_AT)
    )


def _score(idea: Sketch, about: Meaning, row: Row[*tuple[Any, ...]], wijk_away: float) -> float:
    text = likeness(about, meaning(row.public_title, row.public_body or ""))
    here, there = point(idea.lat, idea.lon), point(row.lat, row.lon)
    away = metres_between(here, there) if here and there else wijk_away
    return text * _nearness(away) * _category(idea.category, row.category or "")


def _nearness(metres: float) -> float:
    if metres >= FAR:
        return 0.0
    beyond = max(0.0, metres - NEAR) / (FAR - NEAR)
    return 1 - beyond * (1 - _AT_FAR)


def _category(one: str, other: str) -> float:
    said = one and other and _ANY_CATEGORY not in (one, other)
    return _OTHER_CATEGORY if said and one != other else 1.0
