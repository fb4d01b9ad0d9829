"""Standard texts in the form of an act: chosen there, taken over, and then anybody's to change."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from models.desk.standard import Offered, common, offered
from models.initiatives.contributions import Contribution
from panel.views import PanelView

FIELD = "standaardtekst"
STEP = "take"


def texts_for(view: PanelView, contribution: Contribution, act: str) -> Mapping[str, Any]:
    """What the form of this act offers, and which of it was chosen last."""
    return _choice(offered(view.session, contribution, act))


def texts_for_many(view: PanelView, act: str) -> Mapping[str, Any]:
    """The same for many at once: each author gets the text with what is true of theirs."""
    return _choice(common(view.session, act))


def _choice(texts: Sequence[Offered]) -> Mapping[str, Any]:
    return {
        "texts": texts,
        "options": [(one.key, one.name) for one in texts],
        "chosen": request.form.get(FIELD),
    }


def take_over(texts: Sequence[Offered], form: Any) -> bool:
    """Put the chosen text in the form; False where none was chosen, as when somebody pressed Enter.

    What stood there stays, above it: nothing typed is lost.
    """
    chosen = next((one for one in texts if one.key == request.form.get(FIELD)), None)
    if chosen is None:
        return False
    _add(form, "told", chosen.text)
    _add(form, "told_en", chosen.text_en)
    if chosen.url and "url" in form:
        form.url.data = chosen.url
    return True


def _add(form: Any, name: str, words: str) -> None:
    if words and name in form:
        typed = form[name].data or ""
        form[name].data = "\n\n".join(part for part in (typed, words) if part)
