"""The only way in which a contribution's two statuses change.

Every move asks the table of its lifecycle, changes the row where its version is still the one
that the actor saw, and writes one row of history. So of two moderators exactly one wins, and
the other learns who did what, when.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, Initiative, Objection
from models.initiatives.history import Actor, HistoryRow, tell_privately
from models.initiatives.lifecycles import (
    MODERATION_MOVES,
    OBJECTION_MOVES,
    PARTED,
    REALISATION_MOVES,
    Moderation,
    Realisation,
)
from models.people.staff import Staff
from models.plan.gemeente import mark_plan_changed


class Deed(StrEnum):
    """What was done, as history tells it."""

    SUBMITTED = "submitted"
    TAKEN_UP = "taken_up"
    SECOND_LOOK = "second_look"
    ASKED = "asked"
    ANSWERED = "answered"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PLACED = "placed"
    PLACED_UNNAMED = "placed_unnamed"
    DECLINED = "declined"
    REFERRED = "referred"
    HANDED_OVER = "handed_over"
    HIDDEN = "hidden"
    UNHIDDEN = "unhidden"
    PHOTO_HIDDEN = "photo_hidden"
    PHOTO_SHOWN = "photo_shown"
    PHOTO_BLURRED = "photo_blurred"
    PHOTO_RESTORED = "photo_restored"
    ORIGINAL_SEEN = "original_seen"
    ADVICE_ASKED = "advice_asked"
    ADVICE_GIVEN = "advice_given"
    HANDLED = "handled"
    MERGED = "merged"
    PARTED = "parted"
    JOINED = "joined"
    LEFT = "left"
    LED = "led"
    FOLLOWED_UP = "followed_up"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    LET_GO = "let_go"
    REMINDED = "reminded"
    LOOK_ASKED = "look_asked"
    CONFIRMED = "confirmed"
    EDITED = "edited"
    CHANGE_ASKED = "change_asked"
    CHANGED = "changed"
    CHANGE_DECLINED = "change_declined"
    PHOTOS_DROPPED = "photos_dropped"
    ADVANCED = "advanced"
    NOTED = "noted"
    LINKED = "linked"
    UNLINKED = "unlinked"
    PROGRESS = "progress"
    PLAN_HANDED_IN = "plan_handed_in"
    PLAN_TURNED = "plan_turned"
    PLAN_READ = "plan_read"
    BLOCK_PROPOSED = "block_proposed"
    BLOCK_CONFIRMED = "block_confirmed"
    BLOCK_REFUSED = "block_refused"
    BLOCK_LIFTED = "block_lifted"
    BLOCK_ENDED = "block_ended"


# These leave the version as it was: nobody is ever "first" with one of them.
_BESIDE = frozenset(
    {
        *(Deed.NOTED, Deed.LINKED, Deed.UNLINKED, Deed.PROGRESS, Deed.FOLLOWED_UP),
        *(Deed.JOINED, Deed.LEFT, Deed.LED, Deed.REMINDED),
        *(Deed.PHOTO_HIDDEN, Deed.PHOTO_SHOWN, Deed.PHOTO_BLURRED, Deed.PHOTO_RESTORED),
        *(Deed.ORIGINAL_SEEN, Deed.ADVICE_ASKED, Deed.ADVICE_GIVEN),
        *(Deed.PLAN_HANDED_IN, Deed.PLAN_TURNED, Deed.PLAN_READ),
        *(Deed.BLOCK_PROPOSED, Deed.BLOCK_CONFIRMED, Deed.BLOCK_REFUSED),
        *(Deed.BLOCK_LIFTED, Deed.BLOCK_ENDED),
    }
)


# Of these the row of history tells itself, or they follow from the others.
_TOLD_ELSEWHERE = frozenset(
    {"status", "status_changed_at", "realisation", "realisation_changed_at", "marks", "placed_at"}
)


class MoveNotAllowed(Exception):
    """The lifecycle has no such move from where the contribution stands."""

    def __init__(self, was: StrEnum | None, to: StrEnum) -> None:
        super().__init__(f"no move from {was} to {to}")
        self.was = was
        self.to = to


class NotThere(Exception):
    """What an act names (a photo, a link, a stadsdeel) is not there, or not of this one."""


@dataclass(eq=False)
class Conflict(Exception):
    """Somebody was first: what they did, and when. `who` is a colleague's name, or empty."""

    actor: Actor
    who: str
    act: str
    at: datetime
    to: str | None


@dataclass(frozen=True)
class Step:
    """One act as history will tell it. `version` is the one that the actor saw."""

    act: Deed
    actor: Actor
    version: int
    now: datetime
    staff_id: int | None = None
    reason: str | None = None
    words: str | None = None
    note: str | None = None


def allowed_moves(contribution: Contribution) -> frozenset[Moderation]:
    """Where moderation may bring this contribution from where it stands."""
    table = OBJECTION_MOVES if isinstance(contribution, Objection) else MODERATION_MOVES
    return table.get(contribution.status, frozenset())


