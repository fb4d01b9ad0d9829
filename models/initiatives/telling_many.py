"""Telling many authors the same news of the plan, in as many statements as for one."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.history import HistoryRow
from models.initiatives.moves import Step
from models.initiatives.person_keys import keys_of
from models.initiatives.telling import Listener, spoken
from models.messages.outbox import Lane
from models.messages.outgoing import MessageJson
from models.messages.sending import Letter, Terms, enqueue_all, reachable_each
from models.people.residents import Address


def tell_many(
    session: Session,
    listeners: Sequence[Listener],
    step: Step,
    compose: Callable[[Listener], MessageJson],
) -> int:
    """Write one row of history for each, and send each the message composed for them.

    `step` tells who did what, of all of them alike; its version is not looked at. Gives how many
    will hear. A row of whom nobody reaches keeps no text.
    """
    if not listeners:
        return 0
    rows = {one.contribution_id: _row(one.contribution_id, step) for one in listeners}
    session.add_all(rows.values())
    session.flush()
    chats = _chats(session, [*rows])
    letters = [
        Letter(
            chats[one.contribution_id],
            compose(one),
            f"news:{rows[one.contribution_id].id}",
            Terms(Lane.SERVICE, contribution_id=one.contribution_id),
        )
        for one in listeners
        if one.contribution_id in chats
    ]
    enqueue_all(session, letters, step.now)
    _keep(session, rows, letters)
    return len(letters)


def _row(contribution_id: int, step: Step) -> HistoryRow:
    return HistoryRow(
        contribution_id=contribution_id,
        at=step.now,
        actor=step.actor,
        staff_id=step.staff_id,
        act=step.act,
        reason=step.reason,
    )


def _chats(session: Session, contribution_ids: Sequence[int]) -> Mapping[int, Address]:
    """Where each author would read news of it; who cannot be reached is left out."""
    found = session.execute(
        select(Contribution.id, Contribution.resident_id, Contribution.address_id).where(
            Contribution.id.in_(contribution_ids)
        )
    )
    whose = {id_: (resident_id, address_id) for id_, resident_id, address_id in found}
    chats = reachable_each(session, set(whose.values()))
    return {id_: chats[one] for id_, one in whose.items() if one in chats}


def _keep(session: Session, rows: Mapping[int, HistoryRow], sent: Sequence[Letter]) -> None:
    """The text that went out, sealed for its person."""
    told = {letter.terms.contribution_id or 0: letter for letter in sent}
    keys = keys_of(session, told)
    for id_, letter in told.items():
        rows[id_].key_id = keys[id_].id
        rows[id_].sealed_message = keys[id_].seal(spoken(letter.body))
    session.flush()
