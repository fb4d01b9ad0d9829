"""The warnings on the page of a contribution, and the question before something is placed."""

from collections.abc import Mapping
from typing import Any

from models.desk.other_wijken import other_wijken
from models.desk.warnings import found_in_public, looked_through
from models.initiatives.contributions import Contribution
from models.initiatives.moves import Deed
from models.initiatives.personal_data.findings import Kind
from models.initiatives.requests import change_of
from panel.views import PanelView
from texts.render import text


def gather(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """What to look at in the texts of this contribution."""
    return {
        "texts": looked_through(contribution, change_of(contribution)),
        "elsewhere": other_wijken(view.session, contribution),
    }


def ask_to_check(contribution: Contribution, deed: Deed, form: Any) -> None:
    """Keep the question whether somebody looked only where the public text holds something."""
    if "checked" not in form:
        return
    values = {field.name: field.data for field in form}
    found = found_in_public(contribution, deed, change_of(contribution), values)
    if found:
        form.checked.description = text("warnings.check", "nl", what=_listed(found))
    else:
        del form.checked


def _listed(found: list[Kind]) -> str:
    return ", ".join(text(f"warnings.kind_{kind}", "nl") for kind in found)
