"""What the dialogue may know of the residents of one batch: one query per kind of fact."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Executable, and_, exists, func, select
from sqlalchemy.orm import Session

from bot.dialogue.facts import BlockFact, Facts, HistoryFact, MyIdea, Plan
from models.bulk import among, among_given, plain, run
from models.initiatives.contributions import Contribution
from models.initiatives.following import Follow
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.links import Link
from models.initiatives.photos import Photo
from models.initiatives.requests import ChangeRequest, SecondLook
from models.initiatives.terms import local_day
from models.people.blocks import Block, holds
from models.people.choosing import Choices
from models.people.flooding import Bucket
from models.people.residents import Consent, Resident
from models.plan.areas import Area
from models.plan.help import Category
from models.plan.opgaven import Opgave


@dataclass(frozen=True)
class About:
    """Everything of one resident that a turn may need."""

    resident_id: int
    choices: Choices
    opt_ins: frozenset[str]
    mine: tuple[MyIdea, ...]
    bucket: Bucket = Bucket()
    follows: frozenset[str] = frozenset()
    blocked: BlockFact | None = None

    def facts(self, channel: str, plan: Plan, today: date) -> Facts:
        return Facts(
            channel=channel,
            today=today,
            language=self.choices.language,
            wijk=self.choices.wijk,
            sixteen_or_older=self.choices.sixteen_or_older,
            opt_ins=self.opt_ins,
            muted=self.choices.muted,
            mine=self.mine,
            plan=plan,
            follows=self.follows,
            blocked=self.blocked_on(today),
        )

    def blocked_on(self, today: date) -> BlockFact | None:
        """The block that holds on this day, though the clock may be late in closing it."""
        return self.blocked if self.blocked and self.blocked.until >= today else None


def load_about(session: Session, ids: Collection[int]) -> Mapping[int, About]:
    """By resident id. The same number of queries for one resident and for two hundred."""
    people = run(session, _residents(), ids=ids)
    mine = _mine(session, [row.id for row in people if row.has_ideas])
    return {
        row.id: About(
            row.id,
            Choices(row.language, row.wijk, row.sixteen_or_older, row.muted),
            frozenset(row.opt_ins),
            tuple(mine.get(row.id, ())),
            Bucket(row.full_at, row.hushed_at, row.alarmed_at),
            frozenset(row.follows),
            BlockFact(row.ends_on, str(row.reason)) if row.ends_on else None,
        )
        for row in people
    }


@cache
def _residents() -> Executable:
    agreed = select(Consent.kind).where(Consent.resident_id == Resident.id, Consent.given)
    given = agreed.correlate(Resident).scalar_subquery()
    has_ideas = exists().where(Contribution.resident_id == Resident.id)
    followed = select(Opgave.slug).join(Follow, Follow.opgave_id == Opgave.id)
    of_mine = followed.where(Follow.resident_id == Resident.id).correlate(Resident)
    return (
        select(Resident.id, Resident.language, Resident.sixteen_or_older, Resident.muted)
        .add_columns(func.coalesce(Area.slug, "").label("wijk"))
        .add_columns(Resident.full_at, Resident.hushed_at, Resident.alarmed_at)
        .add_columns(func.array(given).label("opt_ins"))
        .add_columns(has_ideas.label("has_ideas"))
        .add_columns(func.array(of_mine.scalar_subquery()).label("follows"))
        .add_columns(Block.ends_on, Block.reason)
        .outerjoin(Area, Area.id == Resident.wijk_id)
        .outerjoin(Block, and_(Block.resident_id == Resident.id, holds()))
        .where(among_given(Resident.id, "ids"))
    )


def _mine(session: Session, ids: Collection[int]) -> dict[int, list[MyIdea]]:
    if not ids:
        return {}
    rows = run(session, _ideas(), ids=ids)
    keys = [row.id for row in rows]
    moves, links = _moves(session, keys), _links(session, keys)
    found: dict[int, list[MyIdea]] = defaultdict(list)
    for row in rows:
        found[row.resident_id].append(_idea(row, moves.get(row.id, []), links.get(row.id, [])))
    return found


@cache
def _ideas() -> Executable:
    """Newest first. By columns, since a name that cannot be opened is nobody's business here."""
    row = Contribution
    asked = (
        select(row.id, row.resident_id, row.ref, row.kind, row.title, row.status)
        .add_columns(row.due_on, row.question, row.offered_title, row.offered_body)
        .add_columns(row.answer_by, row.body, row.public_title, row.public_body)
        # By the table: naming Initiative would leave out all other kinds.
        .add_columns(plain(row).c.realisation, plain(row).c.place_text)
        .add_columns(plain(row).c.lat.is_not(None).label("pin"))
        .add_columns(exists().where(Photo.contribution_id == row.id).label("photos"))
        .add_columns(ChangeRequest.asked_at.label("change"))
        .add_columns(SecondLook.asked_at.label("look_asked"), SecondLook.decided_at)
        .add_columns(Category.slug.label("category"), Area.slug.label("wijk"))
        .outerjoin(ChangeRequest, ChangeRequest.contribution_id == row.id)
        .outerjoin(SecondLook, SecondLook.contribution_id == row.id)
        .outerjoin(Category, Category.id == plain(row).c.category_id)
        .outerjoin(Area, Area.id == row.wijk_id)
        .where(among_given(row.resident_id, "ids"))
    )
    return asked.order_by(row.id.desc())


def _idea(row: Any, moves: list[HistoryFact], linked: list[str]) -> MyIdea:
    public = row.status == Moderation.PLACED and row.public_title is not None
    asked = row.status in (Moderation.QUESTION, Moderation.LAPSED)
    return MyIdea(
        ref=row.ref,
        title=row.public_title if public else row.title,
        status=str(row.status),
        realisation=str(row.realisation or ""),
        due=row.due_on,
        question=(row.question or "") if asked else "",
        offered_title=row.offered_title or "",
        offered_body=row.offered_body or "",
        public=public,
        linked=tuple(linked),
        timeline=tuple(moves),
        kind=str(row.kind),
        body=(row.public_body if public else row.body) or "",
        place=row.place_text or "",
        pin=row.pin,
        photos=row.photos,
        changing=row.change is not None,
        look=_look(row),
        answer_by=row.answer_by if row.status == Moderation.QUESTION else None,
        category=row.category or "",
        wijk=row.wijk or "",
    )


def _look(row: Any) -> str:
    if row.look_asked is not None:
        return "asked" if row.decided_at is None else "done"
    return "can" if row.status == Moderation.DECLINED else ""


def _moves(session: Session, ids: Collection[int]) -> dict[int, list[HistoryFact]]:
    found: dict[int, list[HistoryFact]] = defaultdict(list)
    rows = session.execute(
        select(HistoryRow.contribution_id, HistoryRow.at, HistoryRow.to_status)
        .where(among(HistoryRow.contribution_id, ids), HistoryRow.to_status.is_not(None))
        .order_by(HistoryRow.id)
    )
    for row in rows:
        found[row.contribution_id].append(HistoryFact(local_day(row.at), str(row.to_status)))
    return found


def _links(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Link.contribution_id, Opgave.title)
        .join(Opgave, Opgave.id == Link.opgave_id)
        .where(among(Link.contribution_id, ids))
        .order_by(Link.id)
    )
    for row in rows:
        found[row.contribution_id].append(row.title)
    return found
