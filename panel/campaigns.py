"""Reminders by the calendar: what goes out when, to how many, how it fares, and the stop."""

from dataclasses import dataclass

from flask import abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.asking import listing, planning, results
from models.asking.listing import OccurrenceLine
from models.asking.planning import NotStoppable
from models.initiatives.telling import frozen
from models.people.rights import Act
from panel.gate import needs
from panel.previewing import Preview
from panel.views import PanelView
from texts.catalogue import LANGUAGES
from texts.render import text


@dataclass(frozen=True)
class Shown:
    """A reminder with its text in each language, exactly as it goes out."""

    line: OccurrenceLine
    previews: list[Preview]


class CampaignsView(PanelView):
    """Everybody on the staff may see them. They go to the whole city, and so does the stop."""

    act = Act.SEE_CAMPAIGNS
    menu_key = "panel.menu.campaigns"
    menu_place = 40

    def __init__(self) -> None:
        super().__init__("campagnes", "/campagnes")

    @expose("/")
    def index(self) -> str:
        lines = [self._shown(line) for line in listing.occurrences(self.session, self.now)]
        page = self.render(
            "campaigns/index.html",
            coming=[one for one in lines if one.line.is_to_go],
            gone=[one for one in reversed(lines) if not one.line.is_to_go],
            minimum=results.minimum_n(self.session),
            may_stop=self.may(Act.STOP_CAMPAIGN, None),
        )
        return str(page)

    @expose("/<int:occurrence_id>/stop")
    @needs(Act.STOP_CAMPAIGN)
    def confirm(self, occurrence_id: int) -> str:
        """Is this the one, and are you sure?"""
        return str(self.render("campaigns/stop.html", one=self._find(occurrence_id)))

    @expose("/<int:occurrence_id>/stop", methods=["POST"])
    @needs(Act.STOP_CAMPAIGN)
    def stop(self, occurrence_id: int) -> ResponseReturnValue:
        one = self._find(occurrence_id)
        try:
            planning.stop(self.session, self.staff, one.line.occurrence.id, self.now)
        except NotStoppable:
            flash(text("asking.stop_too_late", "nl"), "error")
        else:
            flash(text("asking.stopped", "nl"), "success")
        return redirect(url_for("campagnes.index"), 303)

    def _find(self, occurrence_id: int) -> Shown:
        self.must(Act.STOP_CAMPAIGN, None)
        found = None
        if occurrence_id < 2**63:
            found = listing.occurrence(self.session, occurrence_id)
        if found is None:
            abort(404)
        return self._shown(found)

    def _shown(self, line: OccurrenceLine) -> Shown:
        base_url = current_app.config["BASE_URL"]
        body = planning.reminder(line.campaign, line.occurrence, base_url)
        previews = [Preview(frozen(body, language), language, None) for language in LANGUAGES]
        return Shown(line, previews)
