"""One decision on many from the queue: choose, see what each reads, send, a result for each."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import bulk
from models.desk.acts import ACTS
from models.desk.bulk import Many, Row
from models.desk.preparing import Going
from models.initiatives.telling import languages_of
from models.people.rights import Act
from models.plan.reading import load_frame
from panel.contribution_acts import FORMS
from panel.desk.standard import STEP, take_over, texts_for_many
from panel.desk.trail import Trail
from panel.forms.deciding import PlaceForm
from panel.previewing import Preview, mark
from panel.views import PanelView
from texts.render import text


class BulkView(PanelView):
    """For whoever decides. Each row is asked for its own right."""

    act = Act.PLACE
    under = "queue"

    def __init__(self) -> None:
        super().__init__("samen", "/samen")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The form of the act, for what was chosen in the queue."""
        many, form = self._many()
        return self._page(many, form)

    @expose("/", methods=["POST"])
    def send(self) -> ResponseReturnValue:
        """Show what each reads; then send just that."""
        many, form = self._many()
        texts = texts_for_many(self, many.act.slug)["texts"]
        if request.form.get("step") == STEP and take_over(texts, form):
            return self._page(many, form)
        if not form.validate():
            return self._page(many, form, status=422)
        rows = bulk.look(many)
        seen = mark(*((row.contribution.ref, row.body, row.why) for row in rows))
        if request.form.get("step") != "send" or request.form.get("seen") != seen:
            return self._page(many, form, rows=rows, seen=seen)
        wait = timedelta(seconds=load_frame(self.session).undo_seconds)
        going = Going(self.now + wait, uuid.uuid4())
        results = bulk.send(many, rows, _versions(), self.now, going)
        return self._page(many, form, results=results)

    def _many(self) -> tuple[Many, Any]:
        asked = request.values
        slug = asked.get("act", "")
        act = ACTS[slug if slug in bulk.SLUGS else bulk.SLUGS[0]]
        found = bulk.find(self.session, self.staff, asked.getlist("kies"))
        languages = languages_of(self.session, found)
        form = _form(act.deed, languages.values())
        base_url = current_app.config["BASE_URL"]
        return Many(self.session, self.staff, act, found, form.plain(), base_url, languages), form

    def _page(self, many: Many, form: Any, status: int = 200, **shown: Any) -> ResponseReturnValue:
        known = {"rows": None, "results": None, "seen": ""} | shown
        bubbles = _bubbles(many, known["rows"] or ())
        page = self.render(
            "desk/bulk.html",
            many=many,
            form=form,
            trail=Trail.of_request(),
            standard=texts_for_many(self, many.act.slug),
            bubbles=bubbles,
            spoken=_spoken(bubbles.values()),
            **known,
        )
        return page, status


def _form(deed: Any, languages: Collection[str]) -> Any:
    """The act's form without what differs from one to another: a link, and what was looked at.

    With fields for English where any of the authors reads that.
    """
    kind = PlaceForm if issubclass(FORMS[deed], PlaceForm) else FORMS[deed]
    form = kind(request.form if request.method == "POST" else None)
    form.keep_language("en" if "en" in languages else "nl")
    if "told_en" in form:
        form.told_en.description = text("bulk.in_english_hint", "nl")
    if "checked" in form:
        del form.checked
    return form


def _bubbles(many: Many, rows: Sequence[Row]) -> Mapping[str, Preview]:
    return {
        row.contribution.ref: Preview(row.body, many.language(row.contribution), None)
        for row in rows
        if row.body
    }


def _spoken(previews: Iterable[Preview]) -> Mapping[str, int]:
    """How many messages go out in each language, or in more than one: `nl`, `en`, `en_nl`."""
    return Counter(preview.spoken for preview in previews)


def _versions() -> Mapping[str, int]:
    """The versions that were seen: `Z-0101:3`. Nonsense is no version."""
    pairs = (value.partition(":") for value in request.form.getlist("versie"))
    return {ref: int(number) for ref, _, number in pairs if _is_version(number)}


def _is_version(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 10
