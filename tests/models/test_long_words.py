"""What nobody writes in earnest is looked through as quickly as all else: words without an end."""

import time

import pytest

from models.initiatives.personal_data.looking import look

LETTERS = 2_000
SECONDS = 1
PARTS = (
    *("Speeltuin", "a", "A", "Aa-", "a-", "A.", "de heer A", "van ", "Aa ", "mevrouw ", "é", "'"),
    *("1", "1 ", "06 ", "0a ", "+31", "1234AB ", "nummer ", "straat ", "a@", "a.", "@", "*", "\n"),
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("end", ["", " en", "!1"])
def test_a_word_without_an_end_takes_no_time(part: str, end: str) -> None:
    began = time.process_time()
    look(part * (LETTERS // len(part)) + end)
    assert time.process_time() - began < SECONDS
