"""What happens by the clock. The schedule is memory; what is due stands in the database.

Every process may run the scheduler: each job takes an advisory lock in its own transaction, so
that one of them does it, and doing it twice changes nothing (occurrences are unique rows).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zlib import crc32

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.mailing import Mailer
from models.asking import planning, room, rounds
from models.db import database_now, transaction
from models.desk import carrying_out, notices
from models.initiatives import (
    blocking,
    follow_telling,
    follow_up,
    helping,
    marking,
    retention,
    silence,
    wijk_news,
)
from models.initiatives.terms import AMSTERDAM
from models.meetings import telling
from models.messages import pruning, queued, tallying
from models.operations import chain_watch, job_runs, reconciling
from models.overview import steps
from models.people import kept_forms, tries

log = structlog.get_logger()

Act = Callable[[Session, datetime], object]
Clock = Callable[[Session], datetime]
Stopped = Callable[[], bool]

# A job that could not run in time still runs, once, when the process is there again.
GRACE_SECONDS = 24 * 3600
# From here on `/healthz` says that it did not.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    """One act by the clock. Acts are safe to repeat.

    In `slices` the act says how much it did, and is repeated at once until that is nothing.
    """

    name: str
    act: Act
    trigger: BaseTrigger
    slices: bool = False


@dataclass(frozen=True)
class Errand:
    """What talks with the world outside by the clock. It opens its own transactions around that,
    and sees to it that many processes do nothing twice.
    """

    name: str
    act: Callable[[], object]
    trigger: BaseTrigger


def _every(seconds: int) -> BaseTrigger:
    return IntervalTrigger(seconds=seconds)


def _daily(hour: int, minute: int) -> BaseTrigger:
    # Never between two and three: that hour is there twice in October and not in March.
    return CronTrigger(hour=hour, minute=minute, timezone=AMSTERDAM)


def jobs(base_url: str) -> tuple[Job, ...]:
    """All of them. `base_url` is where the links in their messages lead."""
    remind = partial(silence.remind_unanswered, base_url=base_url)
    lapse = partial(silence.lapse_unanswered, base_url=base_url)
    return (
        Job("plan campaigns", planning.plan, _every(15)),
        Job("queue campaigns", partial(planning.queue_due, base_url=base_url), _every(15)),
        Job("carry out", _by_the_real_clock(carrying_out.carry_out_due), _every(5), slices=True),
        Job("ask check-ins", rounds.queue_due, _every(5)),
        Job("close check-ins", partial(rounds.close_due, base_url=base_url), _every(15)),
        Job("expire messages", _by_the_real_clock(queued.expire), _every(30)),
        Job("silent texts", partial(silence.release_silent, base_url=base_url), _every(600)),
        Job("remind", remind, _daily(10, 0), slices=True),
        Job("unanswered", lapse, _daily(10, 5), slices=True),
        Job("end blocks", blocking.end_due, _daily(9, 0), slices=True),
        Job("remind of meetings", telling.remind_due, _every(60)),
        Job("tell followers", follow_telling.tell_followers, _every(60), slices=True),
        Job("tell owners of helpers", helping.tell_owners, _daily(17, 30), slices=True),
        Job("ask how it goes", follow_up.ask_due, _daily(16, 0), slices=True),
        Job("news of the wijk", wijk_news.queue_due, _every(60)),
        Job("forget unasked", room.forget, _daily(4, 30)),
        Job("mark", marking.mark_unmarked, _every(600), slices=True),
        Job("forget kept forms", _by_the_real_clock(kept_forms.forget), _every(600)),
        Job("forget tries", _by_the_real_clock(tries.forget), _every(600)),
        Job("prune", pruning.prune, _daily(4, 15), slices=True),
        Job("retire", retention.retire, _daily(4, 45), slices=True),
        Job("fold steps", steps.fold, _daily(4, 0)),
        Job("count answers", _by_the_real_clock(tallying.tally), _every(60)),
        Job("seal history", _by_the_real_clock(chain_watch.seal), _every(60), slices=True),
        Job("check history", _by_the_real_clock(chain_watch.check_all), _daily(3, 40)),
        Job("reconcile", _by_the_real_clock(reconciling.reconcile), _every(60)),
    )


def mailed(base_url: str) -> tuple[Job, ...]:
    """What makes mail, and so runs only where mail goes out."""
    at_once = partial(notices.tell_at_once, base_url=base_url)
    daily = partial(notices.tell_daily, base_url=base_url)
    return (
        Job("mail at once", _by_the_real_clock(at_once), _every(60)),
        Job("mail daily", _by_the_real_clock(daily), _daily(8, 0)),
    )


def mailing(mailer: Mailer) -> Errand:
    """Send the mail that waits."""
    return Errand("mail", mailer.send_due, _every(15))


def _by_the_real_clock(act: Act) -> Act:
    """For what compares moments that the database wrote itself, also on a day of the demo."""
    return lambda session, now: act(session, database_now(session))


def run_once(
    engine: Engine, job: Job, clock: Clock = database_now, stopped: Stopped = lambda: False
) -> bool:
    """Do the job, unless another process is doing it now (False). Each slice commits.

    Who is `stopped` leaves the next slices to the next run.
    """
    while True:
        mine, did = _run_slice(engine, job, clock)
        if stopped() or not (mine and job.slices and did):
            return mine


def _run_slice(engine: Engine, job: Job, clock: Clock) -> tuple[bool, object]:
    with transaction(engine) as session:
        mine = session.execute(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": crc32(job.name.encode())}
        ).scalar_one()
        if not mine:
            return False, None
        did = job.act(session, clock(session))
        now = database_now(session)
        job_runs.ran(session, job.name, now, job.trigger.get_next_fire_time(now, now) + LATE)
        return True, did


def start(
    engine: Engine,
    base_url: str,
    clock: Clock = database_now,
    stopped: Stopped = lambda: False,
    mailer: Mailer | None = None,
) -> BackgroundScheduler:
    """Start all jobs; call `shutdown()` on what comes back, once `stopped` says so."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": GRACE_SECONDS, "max_instances": 1},
    )
    ours = (*jobs(base_url), *(mailed(base_url) if mailer else ()))
    errands = [mailing(mailer)] if mailer else []
    with suppress(SQLAlchemyError), transaction(engine) as session:
        names = [job.name for job in ours] + [errand.name for errand in errands]
        job_runs.keep_only(session, names)
    runs: list[tuple[Job | Errand, Callable[[], object]]] = []
    runs += [(job, partial(run_once, engine, job, clock, stopped)) for job in ours]
    runs += [(errand, partial(_run_errand, engine, errand)) for errand in errands]
    for each, run in runs:
        # What goes by the minute also goes at once, so that a fresh start has its plan.
        at_once = isinstance(each.trigger, IntervalTrigger)
        when = {"next_run_time": datetime.now(UTC)} if at_once else {}
        args = (engine, each.name, run)
        scheduler.add_job(_guarded, each.trigger, args=args, id=each.name, **when)
    scheduler.start()
    return scheduler


def _run_errand(engine: Engine, errand: Errand) -> None:
    errand.act()
    with transaction(engine) as session:
        now = database_now(session)
        due = errand.trigger.get_next_fire_time(now, now) + LATE
        job_runs.ran(session, errand.name, now, due)


def _guarded(engine: Engine, name: str, run: Callable[[], object]) -> None:
    try:
        run()
    except Exception as error:
        # The next tick does it; what was half done was rolled back.
        why = type(error).__name__
        log.error("job.failed", job=name, error=why)
        with suppress(SQLAlchemyError), transaction(engine) as session:
            job_runs.failed(session, name, why, database_now(session))
