"""What pages read of the gemeente: its name and number, its areas, and what helps residents.

Frozen records, loaded in a fixed number of queries whatever the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models.plan.areas import Area, AreaKind, PostcodeShare
from models.plan.figures import Figure, Indicator, Source
from models.plan.gemeente import Gemeente
from models.plan.help import Contact, Example, Moment, Scheme

# What the residents' term to answer a question is where the gemeente says nothing of it.
ANSWER_DAYS = 14
UNDO_SECONDS = 60
# How long a resident can be blocked at most: three months.
BLOCK_DAYS = 92
# With this share of its addresses in one wijk, a postcode means that wijk.
SURELY = 0.97


class NotLoaded(Exception):
    """The database holds no gemeente yet: `wijkbot load` has not been run."""


@dataclass(frozen=True)
class Frame:
    """What every page says of the gemeente. `version` goes up when something public changes."""

    name: str
    full_name: str
    phone: str
    website: str
    own_platform: str
    reference: str
    term_days: int
    answer_days: int
    undo_seconds: int
    block_days: int
    retention: Mapping[str, int]
    version: int


@dataclass(frozen=True)
class AreaView:
    """A stadsdeel or wijk. `stadsdeel_id` is empty for a stadsdeel; `rural` is the buitengebied."""

    id: int
    kind: AreaKind
    slug: str
    name: str
    stadsdeel_id: int | None
    residents: int | None
    rural: bool
    schematic: bool


@dataclass(frozen=True)
class ContactView:
    stadsdeel: str
    stadsdeel_name: str
    name: str
    phone: str
    email: str
    hours: str


@dataclass(frozen=True)
class SchemeView:
    """A regeling that is still valid. `sort` is geld, grond, hulp or materiaal."""

    slug: str
    sort: str
    name: str
    text: str
    condition: str
    max_euro: int | None
    url: str
    valid_until: date
    checked_on: date | None
    source: str


@dataclass(frozen=True)
class ExampleView:
    name: str
    text: str
    wijk: str | None
    wijk_name: str | None
    source: str


def load_frame(session: Session) -> Frame:
    """The gemeente of this deployment. Raises `NotLoaded`."""
    row = session.execute(
        select(Gemeente.name, Gemeente.settings, Gemeente.plan_version).limit(1)
    ).one_or_none()
    if row is None:
        raise NotLoaded
    settings: Mapping[str, Any] = row.settings
    return Frame(
        name=row.name,
        full_name=settings["volledige_naam"],
        phone=settings["telefoon"],
        website=settings.get("website") or "",
        own_platform=settings.get("wijkinitiatieven_link") or "",
        reference=settings["referentie"],
        term_days=settings["termijn_werkdagen"],
        answer_days=settings.get("antwoordtermijn_dagen") or ANSWER_DAYS,
        undo_seconds=settings.get("bedenktijd_seconden", UNDO_SECONDS),
        block_days=settings.get("blokkade_dagen") or BLOCK_DAYS,
        retention=settings.get("bewaartermijnen") or {},
        version=row.plan_version,
    )


def load_areas(session: Session) -> tuple[AreaView, ...]:
    """The stadsdelen and the wijken as residents know them, by name."""
    rows = session.execute(
        select(
            Area.id,
            Area.kind,
            Area.slug,
            Area.name,
            Area.stadsdeel_id,
            Area.residents,
            Area.rural,
            Area.schematic,
        )
        .where(Area.kind.in_([AreaKind.STADSDEEL, AreaKind.WIJK]))
        .order_by(Area.name)
    )
    return tuple(AreaView(*row) for row in rows)


def load_shapes(session: Session, kind: AreaKind, inside: int | None) -> Mapping[int, Any]:
    """GeoJSON geometries (WGS84) by area id: all of a kind, or those in one stadsdeel."""
    query = select(Area.id, Area.geometry).where(Area.kind == kind, Area.geometry.is_not(None))
    if inside is not None:
        query = query.where(Area.stadsdeel_id == inside)
    return {area_id: geometry for area_id, geometry in session.execute(query)}


def wijken_of_postcode(session: Session, pc4: str) -> tuple[int, ...]:
    """Ids of the wijken where addresses of this postcode lie, the most addresses first.

    Only one where next to all addresses lie in it.
    """
    rows = session.execute(
        select(PostcodeShare.wijk_id, PostcodeShare.share)
        .where(PostcodeShare.pc4 == pc4)
        .order_by(PostcodeShare.share.desc())
    ).all()
    surely = [wijk_id for wijk_id, share in rows if share >= SURELY]
    return tuple(surely or (wijk_id for wijk_id, _ in rows))


def load_contacts(session: Session) -> tuple[ContactView, ...]:
    rows = session.execute(
        select(
            Area.slug,
            Area.name,
            Contact.name,
            Contact.phone,
            func.coalesce(Contact.email, ""),
            Contact.hours,
        )
        .join(Area, Area.id == Contact.stadsdeel_id)
        .order_by(Area.name)
    )
    return tuple(ContactView(*row) for row in rows)


def load_schemes(session: Session, today: date) -> tuple[SchemeView, ...]:
    """The regelingen that are valid today. Their last day is a day that they still are."""
    rows = session.scalars(
        select(Scheme).where(Scheme.valid_until >= today).order_by(Scheme.position, Scheme.name)
    )
    return tuple(
        SchemeView(
            slug=row.slug,
            sort=row.sort,
            name=row.name,
            text=row.text,
            condition=row.condition or "",
            max_euro=row.max_euro,
            url=row.url or "",
            valid_until=row.valid_until,
            checked_on=row.checked_on,
            source=row.source,
        )
        for row in rows
    )


def load_examples(session: Session) -> tuple[ExampleView, ...]:
    wijk = aliased(Area)
    rows = session.execute(
        select(Example.name, Example.text, wijk.slug, wijk.name, Example.source)
        .outerjoin(wijk, wijk.id == Example.wijk_id)
        .order_by(Example.id)
    )
    return tuple(ExampleView(*row) for row in rows)


def load_moments(session: Session) -> tuple[Moment, ...]:
    """The moments of the year; `models.asking.calendar` says when each falls."""
    return tuple(session.scalars(select(Moment).order_by(Moment.slug)))


def load_sources(session: Session) -> Mapping[str, str]:
    """What pages owe to others: by slug (`kaart`, `cijfers`) each source with its licence."""
    rows = session.execute(select(Source.slug, Source.text).order_by(Source.id))
    return {slug: text for slug, text in rows}


def load_survey_sources(session: Session) -> Sequence[tuple[int, str]]:
    """Year and source of the figures that we show, newest first."""
    rows = session.execute(
        select(Figure.year, Figure.source)
        .join(Indicator, Indicator.code == Figure.indicator)
        .distinct()
        .order_by(Figure.year.desc())
    )
    return [(year, source) for year, source in rows]
