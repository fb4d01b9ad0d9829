"""People's words are kept as they were meant, without marks that nobody can see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.cleaning import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("een bankje", "een bankje"),
        ("  een\tbankje \n", "eenbankje"),
        ("nul\u0000teken", "nulteken"),
        ("\u202eomgekeerd\u2066", "omgekeerd"),
        ("half\ud800teken", "halfteken"),
        ("regel\r\nregel\u2028regel", "regel\nregel\nregel"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("👩\u200d👩\u200d👧 gezin ❤\ufe0f", "👩\u200d👩\u200d👧 gezin ❤\ufe0f"),
        ("cafe\u0301", "café"),
        ("<b>vet</b> & _*[", "<b>vet</b> & _*["),
        ("\u3164\u2800", ""),
    ],
)
def test_words_stay_and_marks_go(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_pile_of_marks_is_thinned() -> None:
    assert len(clean("z" + "\u0348" * 50)) == 5


@given(st.text())
def test_cleaning_twice_changes_nothing_and_can_always_be_stored(typed: str) -> None:
    once = clean(typed)
    assert clean(once) == once
    assert "\u0000" not in once
    once.encode()
