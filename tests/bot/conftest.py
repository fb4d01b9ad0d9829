"""The fake Bot API for tests of the bot: one process, emptied for each test."""

from collections.abc import Iterator

import pytest

from tests.fake_telegram.client import FakeTelegram


@pytest.fixture(scope="session")
def running_fake() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def fake(running_fake: FakeTelegram) -> FakeTelegram:
    running_fake.reset()
    return running_fake
