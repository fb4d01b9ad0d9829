"""Merging: two initiatives that are the same become one. Nothing is deleted, and it can be undone.

The one that goes keeps its words, its history and its support; who followed it goes along. All
authors hear it: of the one that goes, of the one that stays, and of what was merged before.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from models.initiatives import follow_news, following
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import GONE
from models.initiatives.lifecycles import Moderation
from models.initiatives.merges import Merge
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, MoveNotAllowed, NotThere, move, part, write
from models.initiatives.placing import NOTHING_OFFERED
from models.initiatives.published import is_published
from models.initiatives.telling import author_language, frozen, tell
from models.messages.outgoing import MessageJson


class NotInto(NotThere):
    """It is not on the site, or it is the same initiative."""


def find_into(session: Session, initiative: Initiative, ref: str) -> Initiative:
    """The initiative on the site that this one can be merged into. Raises `NotInto`."""
    found = session.scalars(
        select(Initiative).where(Initiative.ref == ref.strip().upper(), is_published())
    ).first()
    if found is None or found.id == initiative.id:
        raise NotInto("no such initiative on the site")
    return found


def merge(session: Session, initiative: Initiative, decision: Decision, into: Initiative) -> bool:
    """Merge it into another, which must be on the site. Gives whether its author will hear.

    Raises `rights.NotAllowed`, `NotInto`, `MoveNotAllowed` and `Conflict`.
    """
    check_right(initiative, decision, Deed.MERGED)
    _lock(session, initiative.id, into.id)
    session.refresh(into)
    if into.status is not Moderation.PLACED or into.id == initiative.id:
        raise NotInto("it is not on the site any more")
    was = initiative.status
    values = NOTHING_OFFERED | {"question": None, "merged_into_id": into.id}
    step = decision.step(Deed.MERGED, reason=into.ref)
    row = move(session, initiative, Moderation.MERGED, step, **values)
    added = {"contribution_id": initiative.id, "into_id": into.id, "merged_at": decision.now}
    session.add(Merge(**added, was=was))
    along = _below(session, initiative.id)
    _lead(session, [one.id for one in along], into.id)
    following.go_along(session, initiative.id, into.id)
    heard = tell(session, initiative, row, decision.message, decision.now)
    _tell_one(session, into, initiative, Deed.JOINED, decision, lambda: joined(into, initiative))
    _tell_along(session, along, initiative, into, decision)
    return heard


def unmerge(session: Session, initiative: Initiative, decision: Decision) -> bool:
    """Let it go its own way again: as it stood, with its followers and what was merged into it.

    Gives and raises as `merge` does; what is erased stays where it is.
    """
    check_right(initiative, decision, Deed.PARTED)
    into = session.get_one(Initiative, initiative.merged_into_id or initiative.id)
    _lock(session, initiative.id, into.id)
    merged = _present(session, initiative.id)
    if merged is None or initiative.title == GONE:
        raise MoveNotAllowed(initiative.status, Moderation.IN_PROGRESS)
    step = decision.step(Deed.PARTED, reason=into.ref)
    row = part(session, initiative, stood(merged.was), step, merged_into_id=None)
    merged.undone_at = decision.now
    along = _below(session, initiative.id)
    _lead(session, [one.id for one in along], initiative.id)
    following.go_back(session, initiative.id, [one.id for one in along], into.id)
    heard = tell(session, initiative, row, decision.message, decision.now)
    _tell_one(session, into, initiative, Deed.LEFT, decision, lambda: follow_news.left(into.ref))
    _tell_along(session, along, initiative, initiative, decision)
    return heard


def stood(was: Moderation) -> Moderation:
    """Where it stands after it was merged from there: a question was taken back with the merge."""
    return Moderation.IN_PROGRESS if was is Moderation.QUESTION else was


def stands_after(session: Session, initiative: Initiative) -> Moderation:
    """Where it would stand after `unmerge`."""
    merged = _present(session, initiative.id)
    return stood(merged.was) if merged else Moderation.IN_PROGRESS


def joined(into: Initiative, initiative: Initiative) -> MessageJson:
    """What the author of the one that stays reads. Words that never were public stay unsaid."""
    other = (initiative.ref, initiative.public_title) if initiative.public_title else None
    return follow_news.joined(into.ref, into.public_title or "", other)


def merged_into(session: Session, initiative_id: int) -> Sequence[Initiative]:
    """All that count for this one now, oldest first."""
    merged = Initiative.merged_into_id == initiative_id
    return session.scalars(
        select(Initiative)
        .where(merged, Initiative.status == Moderation.MERGED)
        .order_by(Initiative.id)
    ).all()


def _lock(session: Session, *ids: int) -> None:
    """Both in the order of their ids: of two who merge crosswise one waits, and then is told."""
    both = select(Initiative.id).where(Initiative.id.in_(ids)).order_by(Initiative.id)
    session.execute(both.with_for_update(key_share=True))


def _present(session: Session, initiative_id: int) -> Merge | None:
    return session.scalars(
        select(Merge).where(Merge.contribution_id == initiative_id, Merge.undone_at.is_(None))
    ).one_or_none()


def _below(session: Session, initiative_id: int) -> Sequence[Initiative]:
    """What was merged into it, and into that."""
    under = (
        select(Merge.contribution_id)
        .where(Merge.into_id == initiative_id, Merge.undone_at.is_(None))
        .cte(recursive=True)
    )
    next_ = aliased(Merge)
    under = under.union(
        select(next_.contribution_id)
        .join(under, next_.into_id == under.c.contribution_id)
        .where(next_.undone_at.is_(None))
    )
    ids = select(under.c.contribution_id)
    found = select(Initiative).where(Initiative.id.in_(ids), Initiative.id != initiative_id)
    return session.scalars(found.order_by(Initiative.id)).all()


def _lead(session: Session, ids: Sequence[int], to: int) -> None:
    """So that nobody has to follow a chain."""
    session.execute(
        update(Initiative)
        .where(Initiative.id.in_(ids))
        .values(merged_into_id=to)
        .execution_options(synchronize_session="fetch")
    )


def _tell_along(
    session: Session,
    along: Sequence[Initiative],
    initiative: Initiative,
    into: Initiative,
    decision: Decision,
) -> None:
    """Those who had been merged into it before: where they count now."""
    for one in along:
        title = one.public_title or one.title

        def draft(one: Initiative = one, title: str = title) -> MessageJson:
            return follow_news.merged(one.ref, title, into.ref, into.public_title or "", None)

        _tell_one(session, one, initiative, Deed.LED, decision, draft)


def _tell_one(
    session: Session,
    one: Initiative,
    about: Initiative,
    deed: Deed,
    decision: Decision,
    draft: Callable[[], MessageJson],
) -> None:
    """Write it down there too, and tell its author, unless they hear it as the other's author."""
    row = write(session, one, decision.step(deed, reason=about.ref))
    if one.resident_id is not None and one.resident_id != about.resident_id:
        message = frozen(draft(), author_language(session, one))
        tell(session, one, row, message, decision.now)
