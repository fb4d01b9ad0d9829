"""Changing what one brought in: freely until it is placed, and after that as a request.

Photos go at once in either case: to take something away nobody needs to decide.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.initiatives import places
from models.initiatives.answering import TooLate, find_own
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import Actor
from models.initiatives.lifecycles import OPEN_STATES, Moderation
from models.initiatives.marking import marks
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, Step, revise
from models.initiatives.photos import Photo
from models.initiatives.places import NewPlace
from models.initiatives.requests import ChangeRequest, change_of
from models.initiatives.telling import tell
from models.initiatives.terms import answer_day

M = Moderation


@dataclass(frozen=True)
class NewText:
    """What is to be otherwise; None stays as it is."""

    title: str | None = None
    body: str | None = None
    place: NewPlace | None = None


class Offered(Exception):
    """Our own changed text waits for their answer, which comes first."""


def change(session: Session, resident_id: int, ref: str, new: NewText, now: datetime) -> bool:
    """Change one's own contribution. Gives whether staff decides first, as of what is placed.

    Raises `Unknown`, `TooLate` for what has ended, `Offered`, and `UnknownWijk` for the place.
    """
    mine = find_own(session, resident_id, ref)
    if mine.offered_title is not None:
        raise Offered
    if not isinstance(mine, Initiative):
        # What was said in a few words is taken back, and said anew.
        raise TooLate
    if mine.status in OPEN_STATES:
        _change_at_once(session, mine, new, now)
    elif mine.status is M.PLACED:
        _request(session, mine, new, now)
    else:
        raise TooLate
    return mine.status is M.PLACED


def _change_at_once(session: Session, mine: Initiative, new: NewText, now: datetime) -> None:
    """What stood there is not kept: it may be just what should not have been said."""
    values: dict[str, Any] = {"title": new.title or mine.title}
    values["body"] = mine.body if new.body is None else new.body or None
    step = Step(Deed.EDITED, Actor.RESIDENT, mine.version, now)
    values |= places.put(session, mine, new.place) if new.place else {}
    revise(session, mine, step, **values)


def _request(session: Session, mine: Contribution, new: NewText, now: datetime) -> None:
    """One waits at a time: a newer one takes its place, with what that had changed already."""
    wanted = change_of(mine) or _as_it_is(mine)
    if new.place:
        places.ask(session, wanted, new.place)
    wanted.asked_at = now
    wanted.title = new.title or wanted.title
    wanted.body = wanted.body if new.body is None else new.body or None
    session.add(wanted)
    step = Step(Deed.CHANGE_ASKED, Actor.RESIDENT, mine.version, now)
    revise(session, mine, step, due_on=answer_day(session, now))


def _as_it_is(mine: Contribution) -> ChangeRequest:
    title = mine.public_title or mine.title
    return ChangeRequest(contribution_id=mine.id, title=title, body=mine.public_body)


def drop_photos(session: Session, resident_id: int, ref: str, now: datetime) -> None:
    """Take all photos of one's contribution away for good. Raises `Unknown`, `TooLate`."""
    mine = find_own(session, resident_id, ref)
    gone = delete(Photo).where(Photo.contribution_id == mine.id).returning(Photo.id)
    if not session.execute(gone).all():
        raise TooLate
    revise(session, mine, Step(Deed.PHOTOS_DROPPED, Actor.RESIDENT, mine.version, now))


def accept_change(session: Session, contribution: Contribution, decision: Decision) -> bool:
    """Put the resident's new text on the site; history keeps what stood there before."""
    check_right(contribution, decision, Deed.CHANGED)
    wanted = change_of(contribution)
    placed = contribution.status is M.PLACED
    if wanted is None or not placed or not isinstance(contribution, Initiative):
        raise NotThere("nothing is asked, or it is not on the site")
    before = [contribution.public_title, contribution.public_body]
    step = decision.step(Deed.CHANGED, words="\n".join(filter(None, before)))
    text = {"title": wanted.title, "body": wanted.body}
    public = {
        "public_title": wanted.title,
        "public_body": wanted.body,
        "marks": marks(wanted.title, wanted.body or ""),
    }
    place = places.asked(session, contribution, wanted)
    row = revise(session, contribution, step, **text, **public, **place)
    session.delete(wanted)
    return tell(session, contribution, row, decision.message, decision.now)


def decline_change(
    session: Session, contribution: Contribution, decision: Decision, reason: str
) -> bool:
    """What is on the site stays as it is, and this is why."""
    check_right(contribution, decision, Deed.CHANGE_DECLINED)
    wanted = change_of(contribution)
    if wanted is None:
        raise NotThere("nothing is asked")
    row = revise(session, contribution, decision.step(Deed.CHANGE_DECLINED, reason=reason))
    session.delete(wanted)
    return tell(session, contribution, row, decision.message, decision.now)
