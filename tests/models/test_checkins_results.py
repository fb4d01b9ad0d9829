"""After its last day a check-in is counted once, shown as far as it may, and told."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from models.asking import reaching, results, rounds
from models.asking.checkins import Answer, CheckIn, CheckInResult
from models.asking.results import Results
from models.db import transaction
from models.messages import queued
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.consents import set_opt_in, stop_all
from models.people.residents import OptIn
from models.plan.areas import Area, AreaKind
from models.plan.opgaven import OpgaveWijk
from tests.asking import (
    BASE_URL,
    answer,
    got,
    ids,
    killed_halfway,
    open_check_in,
    read_out,
    send_all,
)
from tests.builders import NOW, Cast, create_area, create_cast, later

# 30 November 2026 is the last day; Zwolle is an hour ahead of UTC then.
LAST_EVENING = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
NIGHT_AFTER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
MORNING_AFTER = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def wipstrik(session: Session, cast: Cast) -> Area:
    """A second wijk of Zuid that the opgave is about."""
    area = create_area(session, AreaKind.WIJK, "Wipstrik", stadsdeel=cast.zuid)
    session.add(OpgaveWijk(opgave_id=cast.plan_zuid.opgave.id, wijk_id=area.id))
    session.flush()
    return area


def asked(session: Session, cast: Cast, *wijken: Area) -> CheckIn:
    return open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, *wijken)


def close(session: Session, now: datetime = MORNING_AFTER) -> None:
    rounds.close_due(session, now, base_url=BASE_URL)


def read(session: Session, checkin: CheckIn) -> Results:
    found = results.read(session, checkin)
    assert found is not None
    return found


def heard_in(session: Session, resident_id: int) -> str:
    rows = session.scalars(
        select(OutMessage.body).where(OutMessage.dedupe.endswith(f":{resident_id}"))
    )
    return read_out(rows.one())


def test_nothing_is_shown_before_its_last_day_is_over(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    # Until five past midnight: a turn of the last minute may still be busy.
    for now in (NOW, LAST_EVENING, datetime(2026, 11, 30, 23, 4, tzinfo=UTC)):
        close(session, now)
        assert results.read(session, checkin) is None
        assert checkin.closed_at is None
    close(session, datetime(2026, 11, 30, 23, 5, tzinfo=UTC))
    assert read(session, checkin).stadsdeel.counts == [12, 0]


def test_who_answered_hears_what_their_wijk_said(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    people = answer(session, checkin, cast.wijk_zuid, *[0] * 7, *[1] * 4)
    close(session)
    assert got(session) == ids(people)
    heard = heard_in(session, people[0].id)
    assert "Buren leren elkaar kennen" in heard
    assert "Kent u uw buren bij naam?" in heard
    assert "Dit zei Assendorp (11 antwoorden):\nJa: 7\nNee: 4" in heard
    assert "Wie wilde, deed mee. Dit is geen steekproef." in heard
    row = session.scalars(select(OutMessage)).first()
    assert row is not None
    assert row.body is not None
    assert row.lane == Lane.BULK
    page = f"{BASE_URL}/opgave/{cast.plan_zuid.opgave.slug}"
    assert [one["url"] for one in row.body["choices"]] == [page]


def test_a_wijk_with_few_answers_hears_the_stadsdeel_instead(
    session: Session, cast: Cast, wipstrik: Area
) -> None:
    checkin = asked(session, cast, cast.wijk_zuid, wipstrik)
    many = answer(session, checkin, cast.wijk_zuid, *[0] * 15)
    few = answer(session, checkin, wipstrik, 1, 1, 1)
    close(session)
    # With Assendorp beside the total, anybody could work out what three people said.
    assert [line.counts for line in read(session, checkin).wijken] == [None, None]
    for one, wijk in ((many[0], "Assendorp"), (few[0], "Wipstrik")):
        heard = heard_in(session, one.id)
        assert f"{wijk}: Te weinig antwoorden om te laten zien." in heard
        assert "Dit zei Zuid (18 antwoorden):\nJa: 15\nNee: 3" in heard
        assert "geen steekproef" in heard


def test_fewer_than_the_minimum_in_all_and_nothing_is_shown(
    session: Session, cast: Cast, wipstrik: Area
) -> None:
    checkin = asked(session, cast, cast.wijk_zuid, wipstrik)
    (one, *_) = answer(session, checkin, cast.wijk_zuid, *[0] * 6)
    answer(session, checkin, wipstrik, 1, 1, 1)
    close(session)
    found = read(session, checkin)
    assert [line.counts for line in (*found.wijken, found.stadsdeel)] == [None, None, None]
    heard = heard_in(session, one.id)
    assert "Te weinig antwoorden" in heard
    assert "Dit zei" not in heard


def test_the_minimum_is_the_gemeentes_own(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    cast.gemeente.settings = cast.gemeente.settings | {"minimum_n": 13}
    close(session)
    assert read(session, checkin).stadsdeel.counts is None


def test_who_moved_hears_the_stadsdeel(session: Session, cast: Cast, wipstrik: Area) -> None:
    checkin = asked(session, cast, cast.wijk_zuid, wipstrik)
    one, *_ = answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    answer(session, checkin, wipstrik, *[1] * 12)
    one.wijk_id = cast.wijk_noord.id
    session.flush()
    close(session)
    assert "Dit zei Zuid (24 antwoorden)" in heard_in(session, one.id)


def test_who_asked_for_silence_or_left_hears_nothing(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    silent, gone, *rest = answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    stop_all(session, silent, NOW)
    gone.erased_at = NOW
    session.flush()
    close(session)
    assert got(session) == ids(rest)
    stop_all(session, rest[0], MORNING_AFTER)
    session.flush()
    assert queued.expire(session, MORNING_AFTER) == 1


def test_silence_about_ones_own_idea_is_not_silence_about_questions(
    session: Session, cast: Cast
) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    ria, *_ = answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    set_opt_in(session, ria, OptIn.CHECK_INS, True, NOW)
    ria.muted = True
    session.flush()
    close(session)
    assert ria.id in got(session)
    assert queued.expire(session, MORNING_AFTER) == 0


def test_it_is_counted_at_night_and_told_by_day(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    close(session, NIGHT_AFTER)
    assert checkin.closed_at == NIGHT_AFTER
    assert got(session) == []
    close(session, MORNING_AFTER)
    assert len(got(session)) == 12


def test_telling_goes_in_slices_and_tells_each_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 4)
    with transaction(engine) as session:
        cast = create_cast(session)
        checkin = asked(session, cast, cast.wijk_zuid)
        people = answer(session, checkin, cast.wijk_zuid, *[0] * 11)
    for minutes in range(5):
        now = MORNING_AFTER.replace(minute=minutes)
        killed_halfway(engine, partial(close, now=now))
        with transaction(engine) as session:
            close(session, now)
            assert len(got(session)) == min(4 * (minutes + 1), 11)
            send_all(session)
    with transaction(engine) as session:
        assert got(session) == ids(people)
        published = session.scalars(select(CheckInResult.published_at)).all()
        assert published == [MORNING_AFTER, MORNING_AFTER]
        assert session.get_one(CheckIn, checkin.id).told_at is not None


def test_results_are_counted_once_and_stay(session: Session, cast: Cast) -> None:
    checkin = asked(session, cast, cast.wijk_zuid)
    answer(session, checkin, cast.wijk_zuid, *[0] * 12)
    close(session)
    session.add(_late_answer(checkin, cast))
    session.flush()
    close(session, later(days=20))
    assert read(session, checkin).stadsdeel.counts == [12, 0]


def _late_answer(checkin: CheckIn, cast: Cast) -> Answer:
    return Answer(
        id="00000000-0000-4000-8000-000000000000",
        checkin_id=checkin.id,
        wijk_id=cast.wijk_zuid.id,
        position=1,
        answered_on=checkin.closes_on,
    )


def test_the_next_check_in_can_be_asked_when_this_one_is_closed(
    session: Session, cast: Cast
) -> None:
    asked(session, cast, cast.wijk_zuid)
    close(session)
    again = open_check_in(
        session,
        cast.manager_zuid,
        cast.plan_zuid.opgave,
        cast.wijk_zuid,
        token="nog-een",
        now=MORNING_AFTER,
        closes_on=MORNING_AFTER.date().replace(day=14),
    )
    assert again.id


def test_an_answer_holds_nothing_of_who_gave_it(session: Session) -> None:
    columns = {column.name: column for column in Answer.__table__.columns}
    assert columns.keys() == {"id", "checkin_id", "wijk_id", "position", "answered_on"}
    points_at = {key.column.table.name for one in columns.values() for key in one.foreign_keys}
    assert points_at == {"checkin", "area"}
    of_answers = session.scalars(
        text(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE confrelid = 'answer'::regclass"
        )
    )
    assert of_answers.all() == []


def test_after_closing_even_the_database_knows_no_order(engine: Engine) -> None:
    with transaction(engine) as session:
        cast = create_cast(session)
        checkin = asked(session, cast, cast.wijk_zuid)
    for position in (0, 1) * 6:
        with transaction(engine) as session:
            answer(session, session.get_one(CheckIn, checkin.id), cast.wijk_zuid, position)
    written = text("SELECT id, xmin::text FROM answer ORDER BY ctid")
    with transaction(engine) as session:
        before = session.execute(written).all()
        assert len({xmin for _, xmin in before}) == 12
        close(session)
    with transaction(engine) as session:
        after = session.execute(written).all()
        assert len({xmin for _, xmin in after}) == 1
        assert not {id_ for id_, _ in before} & {id_ for id_, _ in after}
        assert [id_ for id_, _ in after] == sorted(id_ for id_, _ in after)
        states = session.scalars(select(OutMessage.state)).all()
        assert set(states) == {OutState.QUEUED}
