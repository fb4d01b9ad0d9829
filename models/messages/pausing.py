"""A bot's pause, shared by whoever sends and kept over restarts."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.base import UtcDateTime
from models.bulk import given, run
from models.messages.pauses import Pause


def pause(session: Session, bot: str, until: datetime, reason: str) -> None:
    """No call of this bot before `until`. A longer pause that was there stays."""
    new = insert(Pause).values(bot=bot, until=until, reason=reason[:200])
    session.execute(
        new.on_conflict_do_update(
            index_elements=[Pause.bot],
            set_={
                "until": func.greatest(Pause.until, new.excluded.until),
                "reason": new.excluded.reason,
            },
        )
    )


def paused_until(session: Session, bot: str, now: datetime) -> datetime | None:
    """When this bot may call again, or None when it may now."""
    return next((row.until for row in run(session, _UNTIL, bot=bot, now=now)), None)


_UNTIL = select(Pause.until).where(
    Pause.bot == given("bot", String()), Pause.until > given("now", UtcDateTime())
)
