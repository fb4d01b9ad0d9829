"""When the moments of the year fall: told by every day on which they were seen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.asking.calendar import BadRule, Rule, occurrences, upcoming
from models.plan.loading.help_records import MomentRecord
from tests.models.folders import zwolle_folder

BURENDAG = {"soort": "nde_weekdag", "maand": 9, "weekdag": "za", "n": 4}
SURVEY = {"soort": "periode", "van": "01-15", "tot": "02-28", "even_jaar": True}


@dataclass(frozen=True)
class Something:
    rule: Rule


def _moments() -> list[MomentRecord]:
    return zwolle_folder().moments.moments


def _rule(slug: str) -> dict[str, Any]:
    moment = next(each for each in _moments() if each.slug == slug)
    return moment.rule.model_dump(mode="json", exclude_none=True)


def test_every_day_that_was_seen_follows_from_its_rule() -> None:
    seen = 0
    for moment in _moments():
        rule = moment.rule.model_dump(mode="json", exclude_none=True)
        for day in moment.seen:
            days = occurrences(rule, day.year)
            assert days is not None, moment.slug
            assert days[0] == day, moment.slug
            seen += 1
        for year in moment.seen_years:
            assert occurrences(rule, year) is not None
    assert seen == 31


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("nldoet", date(2027, 3, 12), date(2027, 3, 13)),
        ("opschoondag", date(2027, 3, 20), date(2027, 3, 20)),
        ("buitenlesdag", date(2027, 4, 6), date(2027, 4, 6)),
        ("buitenspeeldag", date(2027, 6, 9), date(2027, 6, 9)),
        ("burendag", date(2027, 9, 25), date(2027, 9, 25)),
        ("groene-burendag", date(2027, 9, 25), date(2027, 9, 25)),
        ("week-tegen-eenzaamheid", date(2027, 9, 30), date(2027, 10, 6)),
        ("world-cleanup-day", date(2027, 9, 20), date(2027, 9, 20)),
    ],
)
def test_the_moments_of_2027(slug: str, first: date, last: date) -> None:
    assert occurrences(_rule(slug), 2027) == (first, last)


def test_the_survey_is_held_in_even_years_only() -> None:
    assert occurrences(SURVEY, 2028) == (date(2028, 1, 15), date(2028, 2, 28))
    assert occurrences(SURVEY, 2027) is None


def test_a_known_day_goes_before_the_rule_in_its_own_year() -> None:
    rule = {**BURENDAG, "echte_datums": ["2027-09-18"]}
    assert occurrences(rule, 2027) == (date(2027, 9, 18), date(2027, 9, 18))
    assert occurrences(rule, 2028) == (date(2028, 9, 23), date(2028, 9, 23))


def test_a_known_day_tells_of_a_survey_in_an_odd_year() -> None:
    rule = {**SURVEY, "echte_datums": [date(2027, 2, 1)]}
    assert occurrences(rule, 2027) == (date(2027, 2, 1), date(2027, 2, 28))


def test_a_fifth_saturday_is_not_there_every_year() -> None:
    rule = {**BURENDAG, "n": 5}
    assert occurrences(rule, 2028) == (date(2028, 9, 30), date(2028, 9, 30))
    assert occurrences(rule, 2027) is None


def test_what_comes_next_is_today_or_later() -> None:
    burendag = Something(BURENDAG)
    assert upcoming(burendag, date(2026, 11, 22)) == (date(2027, 9, 25), date(2027, 9, 25))
    assert upcoming(burendag, date(2027, 9, 25)) == (date(2027, 9, 25), date(2027, 9, 25))
    assert upcoming(burendag, date(2027, 9, 26)) == (date(2028, 9, 23), date(2028, 9, 23))


def test_what_is_going_on_is_what_comes_next_until_its_last_day() -> None:
    survey = Something(SURVEY)
    assert upcoming(survey, date(2028, 2, 10)) == (date(2028, 1, 15), date(2028, 2, 28))
    assert upcoming(survey, date(2028, 2, 29)) == (date(2030, 1, 15), date(2030, 2, 28))


def test_what_runs_over_new_year_is_still_going_on() -> None:
    rule = Something({"soort": "vaste_datum", "datum": "12-28", "duur_dagen": 7})
    assert upcoming(rule, date(2027, 1, 3)) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"soort": "volle_maan"},
        {"soort": "nde_weekdag", "maand": 9, "weekdag": "za"},
        {"soort": "nde_weekdag", "maand": 9, "weekdag": "sa", "n": 1},
        {"soort": "weekdag_in_venster", "weekdag": "vr", "van": "03-09", "tot": "03-16"},
        {"soort": "vaste_datum", "datum": "02-30"},
        {"soort": "vaste_datum", "datum": "02-29"},
        {"soort": "periode", "van": "03-01", "tot": "02-01"},
        {"soort": "periode", "van": "03-01"},
    ],
)
def test_a_rule_that_cannot_be_followed_says_so(rule: Rule) -> None:
    with pytest.raises(BadRule):
        occurrences(rule, 2027)


@given(
    st.sampled_from(["ma", "di", "wo", "do", "vr", "za", "zo"]),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(2000, 2100),
)
def test_the_nth_weekday_is_that_weekday_in_that_week_of_the_month(
    weekday: str, month: int, n: int, year: int
) -> None:
    days = occurrences({"soort": "nde_weekdag", "maand": month, "weekdag": weekday, "n": n}, year)
    if days is None:
        assert n == 5
        return
    first = days[0]
    assert (first.year, first.month, (first.day - 1) // 7 + 1) == (year, month, n)
    assert ["ma", "di", "wo", "do", "vr", "za", "zo"][first.weekday()] == weekday
