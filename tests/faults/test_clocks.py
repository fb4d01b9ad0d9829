"""Clocks: two machines an hour apart, and the two nights in which the clock of the gemeente jumps.

What processes share goes by PostgreSQL's clock, so that a machine whose own is wrong does nothing
early and nothing twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, select, text

from bot.jobs import jobs, run_once
from models.asking import planning
from models.asking.campaigns import Occurrence
from models.asking.checkins import CheckIn
from models.asking.hours import moment
from models.db import transaction
from models.initiatives.terms import AMSTERDAM
from models.messages.sending import Terms
from models.people.residents import OptIn
from models.plan.help import Moment
from tests.acts import set_stage
from tests.asking import BASE_URL, create_moment, create_opted_in, got, open_check_in
from tests.builders import Cast
from tests.fake_telegram.client import FakeTelegram
from tests.faults import letters, wall
from tests.faults.processes import House, a_house
from tests.faults.test_stop import reminded, who_want_a_reminder

CLOCKS = Path(__file__).parent / "clocks"
PATIENCE = 180
HALF_AN_HOUR = 1800
# Two weeks before Burendag, by the clock of the gemeente.
HALF_PAST_NINE = datetime(2026, 9, 12, 7, 30, tzinfo=UTC)
EACH = 3
TEN_TO_TEN = datetime(2026, 9, 12, 7, 50, tzinfo=UTC)
EACH = 3
TEN = datetime(2026, 9, 12, 8, 0, tzinfo=UTC)


def a_bot_whose_clock_is_off(house: House, seconds: int) -> None:
    """Half an hour behind, or ahead."""
    odd = {"PYTHONPATH": str(CLOCKS), "FAULTS_AHEAD": str(seconds)}
    replace(house, settings={**house.settings, **odd}).start("run")


def both_are_there(house: House) -> bool:
    """Both wait to be woken, and somebody looked for what is due."""
    listening = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wijkbot wake'"
    with house.engine.connect() as connection:
        mine = connection.scalar(text(f"{listening} AND datname = current_database()"))
        ran = connection.scalar(
            text("SELECT count(*) FROM job_run WHERE name = 'queue campaigns' AND ran_at NOTNULL")
        )
    return (mine, ran) == (2, 1)


def test_two_machines_an_hour_apart_do_nothing_early_and_nothing_twice(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    people = fake.crowd(size(40, 1_000))
    with a_house(server_url, fake, "clocks") as house:
        who_want_a_reminder(house, people, at=HALF_PAST_NINE)
        later = letters.a_letter_each(people, "niet voor tien voor tien")
        letters.post(house.engine, later, Terms(not_before=TEN_TO_TEN))
        for seconds in (-HALF_AN_HOUR, HALF_AN_HOUR):
            a_bot_whose_clock_is_off(house, seconds)
        fake.waits_until(lambda: both_are_there(house), PATIENCE, "both bots are there")
        early = len(fake.calls("sendMessage")) + reminded(house)[0]
        wall.set_to(house.engine, TEN)
        fake.waits_until(
            lambda: reminded(house)[0] == len(people) and not letters.open_rows(house.engine),
            PATIENCE,
            "everybody is reminded, and has the letter",
        )
        seen = letters.ledger(house.engine, fake, people)
        rows, said = reminded(house)
    assert early == 0
    assert (rows, said) == (len(people), len(people))
    # Each has the letter once, and beside it one message: the reminder.
    assert [seen.heard.get(one.words) for one in later] == [1] * len(people)
    assert seen.others == len(people)
    note(
        "14 clocks an hour apart on two machines",
        "nothing early, nothing twice",
        f"two bots, half an hour behind and ahead; {len(people)} reminders due at ten, and "
        f"{len(people)} letters not before ten to ten",
        f"{early} early; {seen.others} reminders and {len(later)} letters heard, "
        f"{len(seen.twice)} twice",
    )


def last_sunday(year: int, month: int) -> date:
    """Both changes are on the last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@dataclass
class Weekend:
    """What happened around one Sunday: how often, and first when by the clock of the gemeente."""

    times: dict[str, int] = field(default_factory=dict)
    first: dict[str, datetime] = field(default_factory=dict)

    def saw(self, what: str, times: int, now: datetime) -> None:
        self.times[what] = times
        if times:
            self.first.setdefault(what, now.astimezone(AMSTERDAM).replace(tzinfo=None))


