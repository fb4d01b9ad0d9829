"""The condition of the house as JSON and as figures for Prometheus. docs/bewaken.md names all."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Gauge

from models.messages.tallying import Answers
from models.operations.condition import Condition, Reason, Status, status_of
from models.operations.gaps import GapKind
from models.schema_state import State

Json = dict[str, Any]
# The value of each tuple of labels.
Values = Mapping[Any, float]

LEVELS = {Status.OK: 0, Status.ATTENTION: 1, Status.RED: 2}


def in_short(found: Condition) -> Json:
    """What anybody may know: whether somebody must act, and why."""
    return {"status": str(found.status), "reasons": [str(reason) for reason in found.reasons]}


def of_nothing(reason: Reason, schema: State | None) -> Json:
    """The same where nothing could be looked at."""
    said: Json = {"status": str(status_of([reason])), "reasons": [str(reason)]}
    return said | ({"schema": str(schema)} if schema else {})


def told(found: Condition) -> Json:
    """Everything."""
    health = found.health
    return in_short(found) | {
        "schema": str(State.OK),
        "inbox": {
            "waiting": health.waiting_in,
            "lag_seconds": round(health.lag_in, 1),
            "set_aside": health.poison,
        },
        "outbox": {
            "waiting": health.waiting_out,
            "lag_seconds": round(health.lag_out, 1),
            "queued": health.queued,
            "sending": health.sending,
            "unknown": health.unknown,
            "failed": health.failed,
            "today": dict(found.ended),
        },
        "answered": {"today": _shares(found.today), "hour": _shares(found.hour)},
        "paused_until": _iso(health.paused_until),
        "pauses": {name: _iso(until) for name, until in sorted(health.pauses.items())},
        "leases": [
            {"name": one.name, "holder": one.holder, "until": _iso(one.until)}
            for one in health.holders
        ],
        "reconciled_at": _iso(found.reconciled_at),
        "history_broken": found.history_broken,
        "gaps": {str(kind): n for kind, n in sorted(found.gaps.items())},
        "jobs": {
            job.name: {"ran_at": _iso(job.ran_at), "late": job.late, "failed": job.failed}
            for job in found.jobs
        },
        "channels": [
            {
                "bot": view.bot,
                "looked_at": _iso(view.looked_at),
                "pending": view.pending,
                "elsewhere": view.elsewhere,
                "error_at": _iso(view.error_at),
                "error": view.error,
            }
            for view in found.views
        ],
    }


def _shares(answers: Answers) -> Json:
    """Shares between 0 and 1, or null where nobody spoke."""
    return {
        "answered": answers.answered,
        "missed": answers.missed,
        "within_1s": _rounded(answers.share_1s),
        "within_10s": _rounded(answers.share_10s),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def registry_of_nothing(reason: Reason) -> CollectorRegistry:
    """Where nothing could be looked at there is one figure: why."""
    registry = CollectorRegistry()
    _state(registry, [reason])
    return registry


def registry(found: Condition) -> CollectorRegistry:
    """Every figure, in the order of the way of a message."""
    registry = CollectorRegistry()
    _state(registry, found.reasons)
    _way(registry, found)
    _speed(registry, found)
    _holds(registry, found)
    _watch(registry, found)
    return registry


def _put(
    registry: CollectorRegistry, name: str, about: str, labels: Iterable[str], values: Values
) -> None:
    gauge = Gauge(f"wijkbot_{name}", about, tuple(labels), registry=registry)
    for each, value in values.items():
        (gauge.labels(*each) if each else gauge).set(value)


def _state(registry: CollectorRegistry, reasons: Iterable[Reason]) -> None:
    there = set(reasons)
    level = LEVELS[status_of(list(there))]
    _put(registry, "status", "0 ok, 1 attention, 2 red", (), {(): level})
    codes = {(str(reason),): float(reason in there) for reason in Reason}
    _put(registry, "reason", "1 where somebody must act because of this", ("code",), codes)


def _way(registry: CollectorRegistry, found: Condition) -> None:
    health = found.health
    figures = {
        "inbox_waiting": ("Updates waiting for their turn", health.waiting_in),
        "inbox_lag_seconds": ("Age of the longest waiting update", health.lag_in),
        "inbox_set_aside": ("Updates set aside after three tries", health.poison),
        "outbox_waiting": ("Messages that may be sent now", health.waiting_out),
        "outbox_lag_seconds": ("Age of the longest waiting answer or news", health.lag_out),
        "outbox_unknown": ("Messages of which nobody knows, to look at", health.unknown),
        "outbox_failed": ("Messages that could not be sent, to look at", health.failed),
    }
    for name, (about, value) in figures.items():
        _put(registry, name, about, (), {(): value})
    states = {("queued",): health.queued, ("sending",): health.sending}
    _put(registry, "outbox_messages", "Messages that are not final", ("state",), states)
    ended = {(state,): n for state, n in found.ended.items()}
    _put(registry, "messages_today", "Messages that became final today", ("state",), ended)


def _speed(registry: CollectorRegistry, found: Condition) -> None:
    periods = {"today": found.today, "hour": found.hour}
    _put(
        registry,
        "answered",
        "Updates whose first reply was sent",
        ("period",),
        {(period,): answers.answered for period, answers in periods.items()},
    )
    shares = {
        (period, seconds): share
        for period, answers in periods.items()
        for seconds, share in (("1", answers.share_1s), ("10", answers.share_10s))
        if share is not None
    }
    about = "Share of updates answered within so many seconds"
    _put(registry, "answered_share", about, ("period", "seconds"), shares)


def _holds(registry: CollectorRegistry, found: Condition) -> None:
    pauses = {(bot,): _left(until, found) for bot, until in found.health.pauses.items()}
    _put(registry, "pause_seconds", "Until a channel lets us call again", ("bot",), pauses)
    leases = {(one.name,): _left(one.until, found) for one in found.health.holders}
    _put(registry, "lease_seconds", "Until a lease ends by itself", ("name",), leases)
    pending = {(view.bot,): view.pending for view in found.views}
    _put(registry, "channel_pending", "Updates that wait at the channel", ("bot",), pending)
    errors = {(v.bot,): _ago(v.error_at, found) for v in found.views if v.error_at}
    _put(registry, "channel_error_seconds", "Since the last failed try", ("bot",), errors)
    looks = {(view.bot,): _ago(view.looked_at, found) for view in found.views}
    _put(registry, "channel_look_seconds", "Since we asked the channel", ("bot",), looks)


def _watch(registry: CollectorRegistry, found: Condition) -> None:
    gaps = {(str(kind),): float(found.gaps.get(kind, 0)) for kind in GapKind}
    _put(registry, "gaps", "What does not add up", ("kind",), gaps)
    if found.reconciled_at:
        age = {(): _ago(found.reconciled_at, found)}
        _put(registry, "reconciled_seconds", "Since everything was last reconciled", (), age)
    ran = {(job.name,): _ago(job.ran_at, found) for job in found.jobs if job.ran_at}
    _put(registry, "job_seconds", "Since a job last did its work", ("job",), ran)
    late = {(job.name,): float(job.late) for job in found.jobs}
    _put(registry, "job_late", "1 where a job did not run when it had to", ("job",), late)
    failed = {(job.name,): float(job.failed) for job in found.jobs}
    _put(registry, "job_failed", "1 where the last run of a job failed", ("job",), failed)


def _left(until: datetime, found: Condition) -> float:
    return (until - found.at).total_seconds()


def _ago(moment: datetime | None, found: Condition) -> float:
    return (found.at - moment).total_seconds() if moment else 0.0
