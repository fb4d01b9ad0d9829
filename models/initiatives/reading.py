"""What the page of one contribution shows staff: all that was said, sent and noted about it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.claiming import holder_of
from models.initiatives.contributions import Contribution, Initiative, Matter, Objection
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.links import Link
from models.initiatives.photos import Photo
from models.initiatives.requests import ChangeRequest, change_of
from models.initiatives.second_look import is_asked
from models.initiatives.supporting import Counted, counts
from models.initiatives.told_changes import area_names, told
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.cycles import Theme
from models.plan.din import DinEntry, Weight
from models.plan.help import Category
from models.plan.opgaven import Opgave


@dataclass(frozen=True)
class PhotoLine:
    id: uuid.UUID
    width: int
    height: int
    hidden: bool


@dataclass(frozen=True)
class HistoryLine:
    """One row of history; `who` is a colleague's name, or empty for a resident or a job.

    `changes` are before and after of what people read, by the name of the column.
    """

    at: datetime
    actor: Actor
    who: str
    act: str
    to_status: str
    reason: str
    words: str
    note: str
    message: str
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class LinkLine:
    id: int
    opgave: str
    opgave_slug: str
    entry: str
    weight: Weight
    note: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """A contribution with all around it. `opgave` is the one that the resident was reading.

    `about` is what an objection is about, if that is a contribution.
    """

    contribution: Contribution
    stadsdeel: Area
    wijk: Area | None
    category: str
    theme: str
    opgave: str
    claimed_by: str
    about: Contribution | None
    photos: Sequence[PhotoLine]
    history: Sequence[HistoryLine]
    links: Sequence[LinkLine]
    support: Counted
    change: ChangeRequest | None
    look_asked: bool


def find(session: Session, staff: Staff, ref: str) -> Contribution | None:
    """The contribution with this reference, in any case, if this colleague may read it."""
    return session.scalars(
        select(Contribution).where(
            Contribution.ref == ref.upper(), within(Contribution.stadsdeel_id, staff, Act.READ)
        )
    ).first()


def dossier(session: Session, contribution: Contribution, now: datetime | None = None) -> Dossier:
    """All about it, in a fixed number of queries; at `now`, without who had it open before."""
    category_id = contribution.category_id if isinstance(contribution, Initiative) else None
    about_id = contribution.about_id if isinstance(contribution, Objection) else None
    theme_id = contribution.theme_id if isinstance(contribution, Matter) else None
    claimed_by = _get(session, Staff, holder_of(contribution, now))
    opgave = _get(session, Opgave, contribution.opgave_id)
    category, theme = _get(session, Category, category_id), _get(session, Theme, theme_id)
    return Dossier(
        contribution=contribution,
        stadsdeel=session.get_one(Area, contribution.stadsdeel_id),
        wijk=_get(session, Area, contribution.wijk_id),
        category=category.name if category else "",
        theme=theme.name if theme else "",
        opgave=opgave.title if opgave else "",
        claimed_by=claimed_by.name if claimed_by else "",
        about=_get(session, Contribution, about_id),
        photos=_photos(session, contribution.id),
        history=_history(session, contribution.id),
        links=_links(session, contribution.id),
        support=counts(session, [contribution.id]).get(contribution.id, Counted()),
        change=change_of(contribution),
        look_asked=is_asked(contribution),
    )


def find_photo(session: Session, contribution: Contribution, photo_id: uuid.UUID) -> Photo | None:
    """A photo of this contribution, also a hidden one."""
    photo = session.get(Photo, photo_id)
    return photo if photo and photo.contribution_id == contribution.id else None


def _get(session: Session, kind: type[Any], id_: int | None) -> Any:
    return session.get(kind, id_) if id_ is not None else None


def _photos(session: Session, contribution_id: int) -> list[PhotoLine]:
    rows = session.execute(
        select(Photo.id, Photo.width, Photo.height, Photo.hidden_at)
        .where(Photo.contribution_id == contribution_id)
        .order_by(Photo.created_at, Photo.id)
    )
    return [PhotoLine(id_, width, height, at is not None) for id_, width, height, at in rows]


def _history(session: Session, contribution_id: int) -> list[HistoryLine]:
    """Newest first."""
    rows = session.execute(
        select(HistoryRow, Staff.name)
        .outerjoin(Staff, Staff.id == HistoryRow.staff_id)
        .where(HistoryRow.contribution_id == contribution_id)
        .order_by(HistoryRow.id.desc())
    )
    acts = [(row, name, row.changes) for row, name in rows]
    areas = area_names(session, (changes for *_, changes in acts))
    return [
        HistoryLine(
            at=row.at,
            actor=row.actor,
            who=name or "",
            act=row.act,
            to_status=row.to_status or "",
            reason=row.reason or "",
            words=row.words or "",
            note=row.note or "",
            message=row.message or "",
            changes=told(changes, areas),
        )
        for row, name, changes in acts
    ]


def _links(session: Session, contribution_id: int) -> list[LinkLine]:
    rows = session.execute(
        select(Link, Opgave.title, Opgave.slug, DinEntry.title, Staff.name)
        .join(Opgave, Opgave.id == Link.opgave_id)
        .outerjoin(DinEntry, DinEntry.id == Link.entry_id)
        .outerjoin(Staff, Staff.id == Link.staff_id)
        .where(Link.contribution_id == contribution_id)
        .order_by(Link.weight.desc(), Link.id)
    )
    return [
        LinkLine(
            id=link.id,
            opgave=opgave,
            opgave_slug=slug,
            entry=entry or "",
            weight=Weight(link.weight),
            note=link.note or "",
            who=name or "",
            at=link.linked_at,
        )
        for link, opgave, slug, entry, name in rows
    ]