@pytest.fixture
def cast(engine: Engine) -> Cast:
    return set_stage(engine)


def a_weekend(engine: Engine, cast: Cast, sunday: date, step: timedelta) -> Weekend:
    """From Saturday evening until Monday morning, in steps.

    A reminder is due on Sunday at ten. A check-in is asked late on Saturday, so that it goes at
    eight, and closes when that Sunday is over, however many hours it has.
    """
    seen, now = Weekend(), moment(sunday - timedelta(days=1), time(21, 30))
    reminder, question = plan(engine, cast, sunday, now)
    while now < moment(sunday + timedelta(days=1), time(10)):
        tick(engine, now)
        with transaction(engine) as session:
            closed = session.get_one(CheckIn, question).closed_at is not None
            seen.saw("reminded", len(got(session, f"occ:{reminder}:")), now)
            seen.saw("asked", len(got(session, f"checkin:{question}:")), now)
            seen.saw("closed", int(closed), now)
        now += step
    return seen


def plan(engine: Engine, cast: Cast, sunday: date, now: datetime) -> tuple[int, int]:
    """The ids of the reminder and of the check-in."""
    with transaction(engine) as session:
        calendar = session.scalars(select(Moment)).one()
        calendar.rule = {"soort": "vaste_datum", "datum": f"{sunday + timedelta(days=7):%m-%d}"}
        session.flush()
        planning.plan(session, now)
        due = Occurrence.due_at == moment(sunday, time(10))
        reminder = session.scalars(select(Occurrence.id).where(due)).one()
        token, by, opgave = f"vraag-{sunday}", cast.manager_zuid, cast.plan_zuid.opgave
        question = open_check_in(
            session, by, opgave, cast.wijk_zuid, token=token, now=now, closes_on=sunday
        )
        return reminder, question.id


def tick(engine: Engine, now: datetime) -> None:
    for job in jobs(BASE_URL):
        if job.name in ("queue campaigns", "ask check-ins", "close check-ins"):
            run_once(engine, job, lambda session: now)


def test_both_clock_changes_do_everything_once_and_in_time(
    engine: Engine,
    cast: Cast,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    years, step = range(2026, size(2027, 2031)), timedelta(minutes=size(30, 5))
    changes = [last_sunday(year, month) for year in years for month in (3, 10)]
    with transaction(engine) as session:
        create_moment(session, weeks=(1,))
        create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, EACH)
        create_opted_in(session, cast.wijk_zuid, OptIn.CHECK_INS, EACH)
    for sunday in changes:
        seen = a_weekend(engine, cast, sunday, step)
        monday = datetime.combine(sunday + timedelta(days=1), time())
        assert seen.times == {"reminded": EACH, "asked": EACH, "closed": 1}
        assert seen.first["asked"] == datetime.combine(sunday, time(8))
        assert seen.first["reminded"] == datetime.combine(sunday, time(10))
        # Who answered just before midnight is still heard: five minutes of grace.
        assert timedelta(minutes=5) <= seen.first["closed"] - monday < timedelta(minutes=5) + step
    note(
        "14 both clock changes, for reminders and check-ins",
        "nothing early or twice",
        f"{len(changes)} changes ({years[0]}-{years[-1]}), Saturday 21:30 to Monday 10:00 in "
        f"steps of {step.seconds // 60} minutes",
        f"{2 * EACH * len(changes)} messages once each: asked at 8:00, reminded at 10:00, closed "
        "after midnight by the clock of the gemeente; 0 early, 0 twice",
    )


def test_what_goes_daily_goes_once_on_every_day_of_the_year() -> None:
    daily = [job.trigger for job in jobs(BASE_URL) if isinstance(job.trigger, CronTrigger)]
    assert daily
    for trigger in daily:
        days, now = list[date](), datetime(2026, 1, 1, tzinfo=UTC)
        while now < datetime(2031, 1, 1, tzinfo=UTC):
            now = trigger.get_next_fire_time(now, now + timedelta(seconds=1))
            days.append(now.astimezone(AMSTERDAM).date())
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
