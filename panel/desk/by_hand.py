"""Whether this author hears by letter or phone, and whether their answer may be written down."""

from collections.abc import Mapping
from typing import Any

from models.initiatives.contributions import Contribution
from models.initiatives.on_behalf import is_by_hand
from models.people.rights import Act
from panel.views import PanelView


def gather(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """Empty for whoever answers in a chat, and for colleagues who may not write for others."""
    mine = view.may(Act.ON_BEHALF, contribution.stadsdeel_id)
    if not mine or not is_by_hand(view.session, contribution):
        return {}
    asked = contribution.question is not None or contribution.offered_title is not None
    return {"asked": asked}
