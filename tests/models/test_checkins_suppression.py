"""Minimum n: no hidden wijk can be worked out from what is shown, even by who knows the rule."""

from collections.abc import Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.asking.results import publishable

MINIMUM = 10
Counts = tuple[int, int]
Table = Mapping[int, Counts]
Row = tuple[int | None, ...]

cells = st.tuples(st.integers(0, 14), st.integers(0, 14))
tables = st.lists(cells, min_size=1, max_size=6).map(lambda rows: dict(enumerate(rows)))


def sizes(table: Table) -> dict[int, int]:
    return {wijk: sum(counts) for wijk, counts in table.items()}


def shown(table: Table) -> tuple[Mapping[int, Counts | None], Counts | None]:
    """All that anybody can read: the counts of each wijk or nothing, and of the whole."""
    may = publishable(sizes(table), MINIMUM)
    wijken = {wijk: counts if wijk in may.wijken else None for wijk, counts in table.items()}
    total = (sum(one[0] for one in table.values()), sum(one[1] for one in table.values()))
    return wijken, total if may.total else None


def test_every_hidden_wijk_could_also_be_another_size() -> None:
    """All tables of up to four wijken: whatever is shown, each hidden wijk has two sizes or more.

    Sizes alone, as if everybody answered the same: with more answers there are more ways.
    """
    for minimum, number, most in ((3, 1, 12), (3, 2, 20), (3, 3, 20), (3, 4, 12), (4, 3, 20)):
        possible: dict[tuple[Row, int], list[set[int]]] = {}
        for row in product(range(most + 1), repeat=number):
            may = publishable(dict(enumerate(row)), minimum)
            public = tuple(size if n in may.wijken else None for n, size in enumerate(row))
            # Above `most` we have not seen every table that gives this total.
            if may.total and sum(row) <= most:
                seen = possible.setdefault((public, sum(row)), [set() for _ in row])
                for n, size in enumerate(row):
                    seen[n].add(size)
        hidden = [
            (public, sizes)
            for (public, _), seen in possible.items()
            for shown, sizes in zip(public, seen, strict=True)
            if shown is None
        ]
        assert hidden or number == 1
        assert [public for public, sizes in hidden if len(sizes) < 2] == []


@given(tables)
@settings(max_examples=400, deadline=None)
def test_nothing_shown_rests_on_fewer_than_the_minimum(table: Table) -> None:
    wijken, total = shown(table)
    assert all(sum(counts) >= MINIMUM for counts in wijken.values() if counts is not None)
    if total is not None:
        together = sum(sizes(table)[wijk] for wijk, counts in wijken.items() if counts is None)
        assert sum(total) >= MINIMUM
        assert together == 0 or together >= MINIMUM


def test_all_is_shown_where_every_wijk_is_large_enough() -> None:
    may = publishable({1: 10, 2: 40, 3: 11}, MINIMUM)
    assert (may.wijken, may.total) == ({1, 2, 3}, True)


def test_the_first_in_order_goes_along_with_one_that_is_too_small() -> None:
    may = publishable({1: 3, 2: 40, 3: 11}, MINIMUM)
    assert (may.wijken, may.total) == ({3}, True)


def test_two_small_ones_hide_each_other_when_together_large_enough() -> None:
    may = publishable({1: 6, 2: 40, 3: 5}, MINIMUM)
    assert (may.wijken, may.total) == ({2}, True)


def test_two_small_ones_need_a_third_when_they_are_not() -> None:
    may = publishable({1: 2, 2: 40, 3: 5, 4: 12}, MINIMUM)
    assert (may.wijken, may.total) == ({4}, True)


def test_two_that_are_both_one_short_need_a_third() -> None:
    may = publishable({1: 9, 2: 40, 3: 9, 4: 12}, MINIMUM)
    assert (may.wijken, may.total) == ({4}, True)


def test_a_wijk_where_nobody_answered_is_hidden_like_any_other() -> None:
    may = publishable({1: 0, 2: 40, 3: 11}, MINIMUM)
    assert (may.wijken, may.total) == ({3}, True)
