"""Blocking a resident: one colleague proposes it, another agrees or not, and it ends by itself.

Whoever is blocked hears so in their own chat, and hears when it is over. Each act raises
`rights.NotAllowed`; those of the second person raise `NotNow` where there is nothing to decide.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor, HistoryRow, keep_message
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, Step, write
from models.initiatives.telling import frozen, spoken
from models.initiatives.terms import local_day
from models.messages.by_hand import BY_HAND
from models.messages.outgoing import ChoiceJson, MessageJson, choice, message, say
from models.messages.sending import enqueue, reachable
from models.people.blocks import Block, BlockEnd, BlockReason
from models.people.residents import Address, Resident
from models.people.rights import Act, require
from models.people.staff import Staff, StaffEvent
from models.plan.reading import load_frame
from texts.render import day, text

# So many the job ends at once.
SLICE = 100


class AlreadyBlocked(Exception):
    """This resident is blocked, or somebody proposed so."""


class OwnProposal(Exception):
    """Nobody is the second person of a block that they proposed."""


class NotNow(Exception):
    """A colleague was before us, or its last day is over."""


def propose(
    session: Session,
    contribution: Contribution,
    by: Decision,
    reason: BlockReason,
    words: str,
    ends_on: date,
) -> None:
    """Propose to block whoever brought this in. Nobody is told before a second person agrees.

    Raises `AlreadyBlocked`, and `NotThere` where it came in by letter, by phone or from nobody.
    """
    check_right(contribution, by, Deed.BLOCK_PROPOSED)
    chat = session.get(Address, contribution.address_id or 0)
    if contribution.resident_id is None or (chat and chat.channel in BY_HAND):
        raise NotThere("nobody in a chat to block")
    row = insert(Block).values(
        resident_id=contribution.resident_id,
        contribution_id=contribution.id,
        stadsdeel_id=contribution.stadsdeel_id,
        reason=reason,
        words=words,
        ends_on=ends_on,
        proposed_by_id=by.staff.id,
        proposed_at=by.now,
    )
    added = session.execute(row.on_conflict_do_nothing().returning(Block.id))
    if added.first() is None:
        raise AlreadyBlocked
    note = f"{_in_short(reason, ends_on)}\n{words}"
    write(session, contribution, by.step(Deed.BLOCK_PROPOSED, note=note))


def lock(session: Session, block_id: int) -> Block | None:
    """One that is not closed, locked: of two colleagues who decide exactly one is first."""
    found = select(Block).where(Block.id == block_id, Block.closed_at.is_(None))
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def confirm(session: Session, block: Block, staff: Staff, now: datetime) -> bool:
    """The second person agrees: from now on it holds. Gives whether the resident will hear.

    Raises `OwnProposal` and `NotNow`.
    """
    _check_second(block, staff, now)
    block.decided_by_id, block.decided_at = staff.id, now
    body = begun(block.reason, block.ends_on, load_frame(session).phone)
    return _tell(session, block, _written(session, block, Deed.BLOCK_CONFIRMED, staff, now), body)


def refuse(session: Session, block: Block, staff: Staff, now: datetime) -> None:
    """The second person does not agree; the resident never hears of it. Raises as `confirm`."""
    _check_second(block, staff, now)
    _close(block, BlockEnd.REFUSED, staff, now)
    _written(session, block, Deed.BLOCK_REFUSED, staff, now)


def lift(session: Session, block: Block, staff: Staff, now: datetime) -> bool:
    """End it before its last day, or take a proposal back. Gives whether the resident will hear."""
    require(staff, Act.BLOCK, block.stadsdeel_id)
    _close(block, BlockEnd.LIFTED, staff, now)
    row = _written(session, block, Deed.BLOCK_LIFTED, staff, now)
    return block.decided_at is not None and _tell(session, block, row, over())


def end_due(session: Session, now: datetime) -> int:
    """End what is past its last day and tell who was blocked; gives how many. For the clock."""
    due = (
        select(Block)
        .where(Block.closed_at.is_(None), Block.ends_on < local_day(now))
        .order_by(Block.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    )
    blocks = session.scalars(due).all()
    for block in blocks:
        _close(block, BlockEnd.OVER, None, now)
        row = _written(session, block, Deed.BLOCK_ENDED, None, now)
        if block.decided_at is not None:
            _tell(session, block, row, over())
    return len(blocks)


def begun(reason: BlockReason, ends_on: date, phone: str) -> MessageJson:
    """What a resident hears when it begins: until when, why, what still can be, where to object."""
    says = (
        say("blocked.until", until=ends_on),
        say(f"blocked.why_{reason.replace(' ', '_')}"),
        say("blocked.can"),
        say("blocked.object", phone=phone),
    )
    return message(says, [choice("/mens", say("button.contact")), _menu()])


def over() -> MessageJson:
    """What they hear when it is over."""
    return message([say("blocked.over")], [_menu()])


def _menu() -> ChoiceJson:
    return choice("/menu", say("button.menu"))


def _in_short(reason: BlockReason, ends_on: date) -> str:
    why = text(f"block.reason_{reason.replace(' ', '_')}", "nl")
    return text("block.in_short", "nl", why=why, until=day(ends_on, "nl"))


def _check_second(block: Block, staff: Staff, now: datetime) -> None:
    require(staff, Act.CONFIRM_BLOCK, block.stadsdeel_id)
    if block.proposed_by_id == staff.id:
        raise OwnProposal
    if block.decided_at is not None or block.ends_on < local_day(now):
        raise NotNow


def _close(block: Block, how: BlockEnd, staff: Staff | None, now: datetime) -> None:
    block.closed_as, block.closed_at = how, now
    block.closed_by_id = staff.id if staff else None


def _written(
    session: Session, block: Block, deed: Deed, staff: Staff | None, now: datetime
) -> HistoryRow | None:
    """In the history of what gave rise to it; in the log where that is there no more."""
    contribution = session.get(Contribution, block.contribution_id or 0)
    if contribution is None:
        by_id = staff.id if staff else None
        session.add(StaffEvent(at=now, by_id=by_id, act=deed, subject=f"block {block.id}"))
        return None
    actor = Actor.STAFF if staff else Actor.SYSTEM
    step = Step(deed, actor, contribution.version, now, staff.id if staff else None)
    return write(session, contribution, step)


def _tell(session: Session, block: Block, row: HistoryRow | None, body: MessageJson) -> bool:
    """In the chat that it came from, or their newest. False where they cannot be reached."""
    contribution = session.get(Contribution, block.contribution_id or 0)
    chat = contribution.address_id if contribution else None
    address = reachable(session, block.resident_id, chat)
    now = block.closed_at or block.decided_at
    if address is None or now is None:
        return False
    language = session.get_one(Resident, block.resident_id).language
    told = frozen(body, language, address.channel)
    what = "over" if block.closed_at else "begun"
    sent = enqueue(session, address, told, dedupe=f"block:{block.id}:{what}", now=now)
    if sent and row is not None:
        keep_message(session, row, spoken(told))
    return sent
