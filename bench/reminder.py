"""The broadcast that is measured: a reminder of Burendag, queued as a campaign queues it."""

from datetime import date

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.script import BOT, FIRST_CHAT
from models.asking.reaching import Mailing, next_slice, queue
from models.asking.saying import REMINDERS
from models.db import database_now
from models.messages.outbox import Lane
from models.messages.outgoing import MessageJson
from models.people.consents import WORDING
from models.people.finding import Caller, find_or_create
from models.people.residents import Channel, Consent, OptIn, Resident


def reminder() -> MessageJson:
    return REMINDERS["ask.burendag"](date(2027, 9, 25), "https://wijk.example")


def invite(session: Session, count: int) -> None:
    """Residents who asked to be told of Burendag."""
    now = database_now(session)
    chats = range(FIRST_CHAT, FIRST_CHAT + count)
    callers = [Caller(Channel.TELEGRAM, BOT, str(chat)) for chat in chats]
    people = find_or_create(session, callers, now).values()
    consent = {"kind": OptIn.BURENDAG, "given": True, "wording": WORDING, "changed_at": now}
    session.execute(insert(Consent), [consent | {"resident_id": one.resident_id} for one in people])


def queue_for(session: Session, people: int, name: str) -> None:
    """The reminder to so many of them, in slices. `name`: nobody gets one twice by it.

    Bulk rests at night and a bench does not, so the rows move to the lane that never rests.
    """
    mailing = Mailing(name, Resident.id > 0, lambda _: reminder(), OptIn.BURENDAG, unasked=False)
    now, after, left = database_now(session), 0, people
    while found := next_slice(session, mailing, after, now)[:left]:
        after, left = found[-1].resident_id, left - queue(session, mailing, found, now)
    awake = text("UPDATE outbox SET lane = :awake WHERE lane = :bulk AND state = 'queued'")
    session.execute(awake, {"awake": int(Lane.SERVICE), "bulk": int(Lane.BULK)})
