"""How far a proposal came: each main step counts once for a draft, however one walks about."""

from collections.abc import Sequence

from bot.dialogue.draft import Draft

# The steps that everybody passes or skips, in their order.
MAIN_STEPS = ("idea", "category", "more", "place", "photos", "name", "summary")


def further(draft: Draft, step: str) -> str:
    """The furthest main step of this draft, now that `step` is asked."""
    return step if _rank(step) > _rank(draft.furthest) else draft.furthest


def reached(before: Draft | None, after: Draft | None) -> Sequence[str]:
    """The main steps that the draft came to in this turn; those it skipped count as reached."""
    if after is None:
        return ()
    begun = before if before is not None and _goes_on(before, after) else Draft()
    return MAIN_STEPS[_rank(begun.furthest) + 1 : _rank(after.furthest) + 1]


def _goes_on(before: Draft, after: Draft) -> bool:
    """Whether it is the same draft: a new one begins again before where the old one came."""
    return _rank(after.furthest) >= _rank(before.furthest)


def _rank(step: str) -> int:
    return MAIN_STEPS.index(step) if step in MAIN_STEPS else -1
