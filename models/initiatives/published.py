"""The one gate to the public: what passed moderation, in the fields that may be seen.

Pages, open data, exports and the chat all read through here, so that a thing that may not be
seen is missing everywhere at once.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.initiatives.contributions import Contribution, Initiative, PlaceKind
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.initiatives.photos import Photo
from models.initiatives.terms import local_day
from models.people.residents import Resident
from models.plan.areas import Area
from models.plan.din import DinEntry, EffortState
from models.plan.help import Category
from models.plan.opgaven import Opgave, OpgaveState, Origin

# A pin shows the spot and not a front door: about 22 metres north-south, 14 east-west.
PIN_STEP = 0.0002

_wijk = aliased(Area)
_stadsdeel = aliased(Area)


@dataclass(frozen=True)
class PublicLink:
    """An opgave that an initiative serves, and there perhaps one doel or inspanning."""

    opgave: str
    opgave_title: str
    entry: str | None
    entry_title: str | None
    entry_state: EffortState | None
    demo: bool


@dataclass(frozen=True)
class PublicInitiative:
    """What everybody may see of one initiative; whatever is not here stays inside.

    `wijk`, `stadsdeel` and `category` are slugs. `lon` and `lat` (WGS84) are there only for a
    pin, and rounded. `name` is there only with consent, of somebody of 16 or older.
    """

    ref: str
    title: str
    body: str
    language: str
    name: str | None
    wijk: str | None
    wijk_name: str | None
    stadsdeel: str
    stadsdeel_name: str
    category: str | None
    category_name: str | None
    category_name_en: str | None
    place_kind: PlaceKind | None
    place: str | None
    lon: float | None
    lat: float | None
    placed_on: date
    realisation: Realisation | None
    help_asked: bool
    photos: tuple[uuid.UUID, ...]
    links: tuple[PublicLink, ...]


def is_published(kind: type[Contribution] = Initiative) -> ColumnElement[bool]:
    """The gate itself: placed, not hidden since, and with the public words filled in."""
    return and_(
        kind.status == Moderation.PLACED,
        func.btrim(func.coalesce(kind.public_title, "")) != "",
    )


def in_area(area_id: int) -> ColumnElement[bool]:
    """In this wijk or stadsdeel."""
    return or_(Initiative.wijk_id == area_id, Initiative.stadsdeel_id == area_id)


def serves(opgave_id: int) -> ColumnElement[bool]:
    """Linked by staff to this opgave."""
    return Initiative.id.in_(select(Link.contribution_id).where(Link.opgave_id == opgave_id))


def realised_first() -> ColumnElement[int]:
    """An order that puts what was reached before what is still a plan."""
    order = (Realisation.REALISED, Realisation.RUNNING, Realisation.FEASIBLE)
    ranks = {status: rank for rank, status in enumerate(order)}
    return case(ranks, value=Initiative.realisation, else_=len(order))


def count_published(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Initiative.id)).where(is_published(), *where)) or 0


def published(
    session: Session,
    *where: ColumnElement[bool],
    first: ColumnElement[int] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[PublicInitiative, ...]:
    """The initiatives that everybody may see, newest first; `first` is an order before that."""
    order = () if first is None else (first,)
    rows = session.execute(
        _columns()
        .where(is_published(), *where)
        .order_by(*order, Initiative.placed_at.desc().nulls_last(), Initiative.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    ids = [row.id for row in rows]
    photos, links = _photos(session, ids), _links(session, ids)
    return tuple(_record(row, photos.get(row.id, ()), links.get(row.id, ())) for row in rows)


def published_one(session: Session, ref: str) -> PublicInitiative | None:
    """The published initiative with this reference (in any case), or None."""
    return next(iter(published(session, Initiative.ref == ref.upper(), limit=1)), None)


def published_photo(session: Session, photo_id: uuid.UUID) -> bytes | None:
    """The JPEG of a photo that may be seen, or None."""
    return session.scalar(
        select(Photo.data)
        .join(Initiative, Initiative.id == Photo.contribution_id)
        .where(Photo.id == photo_id, Photo.hidden_at.is_(None), is_published())
    )


def ideas_per_opgave(session: Session, opgave_ids: Sequence[int]) -> Mapping[int, int]:
    """How many published initiatives serve each of these opgaven."""
    rows = session.execute(
        select(Link.opgave_id, func.count(Initiative.id.distinct()))
        .join(Initiative, Initiative.id == Link.contribution_id)
        .where(is_published(), Link.opgave_id.in_(opgave_ids))
        .group_by(Link.opgave_id)
    )
    return {opgave_id: count for opgave_id, count in rows}


def _name() -> ColumnElement[str | None]:
    """A name is public only with consent, and never of an erased or under-age resident."""
    may_be_shown = and_(
        Initiative.show_name,
        Resident.erased_at.is_(None),
        Resident.id.is_not(None),
        Resident.sixteen_or_older.is_not(False),
    )
    return case((may_be_shown, Initiative.name), else_=None)


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Initiative.id,
            Initiative.ref,
            Initiative.public_title,
            Initiative.public_body,
            Initiative.language,
            _name().label("shown_name"),
            _wijk.slug.label("wijk"),
            _wijk.name.label("wijk_name"),
            _stadsdeel.slug.label("stadsdeel"),
            _stadsdeel.name.label("stadsdeel_name"),
            Category.slug.label("category"),
            Category.name.label("category_name"),
            Category.name_en.label("category_name_en"),
            Initiative.place_kind,
            Initiative.place_text,
            Initiative.lon,
            Initiative.lat,
            Initiative.placed_at,
            Initiative.status_changed_at,
            Initiative.realisation,
            Initiative.help_asked,
        )
        .join(_stadsdeel, _stadsdeel.id == Initiative.stadsdeel_id)
        .outerjoin(_wijk, _wijk.id == Initiative.wijk_id)
        .outerjoin(Category, Category.id == Initiative.category_id)
        .outerjoin(Resident, Resident.id == Initiative.resident_id)
    )


def _record(
    row: Row[*tuple[Any, ...]], photos: Sequence[uuid.UUID], links: Sequence[PublicLink]
) -> PublicInitiative:
    pin = row.place_kind == PlaceKind.PIN
    return PublicInitiative(
        ref=row.ref,
        title=row.public_title,
        body=row.public_body or "",
        language=row.language,
        name=row.shown_name,
        wijk=row.wijk,
        wijk_name=row.wijk_name,
        stadsdeel=row.stadsdeel,
        stadsdeel_name=row.stadsdeel_name,
        category=row.category,
        category_name=row.category_name,
        category_name_en=row.category_name_en,
        place_kind=row.place_kind,
        place=row.place_text,
        lon=_rounded(row.lon) if pin else None,
        lat=_rounded(row.lat) if pin else None,
        placed_on=local_day(row.placed_at or row.status_changed_at),
        realisation=row.realisation,
        help_asked=bool(row.help_asked),
        photos=tuple(photos),
        links=tuple(links),
    )


def _photos(session: Session, ids: Sequence[int]) -> Mapping[int, list[uuid.UUID]]:
    rows = session.execute(
        select(Photo.contribution_id, Photo.id)
        .where(Photo.contribution_id.in_(ids), Photo.hidden_at.is_(None))
        .order_by(Photo.created_at, Photo.id)
    )
    found: dict[int, list[uuid.UUID]] = defaultdict(list)
    for contribution_id, photo_id in rows:
        if contribution_id is not None:
            found[contribution_id].append(photo_id)
    return found


def _links(session: Session, ids: Sequence[int]) -> Mapping[int, list[PublicLink]]:
    rows = session.execute(
        select(
            Link.contribution_id,
            Opgave.slug,
            Opgave.title,
            DinEntry.slug,
            DinEntry.title,
            DinEntry.state,
            Opgave.origin,
        )
        .join(Opgave, Opgave.id == Link.opgave_id)
        .outerjoin(DinEntry, DinEntry.id == Link.entry_id)
        .where(Link.contribution_id.in_(ids), Opgave.state != OpgaveState.PREPARING)
        .order_by(Link.weight.desc(), Link.id)
    )
    found: dict[int, list[PublicLink]] = defaultdict(list)
    for contribution_id, opgave, title, entry, entry_title, state, origin in rows:
        demo = origin == Origin.DEMO
        link = PublicLink(opgave, title, entry, entry_title, state, demo)
        found[contribution_id].append(link)
    return found


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(round(degrees / PIN_STEP) * PIN_STEP, 4)
