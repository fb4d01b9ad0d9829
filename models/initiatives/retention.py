"""What the privacy page promises: nothing is kept longer than the gemeente's own terms.

The terms are `bewaartermijnen` of the gemeente's folder. A night takes slices of a hundred.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from models.bulk import plain
from models.desk.prepared import Prepared, PreparedState
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.erasing import GONE, empty, erase, forget_words
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moves import Deed, Step, move
from models.messages.conversations import Conversation
from models.people.blocks import Block
from models.people.residents import Resident
from models.plan.gemeente import Gemeente

SLICE = 100
_MONTH = timedelta(days=30.44)
_NOT_ON_SITE = (
    Moderation.DECLINED,
    Moderation.REFERRED,
    Moderation.LAPSED,
    Moderation.WITHDRAWN,
    Moderation.HANDLED,
)
_SAID = (ContributionKind.REACTION, ContributionKind.MATTER)
_FINISHED = (Realisation.REALISED, Realisation.STOPPED, Realisation.NOT_FEASIBLE)


def retire(session: Session, now: datetime) -> int:
    """A slice of each kind. Returns how many were retired; 0 when nothing is over its term."""
    settings = session.scalars(select(Gemeente.settings).limit(1)).first()
    if settings is None:
        return 0
    terms = settings["bewaartermijnen"]
    return (
        _drop_drafts(session, now - timedelta(days=terms["concepten_dagen"]))
        + _drop_decisions(session, now - timedelta(days=terms["concepten_dagen"]))
        + _erase_silent(session, _months(now, terms, "stil_contact_maanden"), now)
        + _empty_undone(session, _months(now, terms, "niet_geplaatst_maanden"))
        + _take_off_finished(session, _months(now, terms, "afgehandeld_maanden"), now)
        + _forget_blocks(session, _months(now, terms, "niet_geplaatst_maanden"))
    )


def _months(now: datetime, terms: dict[str, Any], name: str) -> datetime:
    return now - int(terms[name]) * _MONTH


def _drop_drafts(session: Session, before: datetime) -> int:
    """An old conversation, with the draft in it: who comes back is greeted anew."""
    old = select(Conversation.address_id).where(Conversation.changed_at < before).limit(SLICE)
    gone = delete(Conversation).where(Conversation.address_id.in_(old))
    return len(session.execute(gone.returning(Conversation.address_id)).all())


def _drop_decisions(session: Session, before: datetime) -> int:
    """Drafts of colleagues: what came back to its maker, and what can no longer be released."""
    overtaken = and_(
        Prepared.state == PreparedState.WAITING,
        exists().where(
            plain(Contribution).c.id == Prepared.contribution_id,
            plain(Contribution).c.version != Prepared.version,
        ),
    )
    left = or_(Prepared.state == PreparedState.BACK, overtaken)
    old = select(Prepared.id).where(Prepared.made_at < before, left).limit(SLICE)
    gone = delete(Prepared).where(Prepared.id.in_(old))
    return len(session.execute(gone.returning(Prepared.id)).all())


def _erase_silent(session: Session, before: datetime, now: datetime) -> int:
    """Who said nothing for long, and about whose ideas nothing happened either."""
    # By the table: naming Initiative would leave out all other kinds.
    row = plain(Contribution).c
    stirred = func.greatest(row.status_changed_at, row.realisation_changed_at)
    lively = exists().where(Contribution.resident_id == Resident.id, stirred >= before)
    silent = (
        select(Resident)
        .where(Resident.last_seen_at < before, Resident.erased_at.is_(None), ~lively)
        .order_by(Resident.id)
        .limit(SLICE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    residents = session.scalars(silent).all()
    for resident in residents:
        erase(session, resident, now)
    return len(residents)


def _empty_undone(session: Session, before: datetime) -> int:
    """Ideas and meldingen that never came on the site, or were withdrawn from it."""
    old = (
        select(Contribution)
        .where(Contribution.status.in_(_NOT_ON_SITE), Contribution.status_changed_at < before)
        .where(Contribution.title != GONE)
        .order_by(Contribution.id)
        .limit(SLICE)
        .with_for_update()
    )
    return _retire_all(session, old)


def _take_off_finished(session: Session, before: datetime, now: datetime) -> int:
    """Initiatives that were realised, stopped or found not feasible long ago; and what was said
    of an opgave or for a cycle, that long after it was placed."""
    kept, over = plain(Contribution).c, _is_over(before)
    old = (
        select(Contribution)
        .where(kept.status == Moderation.PLACED, over)
        .order_by(Contribution.id)
        .limit(SLICE)
        .with_for_update()
    )
    for contribution in session.scalars(old).all():
        step = Step(Deed.HIDDEN, Actor.SYSTEM, contribution.version, now)
        move(session, contribution, Moderation.HIDDEN, step)
    hidden = (
        select(Contribution)
        .where(kept.status == Moderation.HIDDEN, kept.title != GONE, over)
        .order_by(Contribution.id)
        .limit(SLICE)
    )
    return _retire_all(session, hidden)


def _forget_blocks(session: Session, before: datetime) -> int:
    """Blocks that are over: as long as what was not placed."""
    old = select(Block.id).where(Block.closed_at < before).order_by(Block.id).limit(SLICE)
    return len(session.execute(delete(Block).where(Block.id.in_(old)).returning(Block.id)).all())


def _is_over(before: datetime) -> ColumnElement[bool]:
    row = plain(Contribution).c
    ended = and_(row.realisation.in_(_FINISHED), row.realisation_changed_at < before)
    return or_(ended, and_(row.kind.in_(_SAID), row.placed_at < before))


def _retire_all(session: Session, which: Any) -> int:
    retired = session.scalars(which).all()
    for contribution in retired:
        empty(session, contribution)
        forget_words(session, contribution)
        contribution.name, contribution.show_name = None, False
    return len(retired)
