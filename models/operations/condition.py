"""The condition of the whole house: all figures, and in one word whether somebody must act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.terms import start_of_day
from models.messages import health, tallying
from models.messages.channel_view import ChannelView
from models.messages.health import Health
from models.messages.tallying import Answers
from models.operations import chain_watch
from models.operations.gaps import Gap, GapKind
from models.operations.job_runs import JobRun
from models.operations.reconciling import last_at
from models.settings import Settings

SLOW_IN, STUCK_IN = 30, 600
SLOW_OUT = 60
RECONCILED_WITHIN = timedelta(minutes=5)
SEEN_WITHIN = timedelta(minutes=15)
# The channel's own word: more than this waits there, or its last try failed just now.
MANY_PENDING = 100
RECENT_ERROR = timedelta(minutes=10)
# The share that must be answered within ten seconds, once there are enough to tell.
PROMPT, ENOUGH = 0.9, 10


class Status(StrEnum):
    """`ok`: nothing to do. `attention`: look today. `red`: look now."""

    OK = "ok"
    ATTENTION = "attention"
    RED = "red"


class Reason(StrEnum):
    """Why somebody must act; docs/bewaken.md says what to do at each."""

    # Red.
    DATABASE_AWAY = "database_away"
    DISK_FULL = "disk_full"
    SCHEMA = "schema"
    GAP = "gap"
    NOT_RECONCILED = "not_reconciled"
    INBOX_STUCK = "inbox_stuck"
    NO_POLLER = "no_poller"
    NO_SENDER = "no_sender"
    CHANNEL_DARK = "channel_dark"
    HISTORY_BROKEN = "history_broken"
    # Attention.
    NEVER_RAN = "never_ran"
    JOB_LATE = "job_late"
    JOB_FAILED = "job_failed"
    CHANNEL_UNSEEN = "channel_unseen"
    INBOX_SLOW = "inbox_slow"
    OUTBOX_SLOW = "outbox_slow"
    ANSWERS_SLOW = "answers_slow"
    PAUSED = "paused"
    SET_ASIDE = "set_aside"
    UNKNOWN = "unknown"
    FAILED = "failed"


RED = frozenset(
    {
        Reason.DATABASE_AWAY,
        Reason.DISK_FULL,
        Reason.SCHEMA,
        Reason.GAP,
        Reason.NOT_RECONCILED,
        Reason.INBOX_STUCK,
        Reason.NO_POLLER,
        Reason.NO_SENDER,
        Reason.CHANNEL_DARK,
        Reason.HISTORY_BROKEN,
    }
)


@dataclass(frozen=True)
class Wanted:
    """What this deployment is set up to do: talk on Telegram, and by polling or by webhook."""

    telegram: bool
    polling: bool


def wanted(settings: Settings) -> Wanted:
    """What these settings ask for."""
    return Wanted(settings.telegram_on, settings.telegram_webhook_secret is None)


@dataclass(frozen=True)
class Job:
    """A job by name: whether it is late, and since when it fails without a run in between."""

    name: str
    ran_at: datetime | None
    late: bool
    failed: bool


@dataclass(frozen=True)
class Condition:
    """Everything that was looked at, at the moment `at`. `ended` is of today, by state.

    `history_broken` is the row where the chain over what people did does not hold, if any.
    """

    at: datetime
    health: Health
    today: Answers
    hour: Answers
    ended: Mapping[str, int]
    gaps: Mapping[GapKind, int]
    reconciled_at: datetime | None
    jobs: Sequence[Job]
    views: Sequence[ChannelView]
    history_broken: str = ""
    reasons: Sequence[Reason] = ()

    @property
    def status(self) -> Status:
        return status_of(self.reasons)


def status_of(reasons: Sequence[Reason]) -> Status:
    """What these reasons come to."""
    if RED.intersection(reasons):
        return Status.RED
    return Status.ATTENTION if reasons else Status.OK


def examine(session: Session, asked: Wanted, now: datetime) -> Condition:
    """Look at everything. Some fifteen small queries, flat as rows grow."""
    looked = Condition(
        at=now,
        health=health.measure(session, now),
        today=tallying.answers(session, start_of_day(now)),
        hour=tallying.answers(session, now - timedelta(hours=1)),
        ended=tallying.ended(session, start_of_day(now)),
        gaps=_gaps(session),
        reconciled_at=last_at(session),
        jobs=[_job(run, now) for run in session.scalars(select(JobRun).order_by(JobRun.name))],
        views=session.scalars(select(ChannelView).order_by(ChannelView.bot)).all(),
        history_broken=chain_watch.broken_at(session),
    )
    reasons = (*_red(looked, asked), *_attention(looked, asked))
    return replace(looked, reasons=reasons)


def _gaps(session: Session) -> Mapping[GapKind, int]:
    rows = session.execute(select(Gap.kind, func.count()).group_by(Gap.kind))
    return {kind: n for kind, n in rows}


def _job(run: JobRun, now: datetime) -> Job:
    failed = run.failed_at is not None and (run.ran_at is None or run.ran_at < run.failed_at)
    return Job(run.name, run.ran_at, run.due_at < now, failed)


def _red(looked: Condition, asked: Wanted) -> Iterator[Reason]:
    if looked.gaps:
        yield Reason.GAP
    if looked.reconciled_at and looked.reconciled_at < looked.at - RECONCILED_WITHIN:
        yield Reason.NOT_RECONCILED
    if looked.health.lag_in > STUCK_IN:
        yield Reason.INBOX_STUCK
    if asked.telegram and asked.polling and not _held(looked, "poll:"):
        yield Reason.NO_POLLER
    if _is_late_out(looked) and not _held(looked, "send:"):
        yield Reason.NO_SENDER
    if any(_is_dark(view, looked.at) for view in looked.views) and asked.telegram:
        yield Reason.CHANNEL_DARK
    if looked.history_broken:
        yield Reason.HISTORY_BROKEN


def _attention(looked: Condition, asked: Wanted) -> Iterator[Reason]:
    seen = [view for view in looked.views if view.looked_at > looked.at - SEEN_WITHIN]
    paused = looked.health.paused_until is not None
    there = {
        Reason.NEVER_RAN: not looked.jobs,
        Reason.JOB_LATE: any(job.late for job in looked.jobs),
        Reason.JOB_FAILED: any(job.failed for job in looked.jobs),
        Reason.CHANNEL_UNSEEN: asked.telegram and not seen and not paused,
        Reason.INBOX_SLOW: SLOW_IN < looked.health.lag_in <= STUCK_IN,
        Reason.OUTBOX_SLOW: _is_late_out(looked) and _held(looked, "send:"),
        Reason.ANSWERS_SLOW: _is_slow(looked.hour),
        Reason.PAUSED: paused,
        Reason.SET_ASIDE: looked.health.poison > 0,
        Reason.UNKNOWN: looked.health.unknown > 0,
        Reason.FAILED: looked.health.failed > 0,
    }
    yield from (reason for reason, is_so in there.items() if is_so)


def _held(looked: Condition, kind: str) -> bool:
    return any(holder.name.startswith(kind) for holder in looked.health.holders)


def _is_late_out(looked: Condition) -> bool:
    return looked.health.lag_out > SLOW_OUT and looked.health.paused_until is None


def _is_dark(view: ChannelView, now: datetime) -> bool:
    failing = view.error_at is not None and view.error_at > now - RECENT_ERROR
    return view.elsewhere or failing or view.pending > MANY_PENDING


def _is_slow(hour: Answers) -> bool:
    share = hour.share_10s
    return share is not None and hour.heard >= ENOUGH and share < PROMPT
