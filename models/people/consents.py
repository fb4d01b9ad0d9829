"""What a resident agreed to hear. Each choice is kept with its wording and its time."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.people.residents import Consent, OptIn, Resident

# Goes up whenever the sentence that asks for consent changes its meaning.
WORDING = 1


def set_opt_in(session: Session, resident: Resident, kind: OptIn, on: bool, now: datetime) -> None:
    """Switch one kind of unasked message on or off."""
    choice = {"given": on, "wording": WORDING, "changed_at": now}
    session.execute(
        insert(Consent)
        .values(resident_id=resident.id, kind=kind, **choice)
        .on_conflict_do_update(
            index_elements=[Consent.resident_id, Consent.kind],
            set_=choice,
        )
    )


def stop_all(session: Session, resident: Resident, now: datetime) -> None:
    """No message unasked any more, also not about their own contributions."""
    resident.muted = True
    session.execute(
        update(Consent)
        .where(Consent.resident_id == resident.id, Consent.given)
        .values(given=False, changed_at=now)
    )
