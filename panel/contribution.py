"""The page of one contribution: what was typed, shown, said and noted, and what can be done."""

import re
import uuid

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives import claiming, linking, reading
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision, show_photo
from models.initiatives.moves import NotThere
from models.people.events import Doing, note
from models.people.rights import Act
from panel.contribution_acts import ACTS
from panel.contribution_deciding import decide
from panel.desk.around import around, may_open
from panel.desk.as_resident import as_resident
from panel.desk.trail import Trail
from panel.gate import needs
from panel.gone import gone_photo
from panel.views import PanelView
from texts.render import text

_REF = re.compile(r"[A-Za-z0-9]{1,8}-[0-9]{1,7}")


class ContributionView(PanelView):
    """Every route finds the contribution within one's own stadsdelen, or answers 404."""

    act = Act.READ
    under = "queue"

    def __init__(self) -> None:
        super().__init__("initiatief", "/initiatief")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("queue.index"))

    @expose("/<ref>")
    def one(self, ref: str) -> str:
        contribution = self._find(ref)
        return str(self.render("contribution/page.html", **around(self, contribution)))

    @expose("/<ref>/naam", methods=["POST"])
    @needs(Act.CLAIM)
    def read_name(self, ref: str) -> str:
        """The same page with the name that its author keeps from the site. It is written down."""
        contribution = self._find(ref)
        self.must(Act.CLAIM, contribution.stadsdeel_id)
        doing = Doing(self.staff.id, self.now)
        note(self.session, doing, "read contact", f"inbreng {contribution.ref}", {})
        shown = around(self, contribution)
        return str(self.render("contribution/page.html", **shown, shows_name=True))

    @expose("/<ref>/als-inwoner")
    def as_resident(self, ref: str) -> str:
        """What its author sees of it, on the site and in the chat."""
        shown = as_resident(self, self._find(ref))
        return str(self.render("contribution/as_resident.html", **shown))

    @expose("/<ref>/<act>", methods=["GET", "POST"])
    def act_on(self, ref: str, act: str) -> ResponseReturnValue:
        """The form of an act, the message that goes with it, and the act itself."""
        contribution, page = self._find(ref), ACTS.get(act)
        if page is None or not may_open(self, contribution, page):
            abort(404)
        return decide(self, contribution, page)

    @expose("/<ref>/beet", methods=["POST"])
    @needs(Act.CLAIM)
    def claim(self, ref: str) -> ResponseReturnValue:
        """Show colleagues that one is busy with it, or not any more.

        A form that is opened or left says so by itself, in silence.
        """
        contribution = self._find(ref)
        self.must(Act.CLAIM, contribution.stadsdeel_id)
        silent = bool(request.form.get("stil"))
        mine = True
        if request.form.get("los"):
            claiming.release(self.session, contribution, self.staff)
        else:
            mine = claiming.claim(self.session, contribution, self.staff, self.now)
        if silent:
            return "", 204
        if not mine:
            flash(text("contribution.claimed_by_other", "nl"), "error")
        return self._back(contribution)

    @expose("/<ref>/koppeling/<int:link_id>", methods=["POST"])
    @needs(Act.LINK)
    def unlink(self, ref: str, link_id: int) -> ResponseReturnValue:
        contribution = self._find(ref)
        self.must(Act.LINK, contribution.stadsdeel_id)
        try:
            linking.unlink(self.session, contribution, self._silently(contribution), link_id)
        except NotThere:
            abort(404)
        flash(text("contribution.unlinked", "nl"), "success")
        return self._back(contribution)

    @expose("/<ref>/foto/<uuid:photo_id>")
    def photo(self, ref: str, photo_id: uuid.UUID) -> Response:
        """The picture itself; hidden ones too, for who may read the contribution."""
        found = reading.find_photo(self.session, self._find(ref), photo_id)
        if found is None:
            return gone_photo(text("photos.gone", "nl"))
        return Response(found.data, mimetype="image/jpeg")

    @expose("/<ref>/foto/<uuid:photo_id>", methods=["POST"])
    @needs(Act.HIDE)
    def show_photo(self, ref: str, photo_id: uuid.UUID) -> ResponseReturnValue:
        """Hide a picture from the site, or show it again."""
        contribution = self._find(ref)
        self.must(Act.HIDE, contribution.stadsdeel_id)
        found = reading.find_photo(self.session, contribution, photo_id)
        if found is None:
            return self.render("photos/gone.html", one=contribution), 404
        shown = request.form.get("tonen") == "ja"
        show_photo(self.session, contribution, self._silently(contribution), found, shown)
        return self._back(contribution)

    def _find(self, ref: str) -> Contribution:
        found = reading.find(self.session, self.staff, ref) if _REF.fullmatch(ref) else None
        if found is None:
            abort(404)
        return found

    def _silently(self, contribution: Contribution) -> Decision:
        return Decision(self.staff, contribution.version, self.now)

    def _back(self, contribution: Contribution) -> ResponseReturnValue:
        return redirect(Trail.of_request().to(contribution.ref), 303)
