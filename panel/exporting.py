"""Taking a filter of the queue away as a file, and saying why where it holds personal data."""

import tempfile
from typing import IO, Any, cast
from urllib.parse import urlencode

from flask import Response, abort, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import exporting
from models.desk.exporting import REASON, TooMany, Wanted
from models.initiatives.queue_filters import Filters, Viewer
from models.initiatives.terms import local_day
from models.people.rights import Act, allowed_somewhere
from models.people.staff import Staff
from panel.export_forms import FORMS, Form
from panel.forms.fields import clean
from panel.gate import fresh, needs
from panel.queue_address import address, read_filters, read_written, written
from panel.views import PanelView
from texts.render import text

# So much of a file is kept in memory; the rest goes to the disk.
IN_MEMORY = 1 << 20


def link(staff: Staff, filters: Filters) -> str | None:
    """Where this colleague can take what these filters show, if they may."""
    if not allowed_somewhere(staff, Act.EXPORT):
        return None
    asked: dict[str, Any] = {**written(filters)}
    return url_for("export.index", **asked)


class ExportView(PanelView):
    """For whoever prepares or decides; personal data for whoever decides."""

    act = Act.EXPORT
    under = "queue"

    def __init__(self) -> None:
        super().__init__("export", "/uitvoer")

    @expose("/")
    def index(self) -> str:
        return self._page(Wanted(read_filters()), "csv")

    @expose("/bestand", methods=["POST"])
    @needs(Act.EXPORT)
    @fresh
    def file(self) -> ResponseReturnValue:
        """The file itself; that it was taken is written down in the same transaction."""
        form = request.form.get("form", "")
        wanted = self._wanted()
        if form not in FORMS:
            abort(400)
        if wanted.personal and len(wanted.reason) not in REASON:
            return self._page(wanted, form, "export.reason_needed"), 422
        try:
            return self._sent(FORMS[form], wanted)
        except TooMany:
            return self._page(wanted, form, too_many=True), 422

    def _wanted(self) -> Wanted:
        personal = bool(request.form.get("personal"))
        if personal and not allowed_somewhere(self.staff, Act.EXPORT_PERSONAL):
            abort(403)
        filters = read_written(request.form.get("filters", ""))
        return Wanted(filters, personal, clean(request.form.get("reason")))

    def _sent(self, form: Form, wanted: Wanted) -> Response:
        # It lives until its last byte was sent.
        file = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
        try:
            n = self._fill(file, form, wanted)
        except BaseException:
            file.close()
            raise
        exporting.note(self.session, self.staff, form.suffix, wanted, n, self.now)
        file.seek(0)
        name = f"wijkbot-{wanted.filters.tab}-{local_day(self.now)}.{form.suffix}"
        answer = send_file(file, form.mimetype, as_attachment=True, download_name=name)
        answer.call_on_close(file.close)
        return answer

    def _fill(self, file: IO[bytes], form: Form, wanted: Wanted) -> int:
        heads = [text(f"export.column.{name}", "nl") for name in wanted.columns]
        viewer = Viewer(self.staff, self.now)
        return form.write(file, heads, exporting.lines(self.session, viewer, wanted))

    def _page(
        self, wanted: Wanted, form: str, error: str | None = None, *, too_many: bool = False
    ) -> str:
        return str(
            self.render(
                "queue/export.html",
                wanted=wanted,
                filters=urlencode(written(wanted.filters)),
                queue=address(wanted.filters),
                form=form,
                forms=[(name, text(f"export.form.{name}", "nl")) for name in FORMS],
                may_personal=allowed_somewhere(self.staff, Act.EXPORT_PERSONAL),
                error=error,
                too_many=too_many,
            )
        )
