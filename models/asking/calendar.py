"""When the moments of the gemeente's calendar fall. Pure: rules and years in, days out.

A rule is the checked `regel` of `kalender.yaml`:

    {soort: nde_weekdag, maand: 9, weekdag: za, n: 4}              the 4th Saturday of September
    {soort: weekdag_in_venster, weekdag: vr, van: "03-09", tot: "03-15"}   the Friday in there
    {soort: vaste_datum, datum: "09-20"}                           the same day every year
    {soort: periode, van: "01-15", tot: "02-28", even_jaar: true}  from day to day

`duur_dagen` (default 1) counts the first day; `echte_datums` are first days that are known and
go before the rule in their year.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol

Rule = Mapping[str, Any]
Days = tuple[date, date]

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
# How many years ahead the next occurrence can lie: every second year, and a 5th weekday.
_YEARS_AHEAD = 8


class BadRule(ValueError):
    """The rule lacks a field of its sort, or names a day that does not exist."""


class HasRule(Protocol):
    """A moment, as far as the calendar is concerned."""

    @property
    def rule(self) -> Rule: ...


def occurrences(rule: Rule, year: int) -> Days | None:
    """The first and last day of the moment in that year, or None when it does not happen then.

    Raises BadRule for a rule that cannot be followed in any year.
    """
    if rule.get("soort") == "periode":
        return _period(rule, year)
    first = _known(rule, year) or _first(rule, year)
    return None if first is None else (first, first + timedelta(days=_duration(rule) - 1))


def upcoming(moment: HasRule, today: date) -> Days | None:
    """The occurrence that is going on or comes next: its last day is today or later."""
    # The one that began last year may still be going on.
    for year in range(today.year - 1, today.year + _YEARS_AHEAD):
        days = occurrences(moment.rule, year)
        if days is not None and days[1] >= today:
            return days
    return None


def _known(rule: Rule, year: int) -> date | None:
    # JSON from the database has days as text, a file that was just read has them as dates.
    days = (date.fromisoformat(str(day)) for day in rule.get("echte_datums") or ())
    return next((day for day in days if day.year == year), None)


def _first(rule: Rule, year: int) -> date | None:
    try:
        find = _SORTS[str(rule.get("soort"))]
        return find(rule, year)
    except (KeyError, TypeError, ValueError) as error:
        raise BadRule(str(rule)) from error


def _duration(rule: Rule) -> int:
    return int(rule.get("duur_dagen") or 1)


def _nth_weekday(rule: Rule, year: int) -> date | None:
    month = int(rule["maand"])
    lead = (WEEKDAYS.index(rule["weekdag"]) - date(year, month, 1).weekday()) % 7
    day = 1 + lead + 7 * (int(rule["n"]) - 1)
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _weekday_in_window(rule: Rule, year: int) -> date | None:
    start, end = _day(rule["van"], year), _day(rule["tot"], year)
    if (end - start).days != 6:
        raise BadRule("a window is seven days, so that every weekday is in it once")
    return start + timedelta(days=(WEEKDAYS.index(rule["weekdag"]) - start.weekday()) % 7)


def _fixed_day(rule: Rule, year: int) -> date | None:
    return _day(rule["datum"], year)


def _period(rule: Rule, year: int) -> Days | None:
    try:
        start, end = _day(rule["van"], year), _day(rule["tot"], year)
    except (KeyError, TypeError, ValueError) as error:
        raise BadRule(str(rule)) from error
    if end < start:
        raise BadRule("a period ends before it starts")
    first = _known(rule, year) or start
    # Asked for even years only; a day that is known goes before that too.
    if rule.get("even_jaar") and year % 2 and first == start:
        return None
    return first, max(first, end)


def _day(month_and_day: str, year: int) -> date:
    month, day = month_and_day.split("-")
    if (int(month), int(day)) == (2, 29):
        raise ValueError("29 February is not there every year")
    return date(year, int(month), int(day))


_SORTS: Mapping[str, Callable[[Rule, int], date | None]] = {
    "nde_weekdag": _nth_weekday,
    "weekdag_in_venster": _weekday_in_window,
    "vaste_datum": _fixed_day,
}
