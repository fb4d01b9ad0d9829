"""One's own tabs of the queue: keeping what is filtered, another name, taking one away."""

from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives import saved_tabs
from models.initiatives.saved_tabs import SavedTab, TabRefused
from models.people.rights import Act
from panel.forms.fields import clean
from panel.queue_address import address, read_written, written
from panel.views import PanelView


class QueueTabsView(PanelView):
    """For whoever has a queue; nobody sees those of another."""

    act = Act.READ
    under = "queue"

    def __init__(self) -> None:
        super().__init__("tabbladen", "/tabbladen")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page()

    @expose("/bewaar", methods=["POST"])
    def save(self) -> ResponseReturnValue:
        """Keep the filters that were shown, under a name."""
        filters, name = read_written(request.form.get("query", "")), clean(request.form.get("name"))
        try:
            saved_tabs.save(self.session, self.staff, name, urlencode(written(filters)))
        except TabRefused as refused:
            return self._page(refused.why, query=urlencode(written(filters)), name=name)
        return redirect(address(filters), 303)

    @expose("/naam", methods=["POST"])
    def rename(self) -> ResponseReturnValue:
        tab, name = self._tab(), clean(request.form.get("name"))
        try:
            saved_tabs.rename(self.session, self.staff, tab, name)
        except TabRefused as refused:
            return self._page(refused.why, tab=tab, name=name)
        return redirect(url_for("tabbladen.index"), 303)

    @expose("/weg", methods=["POST"])
    def drop(self) -> ResponseReturnValue:
        saved_tabs.drop(self.session, self._tab())
        return redirect(url_for("tabbladen.index"), 303)

    def _tab(self) -> SavedTab:
        number = request.form.get("tabblad", "")
        known = number.isascii() and number.isdecimal() and len(number) < 18
        tab = saved_tabs.find(self.session, self.staff, int(number)) if known else None
        if tab is None:
            abort(404)
        return tab

    def _page(
        self, error: str = "", query: str = "", tab: SavedTab | None = None, name: str = ""
    ) -> ResponseReturnValue:
        """All one's tabs; with an error the form as it was typed."""
        tabs = saved_tabs.tabs_of(self.session, self.staff)
        shown = {"tabs": tabs, "error": error, "query": query, "wrong": tab, "typed": name}
        page = str(self.render("queue/tabs.html", **shown, longest=saved_tabs.NAME))
        return page, 422 if error else 200
