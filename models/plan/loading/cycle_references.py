"""Do cycles and surveys hold together?"""

from collections.abc import Sequence
from typing import Any

from models.plan.cycles import CycleState
from models.plan.loading.cycle_records import CycleFile, SurveyFile
from models.plan.loading.documents import Document, Path


def check_unique(document: Document[Any], path: Path, slugs: Sequence[str], kind: str) -> None:
    """Reports each id of a list that was there before."""
    seen: set[str] = set()
    for index, slug in enumerate(slugs):
        if slug in seen:
            document.problem((*path, index, "id"), "twice", kind=kind, value=slug)
        seen.add(slug)


def check_cycles(surveys: Document[SurveyFile], cycles: Document[CycleFile]) -> None:
    """Reports cycles that rest on an unknown survey, and more than one current cycle."""
    known = [survey.slug for survey in surveys.content.surveys]
    check_unique(surveys, ("onderzoeken",), known, "onderzoek")
    check_unique(cycles, ("cycli",), [each.slug for each in cycles.content.cycles], "cyclus")
    current = 0
    for index, cycle in enumerate(cycles.content.cycles):
        path = ("cycli", index)
        if cycle.survey is not None and cycle.survey not in known:
            value = cycle.survey
            cycles.problem((*path, "onderzoek"), "unknown", kind="onderzoek", value=value)
        current += cycle.state == CycleState.CURRENT
        if cycle.state == CycleState.CURRENT and current > 1:
            cycles.problem((*path, "status"), "two_current")
        check_unique(cycles, (*path, "themas"), [theme.slug for theme in cycle.themes], "thema")
