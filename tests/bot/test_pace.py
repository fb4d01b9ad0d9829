"""The pace of a bot: even, never faster than set, and a conversation before everybody's news."""

from itertools import pairwise

import pytest

from bot.pace import Pace


def send_all(pace: Pace, messages: int, every: float) -> list[float]:
    """The moments of so many messages of bulk, with a round each `every` seconds."""
    now, moments = 100.0, list[float]()
    while len(moments) < messages:
        while len(moments) < messages and (moment := pace.book(now, talk=False)) is not None:
            moments.append(moment)
        now += every
    return moments


@pytest.mark.parametrize(("rate", "every"), [(25, 0.08), (30, 0.05), (1000, 0.02), (1000, 0.04)])
def test_the_rate_is_kept_within_one_percent(rate: float, every: float) -> None:
    moments = send_all(Pace(rate), 4 * int(rate) + 1, every)
    assert (len(moments) - 1) / (moments[-1] - moments[0]) == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("rate", [25, 30, 1000])
def test_no_second_holds_more_than_the_rate_and_a_little(rate: float) -> None:
    moments = send_all(Pace(rate), 4 * int(rate), 0.03)
    busiest = max(sum(one <= other < one + 1 for other in moments) for one in moments)
    assert busiest <= rate + max(1, 0.02 * rate)


def test_messages_are_evenly_spaced_after_the_first() -> None:
    moments = send_all(Pace(1000), 500, 0.02)[50:]
    assert max(later - former for former, later in pairwise(moments)) < 0.0021


def test_a_talk_goes_at_once_while_bulk_is_booked_ahead() -> None:
    pace = Pace(25)
    booked = []
    while (moment := pace.book(7.0, talk=False)) is not None:
        booked.append(moment)
    assert len(booked) >= 4
    assert pace.book(7.0, talk=True) == 7.0
    assert pace.book(7.0, talk=False) is None


def test_bulk_makes_room_for_the_talk_that_went_first() -> None:
    pace, moments = Pace(10), list[float]()
    talks = 0
    for tenth in range(400):
        now = tenth / 10
        if tenth % 5 == 0:
            talks += pace.book(now, talk=True) == now
        while (moment := pace.book(now, talk=False)) is not None:
            moments.append(moment)
    assert talks == 80
    assert talks + len(moments) == pytest.approx(400, rel=0.02)


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    pace = Pace(1000)
    for _ in range(3):
        assert 7 not in pace.spent(50.0)
        pace.spend(7, 50.0)
    assert pace.spent(50.9) == {7}
    assert pace.spent(51.0) == set()
    pace.spend(7, 51.0)
    assert pace.spent(51.5) == {7}


def test_what_is_late_together_starts_one_after_the_other() -> None:
    pace = Pace(30)
    starts = [7.0 + pace.late(7.0) for _ in range(9)]
    assert starts[:3] == [7.0] * 3
    assert [later - former for former, later in pairwise(starts[2:])] == pytest.approx([1 / 30] * 6)


def test_what_is_in_time_never_waits() -> None:
    pace = Pace(30)
    assert [pace.late(7.0 + number / 30) for number in range(100)] == [0.0] * 100
