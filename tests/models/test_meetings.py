"""A gesprek in the wijk: made, signed up for, reminded of, called off, and what it yielded."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives.erasing import erase
from models.meetings import holding, listing, seats, telling
from models.meetings.holding import Refused
from models.meetings.meetings import Meeting, Seat
from models.meetings.seats import NotPossible
from models.messages import queued as waiting
from models.messages.outbox import OutMessage, OutState
from models.people import consents
from models.people.residents import Channel, Resident
from models.people.rights import NotAllowed
from models.people.staff import StaffEvent
from tests.acts import set_stage
from tests.asking import read_out
from tests.builders import NOW, Cast, create_cast, later
from tests.saying import STARTS_AT, comes, create_meeting, somebody


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    return create_meeting(session, cast.manager_zuid, cast.wijk_zuid)


def told(session: Session) -> list[str]:
    rows = session.scalars(select(OutMessage).order_by(OutMessage.id))
    return [read_out(row.body) for row in rows]


def test_a_wijkmanager_announces_it_in_the_own_stadsdeel(session: Session, cast: Cast) -> None:
    made = create_meeting(session, cast.manager_zuid, cast.wijk_zuid)
    assert (made.stadsdeel_id, made.cancelled_at) == (cast.zuid.id, None)
    [line] = listing.coming(session, NOW)
    assert (line.wijk, line.stadsdeel, line.free) == ("Assendorp", "Zuid", 2)
    with pytest.raises(NotAllowed):
        create_meeting(session, cast.manager_noord, cast.wijk_zuid)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_at": NOW}, "date"),
        ({"seats": 0}, "seats"),
        ({"seats": 501}, "seats"),
        ({"wijk_id": 10**6}, "wijk"),
        ({"opgave_id": "noord"}, "opgave"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, cast: Cast, changes: dict[str, Any], reason: str
) -> None:
    if changes.get("opgave_id") == "noord":
        changes = {"opgave_id": cast.plan_noord.opgave.id}
    with pytest.raises(Refused) as refused:
        create_meeting(session, cast.manager_zuid, cast.wijk_zuid, **changes)
    assert refused.value.why == reason


def test_a_seat_is_taken_once_and_given_back(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    for _ in range(2):
        seats.take(session, meeting.id, cast.address.id, NOW)
    assert seats.taken(session, meeting.id) == 1
    assert seats.look(session, meeting.id, cast.address.id, NOW).mine
    for _ in range(2):
        seats.give_back(session, meeting.id, cast.address.id)
    assert seats.taken(session, meeting.id) == 0


def test_who_cannot_come_in_hears_why(session: Session, cast: Cast, meeting: Meeting) -> None:
    first, _ = comes(session, meeting, cast.wijk_zuid, 2)

    def refusal(meeting_id: int = meeting.id, **time: float) -> str:
        with pytest.raises(NotPossible) as no:
            seats.take(session, meeting_id, cast.address.id, later(**time))
        return no.value.why

    assert refusal() == "full"
    seats.take(session, meeting.id, first.id, NOW)
    assert [refusal(0), refusal(10**6), refusal(2**70)] == ["unknown"] * 3
    assert refusal(days=3) == "over"
    holding.cancel(session, cast.manager_zuid, meeting, "De zaal is dicht.", NOW)
    assert refusal() == "cancelled"


def test_of_two_who_want_the_last_seat_one_gets_it(engine: Engine) -> None:
    cast = set_stage(engine)
    with transaction(engine) as session:
        made = create_meeting(session, session.merge(cast.manager_zuid), cast.wijk_zuid, seats=1)
    with transaction(engine) as one:
        seats.take(one, made.id, cast.address.id, NOW)
        with transaction(engine) as other:
            other.connection().exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(Exception, match="lock timeout"), other.begin_nested():
                seats.take(other, made.id, cast.neighbour_address.id, NOW)
    with transaction(engine) as session, pytest.raises(NotPossible) as no:
        seats.take(session, made.id, cast.neighbour_address.id, NOW)
    assert no.value.why == "full"


def test_the_day_before_everybody_with_a_seat_is_reminded_once(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid, 2)
    assert telling.remind_due(session, STARTS_AT - timedelta(hours=25)) == 0
    assert telling.remind_due(session, STARTS_AT - timedelta(hours=24)) == 1
    assert telling.remind_due(session, STARTS_AT - timedelta(hours=23)) == 0
    first, second = told(session)
    assert first == second
    assert "Spelen in de wijk" in first
    assert "donderdag 19 november 2026, 10:00 uur" in first
    expires = set(session.scalars(select(OutMessage.expires_at)))
    assert expires == {STARTS_AT}


def test_nobody_is_reminded_at_night(session: Session, cast: Cast) -> None:
    evening = STARTS_AT.replace(hour=22)
    made = create_meeting(session, cast.manager_zuid, cast.wijk_zuid, starts_at=evening)
    comes(session, made, cast.wijk_zuid)
    assert telling.remind_due(session, evening - timedelta(hours=23, minutes=30)) == 0
    assert telling.remind_due(session, evening - timedelta(hours=13)) == 1


def test_who_went_away_hears_nothing(session: Session, cast: Cast, meeting: Meeting) -> None:
    off, muted = comes(session, meeting, cast.wijk_zuid, 2)
    seats.give_back(session, meeting.id, off.id)
    session.get_one(Resident, muted.resident_id).muted = True
    session.flush()
    holding.cancel(session, cast.manager_zuid, meeting, "Regen.", NOW)
    assert told(session) == []


def test_stop_between_queue_and_send_keeps_the_reminder_back(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    [chat] = comes(session, meeting, cast.wijk_zuid)
    at = STARTS_AT - timedelta(hours=20)
    telling.remind_due(session, at)
    consents.stop_all(session, session.get_one(Resident, chat.resident_id), at)
    session.flush()
    waiting.expire(session, at)
    session.expire_all()
    assert session.scalars(select(OutMessage.state)).all() == [OutState.EXPIRED]


def test_a_cancelled_one_is_told_at_once_and_not_reminded_of(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid, 2)
    assert holding.cancel(session, cast.manager_zuid, meeting, "De zaal is dicht.", NOW) == 2
    assert all("gaat niet door" in text and "De zaal is dicht." in text for text in told(session))
    assert telling.remind_due(session, STARTS_AT - timedelta(hours=20)) == 0
    assert listing.coming(session, NOW) == []
    made, called_off = session.scalars(select(StaffEvent).order_by(StaffEvent.id))
    assert made.changed["seats"] == (None, meeting.seats)
    assert called_off.changed["cancel_reason"] == (None, "De zaal is dicht.")
    with pytest.raises(Refused):
        holding.cancel(session, cast.manager_zuid, meeting, "Nog eens.", NOW)
    with pytest.raises(NotAllowed):
        holding.cancel(session, cast.manager_noord, meeting, "Van elders.", NOW)


def test_afterwards_who_signed_up_hears_what_it_yielded(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    comes(session, meeting, cast.wijk_zuid)
    opgave, manager = cast.plan_zuid.opgave, cast.manager_zuid
    with pytest.raises(Refused) as early:
        holding.report(session, manager, meeting, "Veel.", opgave.id, NOW)
    assert early.value.why == "early"
    after = STARTS_AT + timedelta(days=1)
    with pytest.raises(Refused) as wrong:
        holding.report(session, manager, meeting, "x", cast.plan_noord.opgave.id, after)
    assert wrong.value.why == "opgave"
    assert holding.report(session, manager, meeting, "Een speelplek.", opgave.id, after) == 1
    [text] = told(session)
    assert "Een speelplek." in text
    assert opgave.title in text
    [line] = listing.lately(session, after)
    assert (line.meeting.outcome, line.went) == ("Een speelplek.", opgave.title)
    with pytest.raises(Refused):
        holding.report(session, manager, meeting, "Nog eens.", None, after)


def test_erasing_gives_the_seat_back(session: Session, cast: Cast, meeting: Meeting) -> None:
    web = somebody(session, cast.wijk_zuid, Channel.WEB)
    seats.take(session, meeting.id, web.id, NOW)
    erase(session, session.get_one(Resident, web.resident_id), NOW)
    assert session.scalars(select(Seat)).all() == []
