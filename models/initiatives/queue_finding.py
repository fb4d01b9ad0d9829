"""Finding the rows of a page of the queue, in its order, quickly also among a million.

Words are looked for twice. First among the rows that come next: most words that people type are
in enough of those. Else in the index of all words, which then gives few. PostgreSQL cannot know
how rare a word is, and guessing wrong costs seconds. Of several words the rows that come next tell
which is rare: gathering all rows of a word that many have takes longer than the rest together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from models.initiatives.contributions import SEARCHABLE
from models.initiatives.queue_filters import WORDS, C, Filters, Scope, Tab, moments, parts
from models.initiatives.searching import (
    as_tsquery,
    each_as_tsquery,
    has,
    has_words,
    matches,
    tsquery,
)

# With fewer than a page of hits among so many rows, all hits are soon read.
NEAR = 3000
# Among so many of these a word shows whether it is rare. To open a row takes as long as to gather
# so many from the index.
_TASTED, _GATHERED = 1000, 10
# So many rows are soon opened.
_OPENED = 5000
EACH_WORD, _SEVERAL = "each_word", "x x"
# Statements that are kept. Colleagues ask the same all day.
KEPT = 500


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: when it is due (of everything: when it came) and its id.

    The next page begins after it.
    """

    at: date | datetime
    id: int


@dataclass(frozen=True)
class Search:
    """What is asked, by whom, from where on. Words and moments are apart: `values`."""

    filters: Filters
    scope: Scope
    goes_on: bool
    size: int

    @property
    def tab(self) -> Tab:
        return self.filters.tab

    @property
    def several(self) -> bool:
        """Whether more than one word is looked for."""
        return self.filters.words == _SEVERAL


def search(filters: Filters, scope: Scope, after: Cursor | None, size: int) -> Search:
    """The shape of a question. Two questions that differ in their words have the same."""
    some = "Z-1" if filters.number else "x" * bool(filters.words)
    if len(each_as_tsquery(filters.texts)) > 1:
        some = _SEVERAL
    return Search(replace(filters, words=some), scope, after is not None, size)


def values(filters: Filters, now: datetime, after: Cursor | None = None) -> Mapping[str, object]:
    """The parameters of a statement about these filters."""
    words = filters.number or as_tsquery(filters.texts)
    last = {"at": after.at, "last": after.id} if after else {}
    each = each_as_tsquery(filters.texts) if filters.texts else []
    return {**moments(now), **last, WORDS: words, EACH_WORD: each}


def found(asked: Search) -> Subquery:
    """The first rows after the cursor: `id`, and `at` by which they are ordered.

    Of words the rows are a parameter, `ids`: look them up with `ids_with_words`.
    """
    return _these(asked.tab) if asked.filters.texts else first(asked).subquery("found")


def ids_with_words(line: Connection, asked: Search, given: Mapping[str, object]) -> list[int]:
    """The ids of the first rows after the cursor whose texts have the words. One query."""
    return list(line.execute(_ids(asked), given).scalar_one())


def in_order(tab: Tab, at: Any, id_: Any) -> tuple[ColumnElement[Any], ...]:
    """What is due first comes first; of everything the newest."""
    return (at.desc(), id_.desc()) if tab is Tab.ALL else (at.asc(), id_.asc())


def near(asked: Search, words: str = WORDS) -> Any:
    """The rows that come next, whatever their words, with `fits`: whether they have them."""
    rows = first(replace(asked, size=NEAR)).subquery()
    fits = has_words(SEARCHABLE, bindparam(words)).label("fits")
    known = (SEARCHABLE,) if asked.several else ()
    joined = select(rows, fits, *known).join_from(rows, SEARCHABLE.table, C.id == rows.c.id)
    return joined.cte().prefix_with("MATERIALIZED")


def first(asked: Search) -> Select[Any]:
    """Each part in the order of its own index; then the parts together."""
    tab, size, here = asked.tab, asked.size, _after(asked)
    order = in_order(tab, _at(tab), C.id)
    pieces = [
        _rows(tab).where(part, here).order_by(*order).limit(size)
        for part in parts(asked.filters, asked.scope)
    ]
    if len(pieces) == 1:
        return pieces[0]
    together = union_all(*(select(piece.subquery()) for piece in pieces)).subquery()
    rest = in_order(tab, together.c.at, together.c.id)
    return select(together.c.id, together.c.at).order_by(*rest).limit(size)


