"""A resident hands in an idea."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models.initiatives.contributions import PlaceKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed
from models.initiatives.submitting import Idea, TooMany, UnknownWijk, submit
from models.initiatives.terms import working_days_after
from tests.acts import deeds
from tests.builders import (
    NOW,
    Cast,
    create_cast,
    create_initiative,
    create_photo,
    later,
)

IDEA = Idea("Een bankje <b>", "Voor & door\nons_*[", "ontmoeten", "assendorp", PlaceKind.WIJK)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def test_an_idea_gets_a_number_a_term_and_its_stadsdeel(session: Session, cast: Cast) -> None:
    made = submit(session, IDEA, cast.resident, cast.address, NOW)
    assert made.ref == f"Z-{made.number:04d}"
    assert (made.stadsdeel_id, made.wijk_id) == (cast.zuid.id, cast.wijk_zuid.id)
    assert made.category_id == cast.category.id
    assert made.status is Moderation.SUBMITTED
    assert made.due_on == date(2026, 11, 23)
    assert (made.title, made.body) == (IDEA.title, IDEA.body)
    assert made.public_title is None
    assert not made.show_name
    assert deeds(session, made) == [Deed.SUBMITTED]


def test_a_given_name_is_shown_and_sealed(session: Session, cast: Cast) -> None:
    idea = Idea("Bankje", "", "", "assendorp", PlaceKind.STREET, "Bij de kerk", name="Ria")
    made = submit(session, idea, cast.resident, cast.address, NOW)
    assert (made.name, made.show_name, made.place_text) == ("Ria", True, "Bij de kerk")
    assert made.category_id is None
    raw = session.connection().exec_driver_sql("SELECT name FROM contribution").scalar_one()
    assert b"Ria" not in bytes(raw)


def test_only_ones_own_loose_photos_hang_on_it(session: Session, cast: Cast) -> None:
    own = create_photo(session, cast.resident)
    others = create_photo(session, cast.neighbour)
    used = create_photo(session, cast.resident, create_initiative(session, cast.wijk_zuid))
    photos = (str(own.id), str(others.id), str(used.id))
    idea = Idea("Bankje", "", "", "assendorp", PlaceKind.WIJK, photos=photos)
    made = submit(session, idea, cast.resident, cast.address, NOW)
    session.expire_all()
    assert own.contribution_id == made.id
    assert others.contribution_id is None
    assert used.contribution_id != made.id


def test_three_a_day_and_then_tomorrow_again(session: Session, cast: Cast) -> None:
    for _ in range(3):
        submit(session, IDEA, cast.resident, cast.address, NOW)
    with pytest.raises(TooMany):
        submit(session, IDEA, cast.resident, cast.address, later(hours=13))
    submit(session, IDEA, cast.neighbour, cast.neighbour_address, NOW)
    # 23:30 in London is the next day in Zwolle.
    submit(session, IDEA, cast.resident, cast.address, datetime(2026, 11, 16, 23, 30, tzinfo=UTC))


def test_five_may_wait_for_an_answer(session: Session, cast: Cast) -> None:
    earlier = NOW - timedelta(days=30)
    waiting = [
        create_initiative(session, cast.wijk_zuid, cast.resident, submitted_at=earlier)
        for _ in range(5)
    ]
    with pytest.raises(TooMany):
        submit(session, IDEA, cast.resident, cast.address, NOW)
    waiting[0].status = Moderation.PLACED
    submit(session, IDEA, cast.resident, cast.address, NOW)


def test_an_unknown_wijk_is_refused_before_anything_is_written(
    session: Session, cast: Cast
) -> None:
    with pytest.raises(UnknownWijk):
        submit(
            session, Idea("x", "", "", "atlantis", PlaceKind.WIJK), cast.resident, cast.address, NOW
        )
    assert not session.new


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        # Christmas on Friday and Saturday, New Year's Day on Friday.
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
        # King's day on a Monday.
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
    ],
)
def test_terms_skip_weekends_and_dutch_holidays(start: date, days: int, expected: date) -> None:
    assert working_days_after(start, days) == expected
