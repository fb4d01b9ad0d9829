"""The broadcast that is measured: a reminder of Burendag, queued as a campaign queues it."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.script import BOT, FIRST_CHAT
from models.asking.reaching import Mailing, next_slice, queue
from models.asking.saying import REMINDERS
from models.db import database_now
from models.messages.outbox import Lane
from models.messages.outgoing import MessageJson
from models.people.consents import set_opt_in
from models.people.finding import Caller, find_or_create
from models.people.residents import Channel, OptIn, Resident


def reminder() -> MessageJson:
    return REMINDERS["ask.burendag"](date(2027, 9, 25), "https://wijk.example")


def invite(session: Session, people: int) -> None:
    """Residents who asked to be told of Burendag."""
    now = database_now(session)
    chats = range(FIRST_CHAT, FIRST_CHAT + people)
    callers = [Caller(Channel.TELEGRAM, BOT, str(chat)) for chat in chats]
    for known in find_or_create(session, callers, now).values():
        resident = session.get_one(Resident, known.resident_id)
        set_opt_in(session, resident, OptIn.BURENDAG, True, now)


def queue_all(session: Session, name: str) -> int:
    """The reminder to everybody, in slices. Returns to how many.

    Bulk rests at night and a bench does not, so the rows move to the lane that never rests.
    """
    mailing = Mailing(name, Resident.id > 0, lambda _: reminder(), OptIn.BURENDAG)
    count, after = 0, 0
    while people := next_slice(session, mailing, after):
        count, after = count + queue(session, mailing, people), people[-1].resident_id
    awake = text("UPDATE outbox SET lane = :awake WHERE lane = :bulk AND state = 'queued'")
    session.execute(awake, {"awake": int(Lane.SERVICE), "bulk": int(Lane.BULK)})
    return count
