"""`/verwijder`: what may go goes at once; what stays has no name and no way back to a person."""

from datetime import datetime

from sqlalchemy import ColumnElement, Update, delete, select, update
from sqlalchemy.orm import Session

from models.asking.answering import forget_open_answers
from models.asking.checkins import CheckInTaken
from models.asking.recognising import Recognition
from models.asking.room import Unasked
from models.desk.advice import AdviceRequest
from models.desk.prepared import Prepared
from models.initiatives import person_keys
from models.initiatives.answering import TooLate, find_own, withdraw
from models.initiatives.contributions import Contribution, Initiative, Matter
from models.initiatives.following import Follow
from models.initiatives.lifecycles import OPEN_STATES, Moderation
from models.initiatives.photos import Photo
from models.initiatives.place_plan import forget as forget_plan
from models.initiatives.placing import NOTHING_OFFERED
from models.initiatives.requests import drop
from models.initiatives.supporting import Support
from models.meetings.meetings import Seat
from models.messages.conversations import Conversation
from models.messages.inbox import UNFINISHED, InboxRow, InboxState, Quiet
from models.messages.outbox import OutMessage, OutState
from models.people import calls
from models.people.blocks import Block
from models.people.device_codes import DeviceCode
from models.people.residents import Address, Consent, Resident
from models.people.takeouts import TakeoutLink
from models.plan.gemeente import mark_plan_changed

# Words of a contribution that was never shown; its number and dates stay for the counts.
GONE = "-"


def erase(session: Session, resident: Resident, now: datetime, *, keep_public: bool = True) -> None:
    """Erase this resident. What is on the site stays there without their name, or goes too.

    The address row lives on until the goodbye has been sent; the nightly job takes it away.
    """
    _leave_contributions(session, resident, now, keep_public)
    _take_back_support(session, resident)
    _empty_messages(session, resident, now)
    calls.cancel(session, resident)
    forget_open_answers(session, resident.id)
    for theirs in (Consent, CheckInTaken, TakeoutLink, Follow, Unasked, Block):
        session.execute(delete(theirs).where(theirs.resident_id == resident.id))
    _leave_chats(session, resident)
    resident.wijk_id = resident.sixteen_or_older = None
    # A name that stood on the site is gone from the pages that were kept.
    mark_plan_changed(session)
    resident.muted, resident.erased_at = True, now


def _leave_chats(session: Session, resident: Resident) -> None:
    """What belongs to their chats: a seat, whether they recognise an opgave, a code."""
    addresses = select(Address.id).where(Address.resident_id == resident.id)
    for table in (Seat, Recognition, DeviceCode):
        session.execute(delete(table).where(table.address_id.in_(addresses)))


def erase_one(session: Session, resident: Resident, ref: str, now: datetime) -> None:
    """Erase one contribution of this resident, also from the site. Raises `Unknown`."""
    mine = find_own(session, resident.id, ref)
    _withdraw(session, resident, mine, now)
    empty(session, mine)
    _let_go(session, mine)
    _empty_told(session, OutMessage.contribution_id == mine.id, now)


def _leave_contributions(
    session: Session, resident: Resident, now: datetime, keep_public: bool
) -> None:
    mine = (
        select(Contribution)
        .where(Contribution.resident_id == resident.id)
        .order_by(Contribution.id)
        # A wijkmanager who decides at this moment is before us, or finds it gone.
        .with_for_update()
    )
    for contribution in session.scalars(mine).all():
        if contribution.status in OPEN_STATES or not keep_public:
            _withdraw(session, resident, contribution, now)
        if contribution.status != Moderation.PLACED:
            empty(session, contribution)
        _let_go(session, contribution)
    _drop_photos(session, (Photo.resident_id == resident.id) & Photo.contribution_id.is_(None))
    session.execute(update(Photo).where(Photo.resident_id == resident.id).values(resident_id=None))


def _let_go(session: Session, contribution: Contribution) -> None:
    """Nothing in it leads to a person any more, and nobody waits for an answer about it."""
    drop(session, contribution.id)
    forget_plan(session, contribution.id)
    for desk in (Prepared, AdviceRequest):
        session.execute(delete(desk).where(desk.contribution_id == contribution.id))
    forget_words(session, contribution)
    contribution.name, contribution.show_name = None, False
    contribution.resident_id = contribution.address_id = None


def empty(session: Session, contribution: Contribution) -> None:
    """What was told of an idea that is not on the site: in words, on the map, in pictures."""
    contribution.title, contribution.body, contribution.question = GONE, None, None
    contribution.public_title = contribution.public_body = contribution.marks = None
    for name, nothing in NOTHING_OFFERED.items():
        setattr(contribution, name, nothing)
    if isinstance(contribution, Initiative):
        contribution.lon = contribution.lat = contribution.advice = None
    if isinstance(contribution, Initiative | Matter):
        contribution.place_text = None
    _drop_photos(session, Photo.contribution_id == contribution.id)
    if contribution.status != Moderation.MERGED:
        # What was given to a merged one counts for the one that stays.
        for table in (Support, Follow):
            session.execute(delete(table).where(table.contribution_id == contribution.id))
    drop(session, contribution.id)
    forget_plan(session, contribution.id)


def forget_words(session: Session, contribution: Contribution) -> None:
    """Their answers to us, our messages and our notes. What was done with it stays to be seen."""
    person_keys.destroy(session, [contribution.id])


def _withdraw(
    session: Session, resident: Resident, contribution: Contribution, now: datetime
) -> None:
    try:
        withdraw(session, resident.id, contribution.ref, now)
    except TooLate:
        return


def _drop_photos(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(Photo).where(which))


def _take_back_support(session: Session, resident: Resident) -> None:
    """Hearts and offers to help, with the name that stood beside one."""
    addresses = select(Address.id).where(Address.resident_id == resident.id)
    session.execute(delete(Support).where(Support.address_id.in_(addresses)))


def _empty_messages(session: Session, resident: Resident, now: datetime) -> None:
    """Also what they said and we did not take up yet: our goodbye is the answer to that."""
    addresses = select(Address.id).where(Address.resident_id == resident.id)
    session.execute(delete(Conversation).where(Conversation.address_id.in_(addresses)))
    said = update(InboxRow).where(InboxRow.resident_id == resident.id)
    unheard = {"state": InboxState.DONE, "done_at": now, "reason": Quiet.ERASED}
    _change(session, said.where(InboxRow.state.in_(UNFINISHED)).values(unheard))
    _change(session, said.values(body=None, files=None))
    _empty_told(session, OutMessage.address_id.in_(addresses), now)


def _empty_told(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Not deleted: what was planned of a campaign stays accounted for."""
    told = update(OutMessage).where(which)
    gone = {"state": OutState.EXPIRED, "done_at": now, "reason": Quiet.ERASED}
    _change(session, told.where(OutMessage.state == OutState.QUEUED).values(gone))
    _change(session, told.values(body=None))


def _change(session: Session, change: Update) -> None:
    session.execute(change.execution_options(synchronize_session=False))
