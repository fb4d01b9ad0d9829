"""Following an opgave or an initiative: only when asked. The author of an initiative follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.base import Base, BigId
from models.initiatives import supporting
from models.initiatives.contributions import Initiative
from models.initiatives.published import is_published
from models.people.consents import set_opt_in
from models.people.residents import OptIn, Resident
from models.plan.opgaven import Opgave
from models.plan.reading_opgaven import is_public

MOST = 100


class Follow(Base):
    """A resident follows one initiative or one opgave.

    `seen_at` is when they last looked at it, `told_at` until when they heard its news. `before_id`
    is what they followed themselves, where that was merged into what they follow now.
    """

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint("num_nonnulls(contribution_id, opgave_id) = 1", "one_subject"),
        UniqueConstraint("resident_id", "contribution_id"),
        UniqueConstraint("resident_id", "opgave_id"),
    )

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id", ondelete="CASCADE"))
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    opgave_id: Mapped[int | None] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), index=True
    )
    before_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="SET NULL"), index=True
    )
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    told_at: Mapped[datetime]


@dataclass(frozen=True)
class Subject:
    """What can be followed. `name` is how a command calls it: a reference or a slug."""

    name: str
    title: str
    contribution_id: int | None = None
    opgave_id: int | None = None

    def is_it(self) -> ColumnElement[bool]:
        """That a `Follow` is of this subject."""
        if self.contribution_id is not None:
            return Follow.contribution_id == self.contribution_id
        return Follow.opgave_id == self.opgave_id


class TooMany(Exception):
    """This resident follows a hundred things already."""


def find(session: Session, name: str) -> Subject:
    """The initiative on the site with this reference, or the public opgave with this slug.

    Raises `Unknown`.
    """
    opgave = session.execute(
        select(Opgave.id, Opgave.slug, Opgave.title).where(Opgave.slug == name, is_public())
    ).one_or_none()
    if opgave is not None:
        return Subject(opgave.slug, opgave.title, opgave_id=opgave.id)
    initiative = supporting.find(session, name)
    title = initiative.public_title or ""
    return Subject(initiative.ref, title, contribution_id=initiative.id)


def follow(session: Session, resident: Resident, name: str, now: datetime) -> Subject:
    """Follow it from now on; twice is once. Who is 16 or older also hears its news.

    Raises `Unknown`, `TooMany`.
    """
    subject = find(session, name)
    mine = session.scalars(select(Follow.id).where(Follow.resident_id == resident.id).limit(MOST))
    if len(mine.all()) >= MOST:
        raise TooMany
    _add(session, resident.id, subject.contribution_id, subject.opgave_id, now)
    if resident.sixteen_or_older is not False:
        set_opt_in(session, resident, OptIn.FOLLOWING, True, now)
    return subject


def follow_own(session: Session, initiative: Initiative, now: datetime) -> None:
    """Its author follows it by default; they are told by `telling`, so this asks for no consent."""
    if initiative.resident_id is not None:
        _add(session, initiative.resident_id, initiative.id, None, now)


def _add(
    session: Session,
    resident_id: int,
    contribution_id: int | None,
    opgave_id: int | None,
    now: datetime,
) -> None:
    row = insert(Follow).values(
        resident_id=resident_id,
        contribution_id=contribution_id,
        opgave_id=opgave_id,
        since=now,
        seen_at=now,
        told_at=now,
    )
    session.execute(row.on_conflict_do_nothing())


def unfollow(session: Session, resident: Resident, name: str) -> None:
    """Follow it no more, also what is not on the site any more. Nothing to leave is no mistake."""
    ids = select(supporting.stays_as()).where(Initiative.ref == name.upper())
    opgaven = select(Opgave.id).where(Opgave.slug == name)
    session.execute(
        delete(Follow).where(
            Follow.resident_id == resident.id,
            Follow.contribution_id.in_(ids) | Follow.opgave_id.in_(opgaven),
        )
    )


def of(session: Session, resident_id: int, subject: Subject) -> Follow | None:
    """This resident's follow of this subject, if there is one."""
    return session.scalars(
        select(Follow).where(Follow.resident_id == resident_id, subject.is_it())
    ).one_or_none()


@dataclass(frozen=True)
class Followed:
    """Something that a resident follows and may see now. `own`: they brought it in themselves."""

    follow: Follow
    subject: Subject
    own: bool


def followed(session: Session, *where: ColumnElement[bool]) -> Sequence[Followed]:
    """These follows, newest first; what is not on the site is left out. One query."""
    rows = session.execute(
        select(Follow, Initiative.ref, Initiative.public_title)
        .add_columns(Opgave.slug, Opgave.title)
        .add_columns(Initiative.resident_id.label("author"))
        .outerjoin(Initiative, (Initiative.id == Follow.contribution_id) & is_published())
        .outerjoin(Opgave, (Opgave.id == Follow.opgave_id) & is_public())
        .where(Initiative.id.is_not(None) | Opgave.id.is_not(None), *where)
        .order_by(Follow.since.desc(), Follow.id.desc())
    )
    found = []
    for follow, ref, public_title, slug, title, author in rows:
        contribution_id, opgave_id = follow.contribution_id, follow.opgave_id
        subject = Subject(ref or slug, public_title or title, contribution_id, opgave_id)
        found.append(Followed(follow, subject, author == follow.resident_id))
    return found


def of_resident(resident_id: int) -> ColumnElement[bool]:
    """That a follow is this resident's."""
    return Follow.resident_id == resident_id


def go_along(session: Session, from_id: int, into_id: int) -> None:
    """Who follows an initiative that is merged follows the one that stays."""
    both = select(Follow.resident_id).where(Follow.contribution_id == into_id)
    session.execute(
        update(Follow)
        .where(Follow.contribution_id == from_id, Follow.resident_id.not_in(both))
        .values(contribution_id=into_id, before_id=func.coalesce(Follow.before_id, from_id))
        .execution_options(synchronize_session=False)
    )


def go_back(session: Session, to_id: int, along: Sequence[int], from_id: int) -> None:
    """They follow again what they followed: that, or what was merged into it and goes along."""
    there = aliased(Follow)
    session.execute(
        update(Follow)
        .where(
            (Follow.before_id == to_id)
            | (Follow.contribution_id == from_id) & Follow.before_id.in_(along),
            ~select(there.id)
            .where(there.contribution_id == to_id, there.resident_id == Follow.resident_id)
            .exists(),
        )
        .values(contribution_id=to_id, before_id=func.nullif(Follow.before_id, to_id))
        .execution_options(synchronize_session=False)
    )