@lru_cache(KEPT)
def _ids(asked: Search) -> Select[Any]:
    rows = near(asked)
    few = _few(asked, rows)
    ids, looked = _some(asked, rows), _many(rows)
    enough = or_(looked < NEAR, func.cardinality(ids) >= asked.size)
    # What stands behind is only run where it is needed.
    return select(
        case(
            (enough, ids),
            (_many(few) < _OPENED, _some(asked, few)),
            else_=func.array(_in_all(asked).scalar_subquery()),
        )
    )


def _some(asked: Search, rows: Any) -> Any:
    """The ids of a page of those that fit."""
    order = in_order(asked.tab, rows.c.at, rows.c.id)
    hits = select(rows.c.id).where(rows.c.fits).order_by(*order).limit(asked.size)
    return func.array(hits.scalar_subquery(), type_=ARRAY(C.id.type))


def _many(rows: Any) -> Any:
    return select(func.count()).select_from(rows).scalar_subquery()


def _few(asked: Search, rows: Any) -> Any:
    """All rows with what is `_sought`, up to _OPENED of them; `fits`: whether they are asked for.

    Indexes of other things would gather half the table to find a few rows in it.
    """
    here = and_(matches(SEARCHABLE, bindparam(WORDS)), _after(asked))
    fits = and_(here, or_(*parts(asked.filters, asked.scope))).label("fits")
    some = select(C.id, _at(asked.tab).label("at"), fits)
    having = some.where(matches(SEARCHABLE, _sought(asked, rows))).limit(_OPENED)
    return having.cte().prefix_with("MATERIALIZED")


def _in_all(asked: Search) -> Select[Any]:
    """All hits are gathered before they are ordered: so the index of words is what is used."""
    fits, here = matches(SEARCHABLE, bindparam(WORDS)), _after(asked)
    chosen = parts(asked.filters, asked.scope)
    pieces = [_rows(asked.tab).where(part, fits, here) for part in chosen]
    hits = union_all(*pieces).cte().prefix_with("MATERIALIZED")
    order = in_order(asked.tab, hits.c.at, hits.c.id)
    return select(hits.c.id).order_by(*order).limit(asked.size)


def _sought(asked: Search, rows: Any) -> Any:
    """The word that is so rare among `rows` that its own can all be opened, else all words."""
    every = bindparam(WORDS, type_=String)
    if not asked.several:
        return every
    some = select(rows.c.searchable).limit(_TASTED).cte()
    word = func.unnest(bindparam(EACH_WORD, type_=ARRAY(String))).column_valued("word")
    # Read once, and not for each row.
    read = select(word, tsquery(word).label("read")).cte().prefix_with("MATERIALIZED")
    having = select(func.count()).select_from(some).where(has(some.c.searchable, read.c.read))
    each = select(read.c.word, having.scalar_subquery().label("hits")).cte()
    least = func.min(each.c.hits)
    rare = select(least * _GATHERED < func.sum(each.c.hits) - least).scalar_subquery()
    rarest = select(each.c.word).order_by(each.c.hits).limit(1).scalar_subquery()
    return select(case((rare, rarest), else_=every)).scalar_subquery()


def _these(tab: Tab) -> Subquery:
    ids: Any = bindparam("ids", expanding=True)
    return _rows(tab).where(C.id.in_(ids)).subquery("found")


def _rows(tab: Tab) -> Select[Any]:
    return select(C.id, _at(tab).label("at"))


def _at(tab: Tab) -> Any:
    return C.submitted_at if tab is Tab.ALL else C.due_on


def _after(asked: Search) -> ColumnElement[bool]:
    if not asked.goes_on:
        return true()
    at = _at(asked.tab)
    here = tuple_(at, C.id)
    last = tuple_(bindparam("at", type_=at.type), bindparam("last", type_=C.id.type))
    return here < last if asked.tab is Tab.ALL else here > last
