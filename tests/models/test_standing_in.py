"""Waarneming: a colleague's work, for as long as they are away and no longer."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import database_now
from models.desk import notices, standing_in
from models.desk.notices import Pace
from models.desk.standing_in import NotPossible, Period
from models.initiatives import claiming
from models.initiatives.contributions import Initiative
from models.initiatives.lateness import late_for
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue import page
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.terms import local_day
from models.messages.mail import Mail
from models.people import accounts
from models.people.rights import LENT, Act, NotAllowed, allowed, minds
from models.people.staff import RoleName, Staff, StaffEvent, Waarneming
from tests.builders import Cast, create_cast, create_initiative, create_staff


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def now(session: Session) -> datetime:
    """The real moment: who may what, goes by the database's clock."""
    return database_now(session)


@pytest.fixture
def today(now: datetime) -> date:
    return local_day(now)


def days(today: date, first: int, last: int) -> Period:
    return Period(today + timedelta(days=first), today + timedelta(days=last))


def away(session: Session, cast: Cast, now: datetime, first: int = 0, last: int = 7) -> Waarneming:
    """Zahra of Zuid is away, and Noor of Noord stands in."""
    period = days(local_day(now), first, last)
    standing_in.name(session, cast.manager_zuid, cast.manager_zuid, cast.manager_noord, period, now)
    read_anew(session)
    return session.scalars(select(Waarneming).order_by(Waarneming.id.desc()).limit(1)).one()


def read_anew(session: Session) -> None:
    """As the next request does."""
    session.flush()
    session.expire_all()


def taken_up(session: Session, cast: Cast, by: Staff, **more: object) -> Initiative:
    told = {"status": Moderation.IN_PROGRESS, "owner_id": by.id, **more}
    return create_initiative(session, cast.wijk_zuid, cast.resident, **told)  # type: ignore[arg-type]


def mails(session: Session) -> list[tuple[str | None, str]]:
    return [(row.recipient, row.body or "") for row in session.scalars(select(Mail))]


def test_who_stands_in_decides_there_and_takes_no_persons_away(
    session: Session, cast: Cast, now: datetime
) -> None:
    noor, zuid = cast.manager_noord, cast.zuid.id
    assert not allowed(noor, Act.PLACE, zuid)
    away(session, cast, now)
    assert allowed(noor, Act.PLACE, zuid)
    assert allowed(noor, Act.READ, zuid)
    assert not allowed(noor, Act.EXPORT_PERSONAL, zuid)
    assert allowed(noor, Act.EXPORT_PERSONAL, cast.noord.id)
    assert allowed(cast.manager_zuid, Act.PLACE, zuid)
    assert not {Act.ACCOUNTS, Act.SECOND_LOOK, Act.STAND_IN, Act.EXPORT_PERSONAL} & LENT


@pytest.mark.parametrize(("first", "last"), [(1, 7), (-7, -1)])
def test_before_and_after_it_there_is_nothing(
    session: Session, cast: Cast, now: datetime, first: int, last: int
) -> None:
    away(session, cast, now)
    row = session.scalars(select(Waarneming)).one()
    row.starts_at, row.ends_at = now + timedelta(days=first), now + timedelta(days=last)
    read_anew(session)
    assert not allowed(cast.manager_noord, Act.READ, cast.zuid.id)
    assert minds(cast.manager_noord) == {cast.manager_noord.id}


def test_what_was_lent_is_not_lent_on(session: Session, cast: Cast, now: datetime) -> None:
    coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    third = create_staff(session, "Dora Derde", RoleName.WIJKMANAGER, cast.noord)
    away(session, cast, now, 0, 3)
    period = days(local_day(now), 0, 2)
    with pytest.raises(NotPossible, match="stands_in"):
        standing_in.name(session, coordinator, cast.manager_noord, third, period, now)
    with pytest.raises(NotPossible, match="away"):
        standing_in.name(session, coordinator, third, cast.manager_zuid, period, now)
    with pytest.raises(NotPossible, match="overlap"):
        standing_in.name(session, coordinator, cast.manager_zuid, third, period, now)
    after = days(local_day(now), 4, 9)
    standing_in.name(session, coordinator, cast.manager_zuid, third, after, now)


@pytest.mark.parametrize(
    ("why", "first", "last"),
    [("past", -1, 5), ("order", 5, 4), ("long", 0, 184), ("far", 367, 368)],
)
def test_days_that_cannot_be(
    session: Session, cast: Cast, now: datetime, why: str, first: int, last: int
) -> None:
    with pytest.raises(NotPossible, match=why):
        away(session, cast, now, first, last)


