"""Stages of one process go into the database one after the other, and wait for nobody too long."""

import threading
import time
from queue import SimpleQueue

from bot.one_by_one import FEW, PATIENCE, OneByOne


def test_the_next_goes_in_when_the_first_is_out() -> None:
    inside, seen = OneByOne(), SimpleQueue[str]()

    def second() -> None:
        with inside.turn():
            seen.put("second")

    with inside.turn():
        other = threading.Thread(target=second)
        other.start()
        seen.put("first")
    other.join(5)
    assert [seen.get(timeout=1), seen.get(timeout=1)] == ["first", "second"]


def test_nobody_waits_for_who_is_slow() -> None:
    inside, entered = OneByOne(), threading.Event()

    def second() -> None:
        with inside.turn():
            entered.set()

    with inside.turn():
        began = time.monotonic()
        threading.Thread(target=second).start()
        assert entered.wait(5)
        assert time.monotonic() - began >= PATIENCE
    # Who went in without the lock gives none back: the next one still waits for its owner.
    with inside.turn():
        pass


def test_a_few_rows_do_not_wait_behind_a_broadcast() -> None:
    inside, entered = OneByOne(), threading.Event()

    def a_few() -> None:
        with inside.turn(FEW - 1):
            entered.set()

    with inside.turn():
        threading.Thread(target=a_few).start()
        # Who waits does so until the other is out, or gives up after a moment.
        assert entered.wait(PATIENCE / 2)
