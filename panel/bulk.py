"""One decision on many from the queue: choose, see what each reads, send, a result for each."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import bulk
from models.desk.acts import ACTS
from models.desk.bulk import Many, Row
from models.desk.preparing import Going
from models.people.rights import Act
from models.plan.reading import load_frame
from panel.contribution_acts import FORMS
from panel.desk.trail import Trail
from panel.forms.deciding import PlaceForm
from panel.previewing import Preview, mark
from panel.views import PanelView


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
        form = _form(act.deed)
        found = bulk.find(self.session, self.staff, asked.getlist("kies"))
        base_url = current_app.config["BASE_URL"]
        return Many(self.session, self.staff, act, found, form.plain(), base_url), form

    def _page(self, many: Many, form: Any, status: int = 200, **shown: Any) -> ResponseReturnValue:
        known = {"rows": None, "results": None, "seen": ""} | shown
        page = self.render(
            "desk/bulk.html",
            many=many,
            form=form,
            trail=Trail.of_request(),
            bubbles=_bubbles(known["rows"] or ()),
            **known,
        )
        return page, status


def _form(deed: Any) -> Any:
    """The act's form without what differs from one to another: a link, and what was looked at."""
    kind = PlaceForm if issubclass(FORMS[deed], PlaceForm) else FORMS[deed]
    form = kind(request.form if request.method == "POST" else None)
    form.keep_language("nl")
    if "checked" in form:
        del form.checked
    return form


def _bubbles(rows: Any) -> Mapping[str, Preview]:
    return {row.contribution.ref: _bubble(row) for row in rows if row.body}


def _bubble(row: Row) -> Preview:
    return Preview(row.body, row.contribution.language, None)


def _versions() -> Mapping[str, int]:
    """The versions that were seen: `Z-0101:3`. Nonsense is no version."""
    pairs = (value.partition(":") for value in request.form.getlist("versie"))
    return {ref: int(number) for ref, _, number in pairs if _is_version(number)}


def _is_version(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 10
