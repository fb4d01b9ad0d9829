"""Somebody who wants to be called: their number is there until it is done, and no longer."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.erasing import erase
from models.messages.outbox import OutMessage
from models.people import calls
from models.people.calls import TRIES, CallRequest
from models.people.rights import NotAllowed
from models.people.staff import RoleName, StaffEvent
from tests.builders import NOW, Cast, create_call, create_cast, create_resident, create_staff

DUE = date(2026, 11, 23)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def asked(session: Session, cast: Cast, phone: str = "0612345678") -> CallRequest:
    return calls.ask(session, cast.resident, cast.address, phone, DUE, NOW)


def left(session: Session) -> list[CallRequest]:
    return list(session.scalars(select(CallRequest)))


def keys_told(session: Session) -> list[str]:
    bodies = session.scalars(select(OutMessage.body).order_by(OutMessage.id))
    return [body["says"][0]["key"] for body in bodies if body]


def test_a_second_number_takes_the_place_of_the_first(session: Session, cast: Cast) -> None:
    asked(session, cast)
    asked(session, cast, "0381234567")
    assert [request.phone for request in left(session)] == ["0381234567"]


def test_only_the_own_stadsdeel_sees_the_number(session: Session, cast: Cast) -> None:
    request = asked(session, cast)
    create_call(session, cast.wijk_noord)
    seen = calls.waiting(session, cast.manager_zuid, DUE)
    assert [(one.request.id, one.wijk, one.late) for one in seen] == [
        (request.id, "Assendorp", False)
    ]
    assert calls.waiting(session, cast.manager_zuid, date(2026, 11, 24))[0].late
    with pytest.raises(NotAllowed):
        calls.done(session, cast.manager_noord, request, NOW)


def test_who_has_no_wijk_is_called_by_the_coordinator(session: Session, cast: Cast) -> None:
    nowhere = create_resident(session)
    calls.ask(session, nowhere, cast.neighbour_address, "0612345678", DUE, NOW)
    coordinator = create_staff(session, "Coen", RoleName.COORDINATOR)
    assert not calls.waiting(session, cast.manager_zuid, DUE)
    assert [one.wijk for one in calls.waiting(session, coordinator, DUE)] == [""]


def test_who_only_reads_along_sees_no_numbers(session: Session, cast: Cast) -> None:
    asked(session, cast)
    reader = create_staff(session, "Leen", RoleName.MEELEZER)
    assert not calls.waiting(session, reader, DUE)


def test_once_spoken_nothing_is_left_but_that_somebody_called(session: Session, cast: Cast) -> None:
    request = asked(session, cast)
    calls.done(session, cast.manager_zuid, request, NOW)
    session.flush()
    assert not left(session)
    noted = session.scalars(select(StaffEvent)).one()
    assert (noted.act, noted.subject) == ("call done", f"call {request.id}")
    assert not keys_told(session)


def test_who_does_not_pick_up_reads_so_and_is_not_tried_for_ever(
    session: Session, cast: Cast
) -> None:
    request = asked(session, cast)
    for _ in range(TRIES):
        calls.no_answer(session, cast.manager_zuid, request, NOW)
        session.flush()
    assert keys_told(session) == [*["call.no_answer"] * (TRIES - 1), "call.gave_up"]
    assert not left(session)


def test_a_muted_resident_is_not_told(session: Session, cast: Cast) -> None:
    request = asked(session, cast)
    cast.resident.muted = True
    calls.no_answer(session, cast.manager_zuid, request, NOW)
    assert not keys_told(session)


def test_erasing_takes_the_number(session: Session, cast: Cast) -> None:
    asked(session, cast)
    erase(session, cast.resident, NOW)
    assert not left(session)