def move(
    session: Session, contribution: Contribution, to: Moderation, step: Step, **values: Any
) -> HistoryRow:
    """Bring a contribution to another moderation status, and change `values` with it.

    Raises `Conflict` when it is no longer the version that the actor saw, `MoveNotAllowed`
    when the table has no such move.
    """
    return _move(session, contribution, to, step, allowed_moves(contribution), values)


def part(
    session: Session, initiative: Initiative, to: Moderation, step: Step, **values: Any
) -> HistoryRow:
    """Bring what was merged back to where it stood. Raises as `move` does."""
    ways = PARTED if initiative.status is Moderation.MERGED else frozenset[Moderation]()
    return _move(session, initiative, to, step, ways, values)


def _move(
    session: Session,
    contribution: Contribution,
    to: Moderation,
    step: Step,
    ways: Collection[Moderation],
    values: Mapping[str, Any],
) -> HistoryRow:
    _check_version(session, contribution, step)
    was = contribution.status
    if to not in ways:
        raise MoveNotAllowed(was, to)
    stands = {"status": to, "status_changed_at": step.now}
    changes = _change(session, contribution, step, {**values, **stands})
    if Moderation.PLACED in {was, to}:
        mark_plan_changed(session)
    return write(session, contribution, step, was, to, changes)


def advance(
    session: Session, initiative: Initiative, to: Realisation, step: Step, **values: Any
) -> HistoryRow:
    """Bring an initiative to another realisation status. Raises as `move` does.

    There is nothing to carry out before it was placed.
    """
    _check_version(session, initiative, step)
    was = initiative.realisation
    if was is None or to not in REALISATION_MOVES[was]:
        raise MoveNotAllowed(was, to)
    moved = {"realisation": to, "realisation_changed_at": step.now}
    changes = _change(session, initiative, step, values | moved)
    mark_plan_changed(session)
    return write(session, initiative, step, was, to, changes)


def revise(session: Session, contribution: Contribution, step: Step, **values: Any) -> HistoryRow:
    """Change a contribution that stays where it stands. Raises `Conflict`."""
    _check_version(session, contribution, step)
    changes = _change(session, contribution, step, values)
    if contribution.status is Moderation.PLACED:
        mark_plan_changed(session)
    return write(session, contribution, step, changes=changes)


def write(
    session: Session,
    contribution: Contribution,
    step: Step,
    was: StrEnum | None = None,
    to: StrEnum | None = None,
    changes: Mapping[str, Any] | None = None,
) -> HistoryRow:
    """Add one row of history. Flushes, since messages are de-duplicated by its id."""
    row = HistoryRow(
        contribution_id=contribution.id,
        at=step.now,
        actor=step.actor,
        staff_id=step.staff_id,
        act=step.act,
        from_status=was,
        to_status=to,
        reason=step.reason,
    )
    tell_privately(session, row, step.words, step.note, changes)
    session.add(row)
    session.flush()
    return row


def _check_version(session: Session, contribution: Contribution, step: Step) -> None:
    """Before the table is asked: who looked at an old version must hear so, not of the table."""
    if contribution.version != step.version:
        raise who_was_first(session, contribution)


def _change(
    session: Session, contribution: Contribution, step: Step, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Gives what changed, before and after."""
    kind, changes = type(contribution), _differences(contribution, values)
    changed = session.execute(
        update(kind)
        .where(kind.id == contribution.id, kind.version == step.version)
        .values(**values, version=step.version + 1)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], changed).rowcount != 1:
        # Somebody committed between our reading and our writing.
        raise who_was_first(session, contribution)
    session.refresh(contribution)
    return changes


def _differences(contribution: Contribution, values: Mapping[str, Any]) -> Mapping[str, Any]:
    pairs = {name: (getattr(contribution, name), new) for name, new in values.items()}
    return {
        name: [_written(was), _written(new)]
        for name, (was, new) in pairs.items()
        if was != new and name not in _TOLD_ELSEWHERE
    }


def _written(value: Any) -> Any:
    return value if isinstance(value, str | int | float | None) else str(value)


def who_was_first(session: Session, contribution: Contribution) -> Conflict:
    """The newest act that changed a contribution, for whoever looked at an older version."""
    newest = session.execute(
        select(HistoryRow, Staff.name)
        .outerjoin(Staff, Staff.id == HistoryRow.staff_id)
        .where(HistoryRow.contribution_id == contribution.id, HistoryRow.act.not_in(_BESIDE))
        .order_by(HistoryRow.id.desc())
        .limit(1)
    ).first()
    if newest is None:
        return Conflict(Actor.SYSTEM, "", "", contribution.status_changed_at, None)
    row, name = newest
    return Conflict(row.actor, name or "", row.act, row.at, row.to_status)
