"""A contribution as its author sees it: what stands on the site, and what was said in the chat."""

from collections.abc import Mapping
from typing import Any

from models.initiatives import reading
from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import Moderation
from models.initiatives.telling import author_language
from panel.views import PanelView
from texts.render import text


def as_resident(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """Nothing of what stays inside: no notes, no hidden photos, no name that is not shown."""
    file = reading.dossier(view.session, contribution)
    language = author_language(view.session, contribution)
    return {
        "one": contribution,
        "file": file,
        "language": language,
        "theirs": lambda key, **params: text(key, language, **params),
        "photos": [photo for photo in file.photos if not photo.hidden],
        "shown": contribution.status is Moderation.PLACED,
        "told": [line for line in reversed(file.history) if line.message],
    }
