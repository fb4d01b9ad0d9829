"""Saying something: of an opgave, or of what is important in one's wijk.

Both are contributions: a wijkmanager reads them, and the answer comes in the same chat.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, ContributionKind, Matter, Reaction
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, Step, write
from models.initiatives.submitting import next_ref
from models.initiatives.terms import local_day, start_of_day, working_days_after
from models.people.residents import Address, Resident
from models.plan.areas import Area
from models.plan.coming import coming_cycle, themes_to_choose
from models.plan.cycles import Cycle
from models.plan.opgaven import Opgave
from models.plan.queries import wijk_by_slug
from models.plan.reading import load_frame
from models.plan.reading_opgaven import is_public, now_or_next

# Reactions and matters together: enough for who has much to say, too few to fill a queue.
A_DAY = 5
WORDS_AT_MOST = 2000
TITLE = 100
PLACE = 200

Said = TypeVar("Said", Reaction, Matter)


class SaidEnough(Exception):
    """This resident said five things today."""


class UnknownSubject(Exception):
    """There is no such opgave to say something of, or no such wijk."""


@dataclass(frozen=True)
class Concern:
    """What somebody finds important. `theme` and `wijk` are slugs; the theme may be left open."""

    words: str
    wijk: str
    theme: str = ""
    place: str = ""


def react(
    session: Session, slug: str, words: str, resident: Resident, address: Address, now: datetime
) -> Reaction:
    """Say something of an opgave of now or of the next years.

    Raises `SaidEnough` and `UnknownSubject` before anything is written.
    """
    _check_room(session, resident, now)
    opgave = _find_opgave(session, slug)
    return _hand_in(
        session,
        Reaction(
            **_words(words),
            stadsdeel_id=opgave.stadsdeel_id,
            wijk_id=_own_wijk(session, resident, opgave.stadsdeel_id),
            opgave_id=opgave.id,
            about=f"/opgave/{opgave.slug}",
        ),
        resident,
        address,
        now,
    )


def say_matters(
    session: Session, concern: Concern, resident: Resident, address: Address, now: datetime
) -> Matter:
    """Say what is important in a wijk. Raises as `react` does."""
    _check_room(session, resident, now)
    wijk = wijk_by_slug(session, concern.wijk)
    if wijk is None or wijk.stadsdeel_id is None:
        raise UnknownSubject(concern.wijk)
    cycle = coming_cycle(session)
    themes = {theme.slug: theme.id for theme in themes_to_choose(session)}
    return _hand_in(
        session,
        Matter(
            **_words(concern.words),
            stadsdeel_id=wijk.stadsdeel_id,
            wijk_id=wijk.id,
            place_text=concern.place[:PLACE] or None,
            theme_id=themes.get(concern.theme),
            for_cycle_id=cycle.id if cycle else None,
        ),
        resident,
        address,
        now,
    )


def _check_room(session: Session, resident: Resident, now: datetime) -> None:
    said = select(func.count()).where(
        Contribution.resident_id == resident.id,
        Contribution.kind.in_([ContributionKind.REACTION, ContributionKind.MATTER]),
        Contribution.submitted_at >= start_of_day(now),
    )
    if (session.scalar(said) or 0) >= A_DAY:
        raise SaidEnough


def _find_opgave(session: Session, slug: str) -> Opgave:
    found = session.scalars(
        select(Opgave)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.slug == slug, is_public(), now_or_next())
    ).first()
    if found is None:
        raise UnknownSubject(slug)
    return found


def _own_wijk(session: Session, resident: Resident, stadsdeel_id: int) -> int | None:
    """Where they live, if the opgave is of that stadsdeel."""
    wijk = session.get(Area, resident.wijk_id) if resident.wijk_id else None
    return wijk.id if wijk and wijk.stadsdeel_id == stadsdeel_id else None


def _words(words: str) -> dict[str, Any]:
    """A few words are the title; of more it is how they begin."""
    line = " ".join(words.split())
    if len(line) <= TITLE:
        return {"title": line, "body": words if "\n" in words.strip() else None}
    return {"title": f"{line[: TITLE - 1].rstrip()}…", "body": words[:WORDS_AT_MOST]}


def _hand_in(
    session: Session, said: Said, resident: Resident, address: Address, now: datetime
) -> Said:
    frame = load_frame(session)
    said.number, said.ref = next_ref(session, frame.reference)
    said.resident_id, said.address_id = resident.id, address.id
    said.language = resident.language
    said.status, said.status_changed_at, said.submitted_at = Moderation.SUBMITTED, now, now
    said.due_on = working_days_after(local_day(now), frame.term_days)
    session.add(said)
    session.flush()
    write(session, said, Step(Deed.SUBMITTED, Actor.RESIDENT, 1, now), to=said.status)
    return said
