"""The files stage as the inbox knows it: which rows wait for a file, and what became of each.

A worker claims a row for a while by `claimed_until`, and only who still holds that very claim may
say what became of it. No lock is held while the file is fetched, so this works behind a pooling
proxy, and the row of a worker that died comes free by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models.messages.inbox import InboxRow, InboxState
from models.messages.receiving import Work, wake
from models.people.residents import Channel


@dataclass(frozen=True)
class Fetch:
    """A row whose file is ours to fetch until `claimed_until`. `tries` counts this one too."""

    id: int
    resident_id: int | None
    body: bytes | None
    tries: int
    claimed_until: datetime


def claim(
    session: Session, bot: str, limit: int, hold: timedelta, now: datetime
) -> Sequence[Fetch]:
    """At most `limit` rows of this bot that nobody is fetching, oldest first, now ours."""
    free = (
        select(InboxRow.id)
        .where(
            InboxRow.state == InboxState.FILES,
            InboxRow.channel == Channel.TELEGRAM,
            InboxRow.bot == bot,
            or_(InboxRow.claimed_until.is_(None), InboxRow.claimed_until <= now),
        )
        .order_by(InboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until = now + hold
    rows = session.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(free.scalar_subquery()))
        .values(claimed_until=until, tries=InboxRow.tries + 1)
        .returning(InboxRow.id, InboxRow.resident_id, InboxRow.body, InboxRow.tries)
        .execution_options(synchronize_session=False)
    )
    return [Fetch(row.id, row.resident_id, row.body, row.tries, until) for row in rows]


def settle(session: Session, fetch: Fetch, outcome: Mapping[str, str]) -> bool:
    """The outcome is known, so the row waits for its turn. False: the claim was lost."""
    settled = _update(
        session,
        fetch,
        {"files": dict(outcome), "state": InboxState.OPEN, "claimed_until": None, "tries": 0},
    )
    if settled:
        wake(session, Work.WORDS)
    return settled


def try_again(
    session: Session, fetch: Fetch, wait: timedelta, now: datetime, *, counts: bool = True
) -> bool:
    """The file could not be had now: anybody may try after `wait`. False: the claim was lost.

    `counts`: this was one of its tries.
    """
    tries = fetch.tries if counts else fetch.tries - 1
    return _update(session, fetch, {"claimed_until": now + wait, "tries": tries})


def _update(session: Session, fetch: Fetch, values: Mapping[str, object]) -> bool:
    done = session.execute(
        update(InboxRow)
        .where(
            InboxRow.id == fetch.id,
            InboxRow.state == InboxState.FILES,
            InboxRow.claimed_until == fetch.claimed_until,
        )
        .values(values)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None
