"""The plan of a meeting place, on the page of its idea."""

from collections.abc import Mapping
from typing import Any

from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.place_plan_reading import read
from models.people.rights import Act
from panel.views import PanelView


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """The plan, and whether this colleague may work on it; nothing where there is none."""
    seen = read(view.session, contribution) if isinstance(contribution, Initiative) else None
    if seen is None:
        return {}
    may_change = seen.open and view.may(Act.ADVISE, contribution.stadsdeel_id)
    return {"plan": seen, "may_change": may_change}
