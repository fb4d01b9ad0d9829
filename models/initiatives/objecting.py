"""Somebody says that something published is not right. No account is needed for that."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative, Objection
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, Step, write
from models.initiatives.photos import Photo
from models.initiatives.published import is_published
from models.initiatives.submitting import next_ref
from models.initiatives.terms import local_day, working_days_after
from models.plan.areas import Area, AreaKind
from models.plan.opgaven import Opgave
from models.plan.reading import load_frame
from models.plan.reading_opgaven import is_public

WORDS_AT_MOST = 2000
_PAGE = re.compile(r"/(initiatief|foto|opgave|wijk|stadsdeel)/([\w-]{1,64})(?:/overzicht)?")
_GENERAL = re.compile(r"/[a-z-]{0,40}")


@dataclass(frozen=True)
class Subject:
    """What a melding is about: the path and title of a page, and whose stadsdeel it is.

    Without a `stadsdeel_id` the page is of the whole gemeente; who objects then says where.
    """

    path: str
    title: str
    stadsdeel_id: int | None = None
    wijk_id: int | None = None
    about_id: int | None = None


def find_subject(session: Session, path: str) -> Subject:
    """The published thing at this path of ours. An unknown path is a melding about the site."""
    match = _PAGE.fullmatch(path)
    found = _FINDERS[match[1]](session, match[2]) if match else None
    if found is not None:
        return found
    return Subject(path if _GENERAL.fullmatch(path) else "/", "")


def submit_objection(
    session: Session,
    subject: Subject,
    stadsdeel_id: int,
    words: str,
    language: str,
    now: datetime,
) -> Objection:
    """Put a melding in the queue of this stadsdeel, due within the usual term."""
    frame = load_frame(session)
    number, ref = next_ref(session, frame.reference)
    objection = Objection(
        number=number,
        ref=ref,
        stadsdeel_id=stadsdeel_id,
        wijk_id=subject.wijk_id,
        language=language,
        title=subject.title or subject.path,
        body=words[:WORDS_AT_MOST],
        about=subject.path,
        about_id=subject.about_id,
        status=Moderation.SUBMITTED,
        status_changed_at=now,
        submitted_at=now,
        due_on=working_days_after(local_day(now), frame.term_days),
    )
    session.add(objection)
    session.flush()
    write(session, objection, Step(Deed.SUBMITTED, Actor.RESIDENT, 1, now), to=objection.status)
    return objection


def _initiative(session: Session, ref: str) -> Subject | None:
    return _of_initiative(session, Initiative.ref == ref.upper(), f"/initiatief/{ref.upper()}")


def _photo(session: Session, text: str) -> Subject | None:
    try:
        photo_id = uuid.UUID(text)
    except ValueError:
        return None
    shown = select(Photo.contribution_id).where(Photo.id == photo_id, Photo.hidden_at.is_(None))
    return _of_initiative(session, Initiative.id.in_(shown), f"/foto/{photo_id}")


def _of_initiative(session: Session, which: ColumnElement[bool], path: str) -> Subject | None:
    row = session.execute(
        select(
            Initiative.public_title, Initiative.stadsdeel_id, Initiative.wijk_id, Initiative.id
        ).where(which, is_published())
    ).one_or_none()
    return None if row is None else Subject(path, row[0] or "", row[1], row[2], row[3])


def _opgave(session: Session, slug: str) -> Subject | None:
    row = session.execute(
        select(Opgave.title, Opgave.stadsdeel_id).where(Opgave.slug == slug, is_public())
    ).one_or_none()
    return None if row is None else Subject(f"/opgave/{slug}", row[0], row[1])


def _wijk(session: Session, slug: str) -> Subject | None:
    row = session.execute(
        select(Area.name, Area.stadsdeel_id, Area.id).where(
            Area.kind == AreaKind.WIJK, Area.slug == slug
        )
    ).one_or_none()
    return None if row is None else Subject(f"/wijk/{slug}", *row)


def _stadsdeel(session: Session, slug: str) -> Subject | None:
    row = session.execute(
        select(Area.name, Area.id).where(Area.kind == AreaKind.STADSDEEL, Area.slug == slug)
    ).one_or_none()
    return None if row is None else Subject(f"/stadsdeel/{slug}", *row)


_FINDERS = {
    "initiatief": _initiative,
    "foto": _photo,
    "opgave": _opgave,
    "wijk": _wijk,
    "stadsdeel": _stadsdeel,
}
