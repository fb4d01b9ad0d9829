"""One fake for all tests of this folder; each begins with it empty."""

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
