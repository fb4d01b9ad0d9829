"""What of the plan an idea may serve, with the reason. A person decides; nothing is linked here.

An idea and an opgave are compared by what they are about and what they are good for (`aims`),
by the wijk, and by the themes that the idea's category fits. What few opgaven of the stadsdeel
speak of says more than what all do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import log, sqrt
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models.initiatives.aims import Found, Profile, profile
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.links import Link
from models.plan.help import Category
from models.plan.wording import EntryText, OpgaveText, load_wording

SHOWN = 3
_BODY = 0.8
# What an opgave itself says, what its theme is called, and what is done for it.
_INTRO, _GOAL, _THEME, _GROUP, _ENTRY = 0.7, 0.9, 0.6, 1.0, 0.6
_ELSEWHERE, _WIDE = 0.4, 0.95
# Where somebody began from an opgave, they said themselves what it is about.
_HERE, _FITS, _READ = 0.12, 0.08, 0.2
# What is less likely than this is no suggestion.
_LEAST = 0.05
# From here on an idea is about this very doel or inspanning.
_CLEARLY = 0.25
# At most so many words are given as the reason, each with so much of the likeness or more.
_WORDS, _TELLS = 3, 0.12


@dataclass(frozen=True)
class Sketch:
    """An idea. `themes` are those of its category; `opgave_id` is what its author was reading."""

    title: str
    body: str = ""
    wijk_id: int | None = None
    themes: frozenset[str] = frozenset()
    opgave_id: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """An opgave, there perhaps one entry, and why.

    `words` are the idea's own. `theme`: its category fits the theme of the opgave. `reading`:
    its author was reading this opgave.
    """

    opgave: OpgaveText
    entry: EntryText | None
    words: tuple[str, ...]
    same_wijk: bool
    theme: bool
    reading: bool
    score: float


def suggest(session: Session, contribution: Contribution) -> list[Suggestion]:
    """What this contribution may serve and is not linked to yet. Three queries."""
    category_id = contribution.category_id if isinstance(contribution, Initiative) else None
    themes, linked = session.execute(
        _themes_and_links(), {"category_id": category_id, "contribution_id": contribution.id}
    ).one()
    opgaven = load_wording(session, contribution.stadsdeel_id)
    ranked = rank(_sketch(contribution, frozenset(themes or ())), opgaven)
    return [one for one in ranked if one.opgave.id not in linked]


@cache
def _themes_and_links() -> Select[*tuple[Any, ...]]:
    themes = select(Category.themes).where(Category.id == bindparam("category_id"))
    links = select(Link.opgave_id).where(Link.contribution_id == bindparam("contribution_id"))
    linked = func.array(links.scalar_subquery(), type_=ARRAY(BigInteger))
    return select(themes.scalar_subquery(), linked)


def _sketch(contribution: Contribution, themes: frozenset[str]) -> Sketch:
    return Sketch(
        contribution.title,
        contribution.body or "",
        contribution.wijk_id,
        themes,
        contribution.opgave_id,
    )


def rank(idea: Sketch, opgaven: Sequence[OpgaveText]) -> list[Suggestion]:
    """At most SHOWN, the likeliest first, each of another opgave."""
    plan = _prepared(tuple(opgaven))
    about = _weighted(_both(profile(idea.title), _weaker(profile(idea.body), _BODY)), plan.rare)
    found = [_suggest(idea, about, opgave, plan) for opgave in opgaven]
    reasoned = [one for one in found if one.score >= _LEAST]
    return sorted(reasoned, key=lambda one: -one.score)[:SHOWN]


@dataclass(frozen=True)
class _Weighted:
    """A profile, each weight by how rare its name is in this plan, and its length."""

    found: Profile
    length: float


@dataclass(frozen=True)
class _Plan:
    """What can be said of a plan before there is an idea."""

    rare: Mapping[str, float]
    opgaven: Mapping[int, _Weighted]
    entries: Mapping[int, _Weighted]


@lru_cache(maxsize=16)
def _prepared(opgaven: tuple[OpgaveText, ...]) -> _Plan:
    documents = {opgave.id: _document(opgave) for opgave in opgaven}
    rare = _rareness(documents.values())
    entries = {one.id: one.title for opgave in opgaven for one in opgave.entries}
    return _Plan(
        rare,
        {id_: _weighted(document, rare) for id_, document in documents.items()},
        {id_: _weighted(profile(title), rare) for id_, title in entries.items()},
    )


def _suggest(idea: Sketch, about: _Weighted, opgave: OpgaveText, plan: _Plan) -> Suggestion:
    likeness, words = _compare(about, plan.opgaven[opgave.id])
    here, wide = idea.wijk_id in opgave.wijken, not opgave.wijken
    fits, read = opgave.theme in idea.themes, opgave.id == idea.opgave_id
    score = likeness * (1.0 if here else _WIDE if wide else _ELSEWHERE)
    score += _HERE * (here or wide) + _FITS * fits + _READ * read
    entry, own = _entry(about, opgave, plan)
    return Suggestion(
        opgave,
        entry,
        _each_once((*own, *words)),
        same_wijk=here,
        theme=fits,
        reading=read,
        score=score,
    )


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    """Without "samen" where "samen eten" is there too."""
    kept: list[str] = []
    for each in sorted(dict.fromkeys(words), key=len, reverse=True):
        if not any(f" {each} " in f" {longer} " for longer in kept):
            kept.append(each)
    return tuple(each for each in dict.fromkeys(words) if each in kept)[:_WORDS]


def _entry(
    about: _Weighted, opgave: OpgaveText, plan: _Plan
) -> tuple[EntryText | None, tuple[str, ...]]:
    """The entry that the idea is clearly about, and the words by which that shows."""
    best, found, telling = _CLEARLY, None, tuple[str, ...]()
    for entry in opgave.entries:
        likeness, words = _compare(about, plan.entries[entry.id])
        if not entry.strategic and likeness > best:
            best, found, telling = likeness, entry, words
    return found, telling


def _document(opgave: OpgaveText) -> Profile:
    """All that is written of an opgave, each part as heavy as it says what the opgave is."""
    entries = [
        _weaker(profile(entry.title), _GOAL if entry.strategic else _ENTRY)
        for entry in opgave.entries
    ]
    return _both(
        profile(opgave.title),
        _weaker(profile(opgave.intro), _INTRO),
        _weaker(profile(opgave.theme_name), _THEME),
        _weaker(profile(opgave.group), _GROUP),
        *entries,
    )


def _weaker(one: Profile, share: float) -> Profile:
    return {name: replace(found, weight=found.weight * share) for name, found in one.items()}


def _both(*profiles: Profile) -> Profile:
    """Each thing with its highest weight."""
    merged: dict[str, Found] = {}
    for one in profiles:
        for name, found in one.items():
            if name not in merged or merged[name].weight < found.weight:
                merged[name] = found
    return merged


def _rareness(documents: Iterable[Profile]) -> Mapping[str, float]:
    """1 for what nobody else speaks of, less for what all do."""
    all_ = list(documents)
    spoken = Counter(name for document in all_ for name in document)
    most = log(1 + len(all_)) or 1.0
    return {name: log(1 + len(all_) / n) / most for name, n in spoken.items()}


def _weighted(one: Profile, rare: Mapping[str, float]) -> _Weighted:
    found = {
        name: replace(found, weight=found.weight * rare.get(name, 1.0))
        for name, found in one.items()
    }
    return _Weighted(found, sqrt(sum(each.weight**2 for each in found.values())))


def _compare(one: _Weighted, other: _Weighted) -> tuple[float, tuple[str, ...]]:
    """The cosine of two profiles, and the words of the first that made it, heaviest first."""
    shared: dict[str, float] = {}
    for name in one.found.keys() & other.found.keys():
        mine = one.found[name]
        shared[mine.words] = shared.get(mine.words, 0.0) + mine.weight * other.found[name].weight
    if not shared:
        return 0.0, ()
    all_ = sum(shared.values())
    most = sorted(shared, key=lambda words: (-shared[words], words))[:_WORDS]
    telling = tuple(words for words in most if shared[words] >= _TELLS * all_)
    return all_ / (one.length * other.length), telling
