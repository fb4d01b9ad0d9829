"""Mail that work waits: for who asked for it, once, in numbers, and where they may read."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.desk import notices
from models.desk.notices import Pace
from models.initiatives import moderation
from models.messages.mail import Mail
from tests.acts import decision
from tests.builders import NOW, Cast, create_cast, create_initiative, later

BASE = "https://wijk.example"
TITLE = "Bankje voor Ria de Vries"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def mails(session: Session) -> list[tuple[str | None, str]]:
    rows = session.scalars(select(Mail).order_by(Mail.id))
    return [(row.recipient, f"{row.subject}\n{row.body}") for row in rows]


def test_nobody_gets_mail_unasked(session: Session, cast: Cast) -> None:
    create_initiative(session, cast.wijk_zuid, cast.resident, title=TITLE)
    assert notices.pace_of(session, cast.manager_zuid) is Pace.NEVER
    assert notices.tell_at_once(session, later(hours=1), BASE) == 0
    assert notices.tell_daily(session, later(hours=24), BASE) == 0


def test_at_once_is_once_and_only_of_ones_own_stadsdeel(session: Session, cast: Cast) -> None:
    for staff in (cast.manager_zuid, cast.manager_noord, cast.stranger):
        notices.choose(session, staff, Pace.AT_ONCE, NOW)
    idea = create_initiative(session, cast.wijk_zuid, cast.resident, title=TITLE)
    assert notices.tell_at_once(session, later(minutes=11), BASE) == 1
    assert notices.tell_at_once(session, later(minutes=30), BASE) == 0
    ((to, told),) = mails(session)
    assert to == cast.manager_zuid.email
    assert "Nieuw binnengekomen: 1." in told
    assert f"{BASE}/panel/queue" in told
    for personal in (TITLE, "Ria", idea.ref, cast.manager_zuid.name):
        assert personal not in told


def test_twenty_at_once_are_one_mail(session: Session, cast: Cast) -> None:
    notices.choose(session, cast.manager_zuid, Pace.AT_ONCE, NOW)
    for minutes in range(11, 31):
        create_initiative(session, cast.wijk_zuid, cast.resident)
        notices.tell_at_once(session, later(minutes=minutes), BASE)
    assert ["binnengekomen: 10" in told for _, told in mails(session)] == [False, True]


def test_what_was_there_before_is_no_news(session: Session, cast: Cast) -> None:
    create_initiative(session, cast.wijk_zuid, cast.resident)
    notices.choose(session, cast.manager_zuid, Pace.AT_ONCE, NOW)
    assert notices.tell_at_once(session, later(minutes=11), BASE) == 0


def test_daily_tells_what_is_late_and_waits_on_working_days(session: Session, cast: Cast) -> None:
    notices.choose(session, cast.manager_zuid, Pace.DAILY, NOW)
    late = create_initiative(session, cast.wijk_zuid, cast.resident)
    late.due_on = NOW.date()
    asked = create_initiative(session, cast.wijk_zuid, cast.resident)
    moderation.ask(session, asked, decision(cast.manager_zuid, asked), "Waar?")
    # The cast lives on a Monday.
    told = [notices.tell_daily(session, NOW + timedelta(days=days), BASE) for days in range(8)]
    assert told == [0, 1, 1, 1, 1, 0, 0, 1]
    first = mails(session)[0][1]
    for line in (
        "Nieuw binnengekomen: 1.",
        "Te doen: 1.",
        "Te laat: 1.",
        "Wacht op een bewoner: 1.",
    ):
        assert line in first
    assert notices.tell_daily(session, NOW + timedelta(days=7, minutes=1), BASE) == 0


def test_who_lost_the_account_or_the_role_hears_nothing(session: Session, cast: Cast) -> None:
    for staff in (cast.manager_zuid, cast.manager_noord):
        notices.choose(session, staff, Pace.DAILY, NOW)
    for wijk in (cast.wijk_zuid, cast.wijk_noord):
        create_initiative(session, wijk, cast.resident)
    cast.manager_zuid.active = False
    cast.manager_noord.roles = []
    session.flush()
    assert notices.tell_daily(session, later(hours=24), BASE) == 0
