"""Short ways to act in tests: a decision with a message, and what was queued for whom."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives.contributions import Contribution
from models.initiatives.history import HistoryRow
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed
from models.initiatives.telling import spoken
from models.messages.outbox import OutMessage
from models.messages.outgoing import MessageJson, message, words
from models.people.staff import Staff
from tests.builders import NOW, Cast, create_cast

SEEN = message([words("Beste bewoner,", "nl"), words("Dit <b>zag</b> de wijkmanager.", "nl")])


def set_stage(engine: Engine) -> Cast:
    """The cast, committed. Its rows can be read; use their ids or `session.merge` to change."""
    with transaction(engine) as session:
        return create_cast(session)


def decision(staff: Staff, contribution: Contribution, body: MessageJson | None = SEEN) -> Decision:
    """A decision on the contribution as it now stands, with a message to its author."""
    return Decision(staff, contribution.version, NOW, body)


def queued(session: Session) -> list[OutMessage]:
    """All messages on their way out, oldest first."""
    return list(session.scalars(select(OutMessage).order_by(OutMessage.id)))


def texts_queued(session: Session) -> list[str]:
    """What they say."""
    return [spoken(out.body) for out in queued(session) if out.body]  # type: ignore[arg-type]


def history(session: Session, contribution: Contribution) -> list[HistoryRow]:
    found = select(HistoryRow).where(HistoryRow.contribution_id == contribution.id)
    return list(session.scalars(found.order_by(HistoryRow.id)))


def deeds(session: Session, contribution: Contribution) -> list[Deed]:
    """What was done with it, oldest first."""
    return [Deed(row.act) for row in history(session, contribution)]
