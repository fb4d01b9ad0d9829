"""What stands on the page of one contribution beside its texts: one function for each part.

A part is a template `contribution/_<name>.html`, and a function that gathers what it shows. The
template finds that as `sections.<name>`; what it shows, is empty where there is nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from models.initiatives.contributions import Contribution
from panel.desk import (
    advice,
    blocks,
    by_hand,
    merging,
    neighbours,
    place,
    plan,
    suggestions,
    warnings,
)
from panel.views import PanelView

Section = Callable[[PanelView, Contribution], Mapping[str, Any]]

SECTIONS: Mapping[str, Section] = {
    "by_hand": by_hand.gather,
    "warnings": warnings.gather,
    "place": place.section,
    "suggestions": suggestions.section,
    "neighbours": neighbours.section,
    "plan": plan.section,
    "merging": merging.section,
    "advice": advice.section,
    "block": blocks.section,
}


def gather(view: PanelView, contribution: Contribution) -> Mapping[str, Mapping[str, Any]]:
    """All parts, by name. Each asks a fixed number of queries."""
    return {name: section(view, contribution) for name, section in SECTIONS.items()}
