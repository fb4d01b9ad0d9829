"""The forms of merging an initiative into another, and of letting it go its own way again."""

from collections.abc import Callable
from typing import Any

from panel.forms.fields import ActForm, in_english, line, paragraph


class MergeForm(ActForm):
    """Into which other initiative: its reference."""

    into = line("form.into", limit=16)
    told = paragraph("form.told", required=False, hint="form.own_words_hint")
    told_en = in_english("form.told_en")

    # Looks up what stands beside it: `panel.desk.merging.Beside`.
    look_up: Callable[[str], Any] | None = None

    @property
    def beside(self) -> Any:
        """The other initiative and those that look like this one; it is shown beside the form."""
        return self.look_up(str(self.into.data or "")) if self.look_up else None


class PartForm(ActForm):
    told = paragraph("form.told", required=False, hint="form.own_words_hint")
    told_en = in_english("form.told_en")
