"""The news of a wijk: once a week, to who switched it on, and only where there is some."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.asking import reaching
from models.asking.hours import is_quiet, moment
from models.asking.reaching import Mailing
from models.base import Base, BigId
from models.initiatives import changes, follow_news
from models.initiatives.contributions import Initiative
from models.initiatives.published import is_published
from models.initiatives.terms import AMSTERDAM
from models.messages.outgoing import Json, MessageJson
from models.people.residents import OptIn, Resident
from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle, CycleState
from models.plan.opgaven import Opgave, OpgaveWijk, Scope
from models.plan.reading_opgaven import is_public

# Thursday at four: in time for the weekend.
DAY, AT = 3, time(16)
WEEK = timedelta(days=7)
# What could not go within two days does not go any more; the next week has its own news.
LATE = timedelta(days=2)


class WijkNews(Base):
    """The news of one week, which is the Monday `week_on`: what happened after `since`.

    `last_resident_id` is how far it has come into the outbox.
    """

    __tablename__ = "wijk_news"

    id: Mapped[BigId]
    week_on: Mapped[date] = mapped_column(unique=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    last_resident_id: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None]


def queue_due(session: Session, now: datetime) -> None:
    """Put a slice of this week's news in the outbox, once its hour has come."""
    due = _due_at(now)
    if is_quiet(now) or not due <= now < due + LATE:
        return
    week_on = due.astimezone(AMSTERDAM).date() - timedelta(days=DAY)
    _open(session, week_on, now)
    news = session.scalars(
        select(WijkNews)
        .where(WijkNews.week_on == week_on, WijkNews.done_at.is_(None))
        .with_for_update(skip_locked=True)
    ).first()
    if news is not None:
        _queue_slice(session, news, now, due + LATE)


def _due_at(now: datetime) -> datetime:
    today = now.astimezone(AMSTERDAM).date()
    return moment(today - timedelta(days=today.weekday() - DAY), AT)


def _open(session: Session, week_on: date, now: datetime) -> None:
    """Begin where the last news ended, though not further back than two weeks."""
    last = session.scalars(select(WijkNews.until).order_by(WijkNews.until.desc()).limit(1)).first()
    since = max(last or now - WEEK, now - 2 * WEEK)
    row = insert(WijkNews).values(week_on=week_on, since=min(since, now), until=now)
    session.execute(row.on_conflict_do_nothing())


def _queue_slice(session: Session, news: WijkNews, now: datetime, expires_at: datetime) -> None:
    bodies = letters(session, news.since, news.until)
    mail = Mailing(
        name=f"wijk:{news.week_on}",
        who=reaching.agreed(OptIn.WIJK_NEWS) & Resident.wijk_id.in_(list(bodies)),
        body_for=lambda wijk_id: bodies[wijk_id or 0],
        opt_in=OptIn.WIJK_NEWS,
        expires_at=expires_at,
    )
    if reaching.is_full(session, mail.name):
        return
    people = reaching.next_slice(session, mail, news.last_resident_id, now)
    reaching.queue(session, mail, people, now)
    if people:
        news.last_resident_id = people[-1].resident_id
    else:
        news.done_at = now


def letters(session: Session, since: datetime, until: datetime) -> Mapping[int, MessageJson]:
    """By wijk with news, the message. Eight queries, however many wijken there are."""
    ideas = _ideas(session, since, until)
    opgaven = _opgaven(session, since, until)
    wijken = session.scalars(select(Area).where(Area.kind == AreaKind.WIJK)).all()
    return {
        wijk.id: follow_news.wijk(wijk.name, ideas[wijk.id], opgaven[wijk.id])
        for wijk in wijken
        if ideas[wijk.id] or opgaven[wijk.id]
    }


def _ideas(session: Session, since: datetime, until: datetime) -> Mapping[int, Sequence[Json]]:
    rows = session.execute(
        select(Initiative.wijk_id, Initiative.ref, Initiative.public_title)
        .where(is_published(), Initiative.wijk_id.is_not(None))
        .where(Initiative.placed_at > since, Initiative.placed_at <= until)
        .order_by(Initiative.placed_at.desc(), Initiative.id.desc())
    )
    found: dict[int, list[Json]] = defaultdict(list)
    for wijk_id, ref, title in rows:
        found[wijk_id or 0].append(follow_news.wijk_idea(ref, title or ""))
    return found


def _opgaven(
    session: Session, since: datetime, until: datetime
) -> Mapping[int, Sequence[follow_news.About]]:
    """What changed on the opgaven of each wijk: its own, and those of its whole stadsdeel."""
    current = select(Opgave.id).join(Cycle, Cycle.id == Opgave.cycle_id)
    ids = current.where(is_public(), Cycle.state == CycleState.CURRENT)
    told: dict[int, list[Json]] = defaultdict(list)
    for change in changes.of_opgaven(session, ids, since):
        if change.at <= until and change.opgave_id is not None:
            told[change.opgave_id].append(change.told)
    found: dict[int, list[follow_news.About]] = defaultdict(list)
    for wijk_id, opgave in _where(session, list(told)):
        found[wijk_id].append((opgave.slug, opgave.title, told[opgave.id]))
    return found


def _where(session: Session, opgave_ids: Sequence[int]) -> Sequence[tuple[int, Opgave]]:
    """In which wijken these opgaven matter."""
    own = Area.id == OpgaveWijk.wijk_id
    wide = (Opgave.scope != Scope.WIJKEN) & (Area.stadsdeel_id == Opgave.stadsdeel_id)
    within = (Opgave.scope != Scope.BUITENGEBIED) | Area.rural
    rows = session.execute(
        select(Area.id, Opgave)
        .select_from(Opgave)
        .outerjoin(OpgaveWijk, OpgaveWijk.opgave_id == Opgave.id)
        .join(Area, (Area.kind == AreaKind.WIJK) & (own | (wide & within)))
        .where(Opgave.id.in_(opgave_ids))
        .distinct()
        .order_by(Opgave.id, Area.id)
    )
    return [(wijk_id, opgave) for wijk_id, opgave in rows]
