"""Telegram's "too many requests": until it is over no call that it concerns is started.

It is kept in the database, so that every stage, every process and the next start know it.

What it concerns. One about a message, a tap or a file holds for all that we ask of Telegram. Not
for getUpdates: that only takes what lies ready at the Bot API server, as a webhook goes on too,
and a tap that nobody fetches is gone after 150 seconds. One about getUpdates itself holds for
everything. Commands and descriptions have a limit of their own, of a day: one about these holds
for these alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.db import database_now, transaction
from models.messages import pausing

NONE = timedelta()


class Concern(StrEnum):
    """What a pause is about, as the first letters of its name; the rest is the bot's id."""

    CALLS = ""
    POLLING = "poll:"
    PRESENTATION = "about:"


# What else is not done while one of these waits.
_HELD_BY = {
    Concern.CALLS: (Concern.CALLS,),
    Concern.POLLING: (Concern.POLLING,),
    Concern.PRESENTATION: (Concern.PRESENTATION, Concern.CALLS),
}
# What one of these makes wait.
_HOLDS = {
    Concern.CALLS: (Concern.CALLS,),
    Concern.POLLING: (Concern.POLLING, Concern.CALLS),
    Concern.PRESENTATION: (Concern.PRESENTATION,),
}


@dataclass(frozen=True)
class Pauses:
    """The pauses of one bot. What does not say so is a transaction of its own."""

    engine: Engine
    bot: str

    def left(self, concern: Concern = Concern.CALLS) -> timedelta:
        """How long such a call must still wait; nothing when it may start."""
        with transaction(self.engine) as session:
            return self.left_in(session, concern)

    def left_in(self, session: Session, concern: Concern = Concern.CALLS) -> timedelta:
        """The same, asked in a transaction that is under way."""
        now = database_now(session)
        ends = [pausing.paused_until(session, one + self.bot, now) for one in _HELD_BY[concern]]
        return max((end - now for end in ends if end is not None), default=NONE)

    def begin(self, wait: timedelta, concern: Concern = Concern.CALLS) -> None:
        """Telegram said so just now."""
        with transaction(self.engine) as session:
            until = database_now(session) + wait
            for one in _HOLDS[concern]:
                pausing.pause(session, one + self.bot, until, "429")