def test_it_goes_from_the_first_minute_of_a_day_to_the_last_of_another(today: date) -> None:
    period = Period(date(2026, 10, 24), date(2026, 10, 25))
    assert period.starts_at.isoformat() == "2026-10-23T22:00:00+00:00"
    # That night the clock went back.
    assert period.ends_at.isoformat() == "2026-10-25T23:00:00+00:00"


def test_who_may_arrange_it(session: Session, cast: Cast, now: datetime) -> None:
    coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    helper = create_staff(session, "Mia Medewerker", RoleName.WIJKMEDEWERKER, cast.zuid)
    names = [one.name for one in standing_in.absentees(session, coordinator)]
    assert names == ["Noor Noord", "Zahra Zuid"]
    assert standing_in.absentees(session, cast.manager_zuid) == [cast.manager_zuid]
    for who in (helper, cast.stranger):
        assert standing_in.absentees(session, who) == []
    assert helper not in standing_in.candidates(session)
    for who in (cast.manager_noord, helper, cast.stranger):
        with pytest.raises(NotAllowed):
            standing_in.name(
                session, who, cast.manager_zuid, coordinator, days(local_day(now), 0, 1), now
            )


def test_it_is_stopped_at_once_by_who_may(session: Session, cast: Cast, now: datetime) -> None:
    row = away(session, cast, now)
    assert not standing_in.stop(session, cast.manager_noord, row.id, now)
    assert standing_in.stop(session, cast.manager_zuid, row.id, now)
    read_anew(session)
    assert not allowed(cast.manager_noord, Act.READ, cast.zuid.id)
    assert not standing_in.stop(session, cast.manager_zuid, row.id, now)
    acts = session.scalars(select(StaffEvent.act).order_by(StaffEvent.id)).all()
    assert acts == ["named stand-in", "stopped stand-in"]
    away(session, cast, now)


def test_a_closed_account_lends_nothing_and_stands_in_for_nobody(
    session: Session, cast: Cast, now: datetime
) -> None:
    beheerder = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    away(session, cast, now)
    accounts.disable(session, beheerder, cast.manager_zuid, now, "mark")
    read_anew(session)
    assert not allowed(cast.manager_noord, Act.READ, cast.zuid.id)


def test_mine_and_late_are_of_who_stands_in_too(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    late = today - timedelta(days=1)
    theirs = taken_up(session, cast, cast.manager_zuid, due_on=late)
    own = taken_up(session, cast, cast.manager_noord, due_on=late, stadsdeel_id=cast.noord.id)

    def mine() -> set[str]:
        cards = page(session, cast.manager_noord, Filters(Tab.MINE), now).cards
        return {card.ref for card in cards}

    assert mine() == set(late_for(session, cast.manager_noord, now).own) == {own.ref}
    away(session, cast, now)
    assert mine() == set(late_for(session, cast.manager_noord, now).own) == {own.ref, theirs.ref}


def test_what_an_absent_colleague_held_is_taken_over(
    session: Session, cast: Cast, now: datetime
) -> None:
    idea = taken_up(session, cast, cast.manager_zuid)
    assert claiming.claim(session, idea, cast.manager_zuid, now)
    assert not claiming.claim(session, idea, cast.manager_noord, now)
    away(session, cast, now)
    assert claiming.claim(session, idea, cast.manager_noord, now)
    assert not claiming.claim(session, idea, cast.manager_zuid, now)


def test_mail_about_work_goes_to_who_stands_in(session: Session, cast: Cast, now: datetime) -> None:
    notices.choose(session, cast.manager_zuid, Pace.AT_ONCE, now - timedelta(hours=1))
    away(session, cast, now)
    assert mails(session)[0][0] == cast.manager_noord.email
    create_initiative(session, cast.wijk_zuid, cast.resident)
    assert notices.tell_at_once(session, now, "https://wijk.example") == 1
    to, told = mails(session)[1]
    assert to == cast.manager_noord.email
    assert "voor wie u waarneemt" in told
    assert "Nieuw binnengekomen: 1." in told


def test_who_has_mail_of_their_own_finds_the_work_of_both_in_one(
    session: Session, cast: Cast, now: datetime
) -> None:
    for staff in (cast.manager_zuid, cast.manager_noord):
        notices.choose(session, staff, Pace.AT_ONCE, now - timedelta(hours=1))
    away(session, cast, now)
    for wijk in (cast.wijk_zuid, cast.wijk_noord):
        create_initiative(session, wijk, cast.resident)
    assert notices.tell_at_once(session, now, "https://wijk.example") == 1
    to, told = mails(session)[1]
    assert to == cast.manager_noord.email
    assert "Nieuw binnengekomen: 2." in told
