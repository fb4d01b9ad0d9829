"""A gesprek changes: who signed up hears once what is otherwise, and is reminded of the new day."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.meetings import holding, seats, telling
from models.meetings.holding import Proposal, Refused
from models.meetings.meetings import Meeting
from models.messages.outbox import OutMessage
from models.people.residents import Channel
from models.people.rights import NotAllowed
from models.plan.areas import AreaKind
from tests.asking import read_out
from tests.builders import NOW, Cast, create_area, create_cast, later
from tests.saying import STARTS_AT, comes, create_meeting, somebody

SPOT = (52.5101, 6.0901)


@pytest.fixture
def cast(session: Session) -> Cast:
    cast = create_cast(session)
    buurt = create_area(session, AreaKind.BUURT, "Terp", stadsdeel=cast.zuid, wijk=cast.wijk_zuid)
    buurt.schematic = True
    session.flush()
    return cast


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    return create_meeting(session, cast.manager_zuid, cast.wijk_zuid)


def as_it_is(meeting: Meeting) -> Proposal:
    return Proposal(
        meeting.about,
        meeting.place,
        meeting.starts_at,
        meeting.wijk_id,
        meeting.seats,
        meeting.opgave_id,
        meeting.spot,
    )


def change(
    session: Session, cast: Cast, meeting: Meeting, now: datetime = NOW, **fields: Any
) -> int:
    asked = replace(as_it_is(meeting), **fields)
    return holding.change(session, cast.manager_zuid, meeting, asked, meeting.version, now)


def told(session: Session) -> list[str]:
    rows = session.scalars(select(OutMessage).order_by(OutMessage.id))
    return [read_out(row.body) for row in rows]


def test_who_signed_up_reads_how_it_is_and_how_it_was(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid, 2)
    a_day_later = STARTS_AT + timedelta(days=1)
    assert change(session, cast, meeting, starts_at=a_day_later, place="De <Bres>") == 2
    first, second = told(session)
    assert first == second
    for words in (
        "vrijdag 20 november 2026, 10:00 uur",
        "De <Bres>",
        "Het was eerst op donderdag 19 november 2026, om 10:00 uur.",
        "Het was eerst hier: Buurthuis De Terp",
    ):
        assert words in first
    assert "Het heette eerst" not in first


def test_of_more_seats_or_another_opgave_nobody_hears(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    assert change(session, cast, meeting, seats=9, opgave_id=cast.plan_zuid.opgave.id) == 0
    assert (told(session), meeting.seats, meeting.version) == ([], 9, 2)


def test_the_reminder_moves_along_also_when_it_went_out_before(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    day_before = STARTS_AT - timedelta(hours=20)
    assert telling.remind_due(session, day_before) == 1
    new = STARTS_AT + timedelta(days=7)
    change(session, cast, meeting, day_before, starts_at=new)
    assert telling.remind_due(session, STARTS_AT - timedelta(hours=1)) == 0
    assert telling.remind_due(session, new - timedelta(hours=20)) == 1
    assert telling.remind_due(session, new - timedelta(hours=19)) == 0
    assert len(told(session)) == 3
    assert "donderdag 26 november 2026" in told(session)[-1]


def test_brought_forward_to_tomorrow_the_change_is_the_reminder(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    change(session, cast, meeting, starts_at=later(hours=20))
    assert telling.remind_due(session, later(hours=1)) == 0
    assert len(told(session)) == 1


def test_by_night_it_waits_unless_it_is_near(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    night = NOW.replace(hour=22)
    change(session, cast, meeting, night, place="De Bres")
    near = STARTS_AT - timedelta(hours=12)
    change(session, cast, meeting, near, place="De Terp")
    waits, at_once = session.scalars(select(OutMessage).order_by(OutMessage.id))
    assert waits.not_before == NOW.replace(day=17, hour=7)
    assert (at_once.not_before, at_once.expires_at) == (None, STARTS_AT)


def test_a_phone_gets_the_spot_and_a_browser_does_not(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    web = somebody(session, cast.wijk_zuid, Channel.WEB)
    seats.take(session, meeting.id, web.id, NOW)
    assert change(session, cast, meeting, spot=SPOT) == 2
    rows = session.scalars(select(OutMessage).order_by(OutMessage.address_id))
    phone, browser = [(row.body or {})["place"] for row in rows]
    assert phone == [*SPOT, "Spelen in de wijk\nBuurthuis De Terp"]
    assert browser is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"starts_at": NOW}, "date"),
        ({"seats": 1}, "taken"),
        ({"seats": 501}, "seats"),
        ({"wijk_id": 10**6}, "wijk"),
        ({"spot": (48.85, 2.35)}, "spot"),
        ({"spot": (991.0, 6.1)}, "spot"),
    ],
)
def test_what_cannot_be_changes_nothing(
    session: Session, cast: Cast, meeting: Meeting, fields: dict[str, Any], why: str
) -> None:
    comes(session, meeting, cast.wijk_zuid, 2)
    before = as_it_is(meeting)
    with pytest.raises(Refused) as refused:
        change(session, cast, meeting, **fields)
    assert (refused.value.why, as_it_is(meeting), told(session)) == (why, before, [])


def test_of_two_colleagues_the_second_learns_of_the_first(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    change(session, cast, meeting, place="De Bres")
    asked = replace(as_it_is(meeting), place="De Terp")
    with pytest.raises(Refused) as refused:
        holding.change(session, cast.manager_zuid, meeting, asked, 1, NOW)
    assert (refused.value.why, meeting.place) == ("changed", "De Bres")


def test_what_is_over_or_cancelled_or_of_another_stadsdeel_stays(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    with pytest.raises(Refused) as over:
        change(session, cast, meeting, STARTS_AT, place="De Bres")
    asked = replace(as_it_is(meeting), place="De Bres")
    with pytest.raises(NotAllowed):
        holding.change(session, cast.manager_noord, meeting, asked, 1, NOW)
    with pytest.raises(NotAllowed):
        change(session, cast, meeting, wijk_id=cast.wijk_noord.id)
    holding.cancel(session, cast.manager_zuid, meeting, "Dicht.", NOW)
    with pytest.raises(Refused) as cancelled:
        change(session, cast, meeting, place="De Bres")
    assert (over.value.why, cancelled.value.why) == ("over", "over")
