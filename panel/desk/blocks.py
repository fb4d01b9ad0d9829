"""Whether whoever brought this in is blocked, or somebody proposes so."""

from collections.abc import Mapping
from typing import Any

from models.initiatives.block_list import block_of
from models.initiatives.contributions import Contribution
from models.people.rights import Act
from panel.views import PanelView


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """Read by whoever may propose one; to others it says nothing."""
    if not view.may(Act.BLOCK, contribution.stadsdeel_id):
        return {}
    return {"line": block_of(view.session, contribution)}
