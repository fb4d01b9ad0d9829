"""The plan of one ontmoetingsplek: what its owner, the wijkmanager and partners answered so far."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.bulk import plain
from models.initiatives.contributions import Initiative
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Moderation, Realisation
from models.keys import EncryptedText
from models.plan.help import Category
from models.plan.track import Track, Turn

# Its owner may go on with it as long as the work is before them or under way.
IN_HAND = frozenset({Realisation.FEASIBLE, Realisation.RUNNING})


class PlacePlan(Base):
    """A plan that was begun. Handed in as it stands when `handed_in_at` is not before `changed_at`.

    It waits for the wijkmanager until `read_at`, when one worked on it or said to have read it.

    `version` goes up with every change, so that staff who look at an older one learn so.
    """

    __tablename__ = "place_plan"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def handed_in(self) -> bool:
        """Whether its owner handed it in as it stands now."""
        return self.handed_in_at is not None and self.handed_in_at >= self.changed_at

    @property
    def waits(self) -> bool:
        """Whether it was handed in, and nobody read it since."""
        unread = self.read_at is None or (self.handed_in_at or self.read_at) > self.read_at
        return self.handed_in and unread


class PlanAnswer(Base):
    """What was said at one step, and whose turn it is there. Without a row it is as it began.

    A resident who skips a step is done with it, without an `answer`. `note` is what the
    wijkmanager wrote with the turn.
    """

    __tablename__ = "place_plan_answer"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    turn: Mapped[Turn]
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    actor: Mapped[Actor]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(EncryptedText)


def in_hand(initiative: Initiative) -> bool:
    """Whether anybody can work on a plan for it now."""
    return initiative.status is Moderation.PLACED and initiative.realisation in IN_HAND


def waits() -> ColumnElement[bool]:
    """For a query on plans: the same as `PlacePlan.waits`, of an initiative that is in hand."""
    # Under a name of its own, since the query around it may be on contributions too.
    plan, one = plain(PlacePlan).c, plain(Initiative).alias().c
    in_hand_now = select(one.id).where(
        one.id == plan.contribution_id,
        one.status == Moderation.PLACED,
        one.realisation.in_(IN_HAND),
    )
    return and_(
        plan.handed_in_at >= plan.changed_at,
        or_(plan.read_at.is_(None), plan.read_at < plan.handed_in_at),
        in_hand_now.exists(),
    )


def may_have(session: Session, initiative: Initiative, track: Track) -> bool:
    """Whether there is a plan to make for an idea like this, whatever its status."""
    slug = session.scalar(select(Category.slug).where(Category.id == initiative.category_id))
    return bool(track.steps) and slug in track.categories


def forget(session: Session, contribution_id: int) -> None:
    """The plan goes, with all that was said in it."""
    for table in (PlanAnswer, PlacePlan):
        session.execute(delete(table).where(table.contribution_id == contribution_id))
