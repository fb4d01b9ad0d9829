"""Handing in: the act by which a resident's idea becomes a contribution with a number."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.initiatives import following
from models.initiatives.contributions import (
    Contribution,
    ContributionKind,
    Initiative,
    PlaceKind,
    contribution_number,
)
from models.initiatives.history import Actor
from models.initiatives.lifecycles import OPEN_STATES, Moderation
from models.initiatives.moves import Deed, Step, write
from models.initiatives.photos import Photo
from models.initiatives.terms import local_day, start_of_day, working_days_after
from models.people.residents import Address, Resident
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.help import Category
from models.plan.opgaven import Opgave
from models.plan.queries import wijk_by_slug
from models.plan.reading import load_frame

A_DAY = 3
WAITING = 5
PHOTOS = 3


@dataclass(frozen=True)
class Idea:
    """A proposal as its writer confirmed it. `category`, `wijk` and `opgave` are slugs.

    An empty `opgave` or `category` says that there is none; an empty `name` that none is shown.
    """

    title: str
    body: str
    category: str
    wijk: str
    place_kind: PlaceKind
    place_text: str = ""
    lat: float | None = None
    lon: float | None = None
    photos: tuple[str, ...] = ()
    people_visible: bool = False
    name: str = ""
    opgave: str = ""


class TooMany(Exception):
    """This resident handed in three today, or has five waiting for an answer."""


class UnknownWijk(Exception):
    """The idea names a wijk that the gemeente does not have."""


def submit(
    session: Session,
    idea: Idea,
    resident: Resident,
    address: Address,
    now: datetime,
    by: Staff | None = None,
) -> Initiative:
    """Hand in an idea. Raises `TooMany` and `UnknownWijk` before anything is written.

    The caller holds the resident's lock, so that two messages cannot both be the third. `by`: the
    colleague who typed what the resident told them.
    """
    _check_room(session, resident, now)
    wijk = _find_wijk(session, idea.wijk)
    initiative = _initiative(session, idea, wijk, now)
    initiative.resident_id, initiative.address_id = resident.id, address.id
    initiative.language = resident.language
    session.add(initiative)
    session.flush()
    _attach_photos(session, idea, initiative)
    following.follow_own(session, initiative, now)
    actor = Actor.STAFF if by else Actor.RESIDENT
    step = Step(Deed.SUBMITTED, actor, 1, now, by.id if by else None)
    write(session, initiative, step, to=initiative.status)
    return initiative


def next_ref(session: Session, reference: str) -> tuple[int, str]:
    """The next free number and the reference that people read: (142, "Z-0142")."""
    number = session.execute(contribution_number.next_value()).scalar_one()
    return number, f"{reference}-{number:04d}"


def _check_room(session: Session, resident: Resident, now: datetime) -> None:
    mine = select(func.count()).where(
        Contribution.resident_id == resident.id,
        Contribution.kind == ContributionKind.INITIATIVE,
    )
    today = session.scalar(mine.where(Contribution.submitted_at >= start_of_day(now))) or 0
    waiting = session.scalar(mine.where(Contribution.status.in_(OPEN_STATES))) or 0
    if today >= A_DAY or waiting >= WAITING:
        raise TooMany


def _find_wijk(session: Session, slug: str) -> Area:
    wijk = wijk_by_slug(session, slug)
    if wijk is None or wijk.stadsdeel_id is None:
        raise UnknownWijk(slug)
    return wijk


def _initiative(session: Session, idea: Idea, wijk: Area, now: datetime) -> Initiative:
    frame = load_frame(session)
    number, ref = next_ref(session, frame.reference)
    return Initiative(
        number=number,
        ref=ref,
        stadsdeel_id=wijk.stadsdeel_id,
        wijk_id=wijk.id,
        category_id=_id_of(session, Category, idea.category),
        opgave_id=_id_of(session, Opgave, idea.opgave),
        title=idea.title,
        body=idea.body or None,
        place_kind=idea.place_kind,
        place_text=idea.place_text or None,
        lat=idea.lat,
        lon=idea.lon,
        people_visible=idea.people_visible,
        name=idea.name or None,
        show_name=bool(idea.name),
        status=Moderation.SUBMITTED,
        status_changed_at=now,
        submitted_at=now,
        due_on=working_days_after(local_day(now), frame.term_days),
    )


def _id_of(session: Session, kind: type[Category] | type[Opgave], slug: str) -> int | None:
    return session.scalar(select(kind.id).where(kind.slug == slug)) if slug else None


def _attach_photos(session: Session, idea: Idea, initiative: Initiative) -> None:
    """Only drafts of this very resident: nobody can hang up another's photo by its id."""
    if not idea.photos:
        return
    session.execute(
        update(Photo)
        .where(
            Photo.id.in_([uuid.UUID(photo) for photo in idea.photos[:PHOTOS]]),
            Photo.resident_id == initiative.resident_id,
            Photo.contribution_id.is_(None),
        )
        .values(contribution_id=initiative.id)
    )
