"""Makes what tests need: plain functions with defaults, and the fixed cast of our stories.

Every builder adds and flushes, so that ids are there; the test's transaction decides the rest.
Keys must be installed (the `engine` fixture does so).
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models import keys
from models.base import Base
from models.initiatives.contributions import (
    Contribution,
    Initiative,
    Objection,
    PlaceKind,
    contribution_number,
)
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.marking import marks
from models.initiatives.photos import Photo
from models.people import calls
from models.people.calls import CallRequest
from models.people.residents import Address, Channel, Resident
from models.people.staff import RoleName, Staff, StaffRole
from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle, CycleState, Theme
from models.plan.din import DinEdge, DinEntry, DinKind, EffortState, Weight
from models.plan.gemeente import Gemeente
from models.plan.help import Category
from models.plan.opgaven import Opgave, OpgaveDoel, OpgaveState, OpgaveWijk, Origin, Scope
from tests.track import TRACK

# A Monday morning in Zwolle.
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

SETTINGS: dict[str, Any] = {
    "naam": "Zwolle",
    "volledige_naam": "gemeente Zwolle",
    "telefoon": "14038",
    "referentie": "Z",
    "termijn_werkdagen": 5,
    "bedenktijd_seconden": 0,
    "minimum_n": 10,
    "goedkeuringsgrens": 500,
    "bewaartermijnen": {
        "concepten_dagen": 30,
        "stil_contact_maanden": 13,
        "niet_geplaatst_maanden": 12,
        "afgehandeld_maanden": 60,
    },
    "website": "https://www.zwolle.nl",
    "ontmoetingsplek": TRACK,
}

Row = TypeVar("Row", bound=Base)
_numbers = count(1)


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def create_gemeente(session: Session) -> Gemeente:
    row = Gemeente(slug="zwolle", name="Zwolle", settings=SETTINGS, loaded_at=NOW)
    return _add(session, row)


def create_area(
    session: Session,
    kind: AreaKind,
    name: str,
    *,
    stadsdeel: Area | None = None,
    wijk: Area | None = None,
    lon: float | None = 6.09,
    lat: float | None = 52.51,
    geometry: dict[str, Any] | None = None,
) -> Area:
    """An area whose slug is its name in small letters with hyphens, and so is its code."""
    slug = name.lower().replace(" ", "-")
    row = Area(kind=kind, code=slug, slug=slug, name=name, lon=lon, lat=lat, geometry=geometry)
    row.stadsdeel_id = stadsdeel.id if stadsdeel else None
    row.wijk_id = wijk.id if wijk else None
    return _add(session, row)


def create_category(session: Session, name: str = "Ontmoeten", position: int = 1) -> Category:
    row = Category(slug=name.lower(), name=name, name_en=None, position=position)
    return _add(session, row)


def create_resident(
    session: Session, wijk: Area | None = None, language: str = "nl", *, now: datetime = NOW
) -> Resident:
    row = Resident(language=language, created_at=now, last_seen_at=now)
    row.wijk_id = wijk.id if wijk else None
    return _add(session, row)


def create_address(
    session: Session,
    resident: Resident,
    channel: Channel = Channel.TELEGRAM,
    external_id: str | None = None,
    *,
    bot: str = "",
    now: datetime = NOW,
) -> Address:
    known = external_id or str(70_000 + next(_numbers))
    row = Address(
        resident_id=resident.id,
        channel=channel,
        bot=bot,
        lookup=keys.lookup(channel.value, bot, known),
        external_id=known,
        created_at=now,
    )
    return _add(session, row)


def create_staff(
    session: Session,
    name: str,
    role: RoleName | None = None,
    stadsdeel: Area | None = None,
    *,
    password: str | None = None,
) -> Staff:
    """An account; without a role it may nothing. `password` is stored as it is given."""
    row = Staff(
        email=f"{name.lower().replace(' ', '.')}@wijk.example",
        name=name,
        password=password,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=NOW,
    )
    if role is not None:
        row.roles.append(StaffRole(role=role, stadsdeel_id=stadsdeel.id if stadsdeel else None))
    _add(session, row)
    # Read now: tests ask for rights also when the session is gone.
    assert row.lent == []
    return row


def create_initiative(
    session: Session,
    wijk: Area,
    resident: Resident | None = None,
    address: Address | None = None,
    *,
    title: str = "Een bankje bij de speeltuin",
    body: str | None = "Dan kunnen ouders elkaar ontmoeten.",
    status: Moderation = Moderation.SUBMITTED,
    due_on: date = date(2026, 11, 23),
    submitted_at: datetime = NOW,
    **fields: Any,
) -> Initiative:
    """An initiative that stands where `status` says, with the public words that belong to it.

    It has no history; use the acts of `models.initiatives` for a story that needs one.
    """
    number = session.execute(contribution_number.next_value()).scalar_one()
    row = Initiative(
        number=number,
        ref=f"Z-{number:04d}",
        resident_id=resident.id if resident else None,
        address_id=address.id if address else None,
        stadsdeel_id=wijk.stadsdeel_id,
        wijk_id=wijk.id,
        language=resident.language if resident else "nl",
        title=title,
        body=body,
        status=status,
        status_changed_at=submitted_at,
        due_on=due_on,
        submitted_at=submitted_at,
        place_kind=PlaceKind.WIJK,
    )
    if status in {Moderation.PLACED, Moderation.HIDDEN}:
        row.public_title, row.public_body, row.placed_at = title, body, submitted_at
        row.marks = marks(title, body or "")
        row.realisation, row.realisation_changed_at = Realisation.EXPLORING, submitted_at
    for name, value in fields.items():
        setattr(row, name, value)
    return _add(session, row)


def create_objection(
    session: Session,
    wijk: Area,
    about: Contribution | None = None,
    *,
    title: str = "Dit klopt niet",
    body: str | None = "Op de foto sta ik.",
    status: Moderation = Moderation.SUBMITTED,
) -> Objection:
    """A melding of somebody we do not know."""
    number = session.execute(contribution_number.next_value()).scalar_one()
    row = Objection(
        number=number,
        ref=f"Z-{number:04d}",
        stadsdeel_id=wijk.stadsdeel_id,
        wijk_id=wijk.id,
        language="nl",
        title=title,
        body=body,
        status=status,
        status_changed_at=NOW,
        submitted_at=NOW,
        due_on=date(2026, 11, 23),
        about=f"/initiatief/{about.ref}" if about else None,
        about_id=about.id if about else None,
    )
    return _add(session, row)


def create_photo(
    session: Session,
    resident: Resident | None = None,
    contribution: Initiative | None = None,
    data: bytes = b"\xff\xd8\xff\xe0 not a whole JPEG",
) -> Photo:
    row = Photo(id=uuid.uuid4(), data=data, width=800, height=600, created_at=NOW)
    row.resident_id = resident.id if resident else None
    row.contribution_id = contribution.id if contribution else None
    return _add(session, row)


def create_call(
    session: Session, wijk: Area, *, phone: str = "0612345678", due_on: date = date(2026, 11, 23)
) -> CallRequest:
    """Somebody of this wijk who wants to be called."""
    resident = create_resident(session, wijk)
    address = create_address(session, resident)
    return calls.ask(session, resident, address, phone, due_on, NOW)


def create_cycle(session: Session) -> Theme:
    """The current cycle with one theme; gives the theme."""
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31)}
    cycle = Cycle(slug="2025-2026", name="2025-2026", state=CycleState.CURRENT, **days)
    _add(session, cycle)
    return _add(session, Theme(cycle_id=cycle.id, slug="cohesie", name="Sociale cohesie"))


def create_entry(session: Session, kind: DinKind, title: str, **fields: Any) -> DinEntry:
    slug = f"entry-{next(_numbers)}"
    if kind is DinKind.INSPANNING:
        fields.setdefault("state", EffortState.PLANNED)
    return _add(session, DinEntry(slug=slug, kind=kind, title=title, origin=Origin.DEMO, **fields))


@dataclass(frozen=True)
class PlanOf:
    """An opgave with its strategisch doel and one inspanning that serves it."""

    opgave: Opgave
    goal: DinEntry
    effort: DinEntry


def create_opgave(
    session: Session,
    theme: Theme,
    stadsdeel: Area,
    title: str = "Buren leren elkaar kennen",
    *,
    wijken: tuple[Area, ...] = (),
    effort: str = "Buurtkamer met activiteiten",
) -> PlanOf:
    opgave = Opgave(
        slug=f"{stadsdeel.slug}-{next(_numbers)}",
        cycle_id=theme.cycle_id,
        theme_id=theme.id,
        stadsdeel_id=stadsdeel.id,
        title=title,
        origin=Origin.DEMO,
        scope=Scope.WIJKEN if wijken else Scope.STADSDEEL,
        state=OpgaveState.ADOPTED,
        state_changed_on=date(2025, 1, 1),
    )
    _add(session, opgave)
    goal = create_entry(session, DinKind.DOEL, f"Doel: {title}")
    deed = create_entry(session, DinKind.INSPANNING, effort)
    session.add_all(OpgaveWijk(opgave_id=opgave.id, wijk_id=wijk.id) for wijk in wijken)
    session.add(OpgaveDoel(opgave_id=opgave.id, doel_id=goal.id, strategic=True))
    session.add(DinEdge(from_id=deed.id, to_id=goal.id, weight=Weight.MEDIUM))
    session.flush()
    return PlanOf(opgave, goal, deed)


@dataclass(frozen=True)
class Cast:
    """Who plays in our stories, and where. The resident and the neighbour live in Zuid.

    The stranger has an account without any role.
    """

    gemeente: Gemeente
    zuid: Area
    noord: Area
    wijk_zuid: Area
    wijk_noord: Area
    category: Category
    resident: Resident
    address: Address
    neighbour: Resident
    neighbour_address: Address
    manager_zuid: Staff
    manager_noord: Staff
    stranger: Staff
    plan_zuid: PlanOf
    plan_noord: PlanOf


def create_cast(session: Session) -> Cast:
    zuid = create_area(session, AreaKind.STADSDEEL, "Zuid")
    noord = create_area(session, AreaKind.STADSDEEL, "Noord")
    wijk_zuid = create_area(session, AreaKind.WIJK, "Assendorp", stadsdeel=zuid)
    wijk_noord = create_area(session, AreaKind.WIJK, "Holtenbroek", stadsdeel=noord)
    resident = create_resident(session, wijk_zuid)
    neighbour = create_resident(session, wijk_zuid)
    theme = create_cycle(session)
    return Cast(
        gemeente=create_gemeente(session),
        zuid=zuid,
        noord=noord,
        wijk_zuid=wijk_zuid,
        wijk_noord=wijk_noord,
        category=create_category(session),
        resident=resident,
        address=create_address(session, resident),
        neighbour=neighbour,
        neighbour_address=create_address(session, neighbour, Channel.WEB),
        manager_zuid=create_staff(session, "Zahra Zuid", RoleName.WIJKMANAGER, zuid),
        manager_noord=create_staff(session, "Noor Noord", RoleName.WIJKMANAGER, noord),
        stranger=create_staff(session, "Sam Vreemd"),
        plan_zuid=create_opgave(session, theme, zuid, wijken=(wijk_zuid,)),
        plan_noord=create_opgave(session, theme, noord, "Prettig over straat"),
    )


def later(**delta: float) -> datetime:
    """A moment after NOW: `later(days=3)`."""
    return NOW + timedelta(**delta)
