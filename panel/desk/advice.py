"""What was asked of others about a contribution, and what they said."""

from collections.abc import Mapping
from typing import Any

from models.desk import advising
from models.initiatives.contributions import Contribution
from models.people.rights import Act
from panel.views import PanelView


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    return {
        "lines": advising.about(view.session, contribution),
        "may_ask": view.may(Act.NOTE, contribution.stadsdeel_id),
    }
