"""Searching what is public: by Dutch words, by how they begin, and else by words nearly alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.initiatives.contributions import PUBLIC_WORDS, Initiative
from models.initiatives.published import PublicInitiative, published
from models.plan.din import DinEntry
from models.plan.opgaven import Opgave, OpgaveDoel
from models.plan.reading import AreaView, load_areas
from models.plan.reading_opgaven import OpgaveView, load_opgaven

SHORTEST = 2
LONGEST = 100
WORDS_AT_MOST = 8
HITS_AT_MOST = 30
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

_DUTCH: ColumnElement[Any] = literal_column("'dutch'::regconfig")
_LETTERS_OF_INDEX = 3
# In a shorter word one wrong letter makes it another one.
_LETTERS_OF_A_SLIP = 4
_ALIKE = "0.4"
_Says = Callable[[str, SQLColumnExpression[str]], ColumnElement[bool]]
# Of small things and of several, where at least four letters are left.
_ENDING = re.compile(r"(?<=\w{4})(?:[tp]?jes?|en|s)$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What a search gave, each kind at most HITS_AT_MOST; `more`: there was more than that.

    `guessed`: nothing has the words as they were typed; this is what is nearly so.
    """

    areas: tuple[AreaView, ...]
    opgaven: tuple[OpgaveView, ...]
    initiatives: tuple[PublicInitiative, ...]
    more: bool
    guessed: bool = False

    @property
    def count(self) -> int:
        return len(self.areas) + len(self.opgaven) + len(self.initiatives)


def tidy(query: str) -> str:
    """What we search for: on one line, without marks that nobody sees, LONGEST at most."""
    return " ".join(_UNSEEN.sub(" ", query[: 4 * LONGEST]).split())[:LONGEST].strip()


def search(session: Session, query: str) -> Found:
    """Everything public in which these words, or words that begin so, stand.

    `query` is tidied. What has no letters or digits is looked up as it is written. Where nothing
    has them, a slip of the pen is forgiven.
    """
    found = _search(session, query, _says)
    if found.count or not _long_words(query):
        return found
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", _ALIKE, True)))
    return replace(_search(session, query, _nearly_says), guessed=True)


def _search(session: Session, query: str, says: _Says) -> Found:
    areas = tuple(area for area in load_areas(session) if query.lower() in area.name.lower())
    goals = (
        select(OpgaveDoel.opgave_id)
        .join(DinEntry, DinEntry.id == OpgaveDoel.doel_id)
        .where(says(query, DinEntry.title))
    )
    own_words = func.concat_ws(" ", Opgave.title, Opgave.intro, Opgave.reason)
    opgaven = load_opgaven(session, or_(says(query, own_words), Opgave.id.in_(goals)))
    initiatives = published(
        session,
        or_(
            says(query, public_words()),
            Initiative.ref == query.upper(),
        ),
        first=_in_title_first(query),
        limit=HITS_AT_MOST + 1,
    )
    every = (areas, opgaven, initiatives)
    more = any(len(hits) > HITS_AT_MOST for hits in every)
    return Found(areas[:HITS_AT_MOST], opgaven[:HITS_AT_MOST], initiatives[:HITS_AT_MOST], more)


def public_words() -> ColumnElement[str]:
    """The public words of an initiative, written as in its two indexes, so that they are used."""
    return literal_column(PUBLIC_WORDS, String)


def as_tsquery(query: str) -> str:
    """All these words, or words that begin so, as `has_words` takes them.

    Without any letter or digit it asks for what nothing has.
    """
    return " & ".join(each_as_tsquery(query)) or "'-'"


def each_as_tsquery(query: str) -> list[str]:
    """The same of each word by itself."""
    return _forms(re.findall(r"[^\W_]+", query)[:WORDS_AT_MOST])


def has_words(known: SQLColumnExpression[Any], query: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a stored search vector of Dutch texts has what `as_tsquery` wrote down.

    Words that every text has ("de", "een") ask for nothing.
    """
    asked = cast(func.to_tsquery(_DUTCH, query), TSQUERY)
    nothing = and_(func.numnode(asked) == 0, query != literal("'-'"))
    return or_(nothing, matches(known, query))


def matches(known: SQLColumnExpression[Any], query: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same, but that such words are in nothing; so that its index can be used."""
    return has(known, tsquery(query))


def has(known: SQLColumnExpression[Any], read: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a search vector has what a query that was read asks for."""
    return known.bool_op("@@")(read)


def tsquery(query: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read what `as_tsquery` wrote down."""
    return cast(func.to_tsquery(_DUTCH, query), TSQUERY)


def _says(query: str, text: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """By words in Dutch, or letter by letter (where `%` and `_` are just what they are)."""
    written = text.icontains(query, autoescape=True)
    words = re.findall(r"[^\W_]+", query)[:WORDS_AT_MOST]
    if not words:
        return written
    said = func.to_tsvector(_DUTCH, text).bool_op("@@")(_all_of(words))
    # Two letters stand in nearly everything, and no index knows where.
    return or_(said, written) if max(map(len, words)) >= _LETTERS_OF_INDEX else said


def _nearly_says(query: str, text: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Each longer word has one in the text that is nearly the same."""
    return and_(*(text.bool_op("%>")(literal(word)) for word in _long_words(query)))


def _long_words(query: str) -> list[str]:
    words = re.findall(r"[^\W_]+", query)[:WORDS_AT_MOST]
    return [word for word in words if len(word) >= _LETTERS_OF_A_SLIP]


def _all_of(words: list[str]) -> ColumnElement[Any]:
    """Each word as a beginning, or the word that it is a small or plural form of.

    PostgreSQL's Dutch does not know that bankjes and bankje are both a bank.
    """
    return cast(func.to_tsquery(_DUTCH, " & ".join(_forms(words))), TSQUERY)


def _forms(words: list[str]) -> list[str]:
    forms = ({word, _ENDING.sub("", word)} for word in words)
    each = (" | ".join(f"'{form}':*" for form in sorted(some)) for some in forms)
    return [f"({some})" for some in each]


def _in_title_first(query: str) -> ColumnElement[int]:
    return case((Initiative.public_title.icontains(query, autoescape=True), 0), else_=1)
