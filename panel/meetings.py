"""Gesprekken in the wijk: announcing one, changing it, calling it off, telling its yield."""

from flask import abort, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.meetings import holding, listing
from models.meetings.holding import Refused
from models.meetings.listing import MeetingLine
from models.people.rights import Act, allowed_somewhere, within
from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle
from models.plan.opgaven import Opgave
from models.plan.reading_opgaven import now_or_next
from panel.forms.meetings import CancelForm, MeetingForm, Options, OutcomeForm
from panel.gate import needs
from panel.views import PanelView
from texts.render import text


class MeetingsView(PanelView):
    """Everybody on the staff sees those of their stadsdeel; who decides there makes them."""

    act = Act.PLAN
    menu_key = "panel.menu.meetings"
    menu_place = 35

    def __init__(self) -> None:
        super().__init__("gesprekken", "/gesprekken")

    @expose("/")
    def index(self) -> str:
        page = self.render(
            "meetings/index.html",
            lines=listing.of_staff(self.session, self.staff),
            state=self._state,
            may_make=allowed_somewhere(self.staff, Act.MEETING),
        )
        return str(page)

    @expose("/nieuw", methods=["GET", "POST"])
    @needs(Act.MEETING)
    def make(self) -> ResponseReturnValue:
        form = MeetingForm(request.form if request.method == "POST" else None)
        form.offer(self._wijken(), self._opgaven())
        if request.method == "GET":
            return self._form("make", form)
        if not form.validate():
            return self._form("make", form, 422)
        try:
            made = holding.make(self.session, self.staff, form.filled(), self.now)
        except Refused as refused:
            form.refuse(refused)
            return self._form("make", form, 422)
        flash(text("meetings.made", "nl"), "success")
        return redirect(url_for("gesprekken.one", meeting_id=made.id), 303)

    @expose("/wijken")
    def areas(self) -> ResponseReturnValue:
        """The wijken where one may hold a gesprek, for the map: name and GeoJSON shape of each."""
        mine = within(Area.stadsdeel_id, self.staff, Act.MEETING)
        shaped = select(Area.name, Area.geometry).where(
            Area.kind == AreaKind.WIJK, Area.geometry.is_not(None), mine
        )
        rows = self.session.execute(shaped.order_by(Area.name))
        return jsonify([{"name": name, "shape": shape} for name, shape in rows])

    @expose("/<int:meeting_id>")
    def one(self, meeting_id: int) -> str:
        line = self._find(meeting_id)
        may_change = self.may(Act.MEETING, line.meeting.stadsdeel_id)
        page = self.render(
            "meetings/one.html", line=line, state=self._state(line), may_change=may_change
        )
        return str(page)

    @expose("/<int:meeting_id>/wijzigen", methods=["GET", "POST"])
    @needs(Act.MEETING)
    def change(self, meeting_id: int) -> ResponseReturnValue:
        """Who signed up reads in the chat what became otherwise."""
        line = self._own(meeting_id)
        form = MeetingForm(request.form if request.method == "POST" else None)
        form.offer(self._wijken(), self._opgaven_with(line))
        if request.method == "GET":
            form.begin(line.meeting)
            return self._form("change", form, line=line)
        if not form.validate():
            return self._form("change", form, 422, line=line)
        seen, asked = form.version_seen, form.filled()
        try:
            told = holding.change(self.session, self.staff, line.meeting, asked, seen, self.now)
        except Refused as refused:
            return self._not_changed(line, form, refused)
        return self._done(line, "changed", told)

    def _not_changed(
        self, line: MeetingLine, form: MeetingForm, refused: Refused
    ) -> ResponseReturnValue:
        if refused.why not in ("over", "changed"):
            form.refuse(refused)
            return self._form("change", form, 422, line=line)
        # What they typed stays; who sends it now has seen that a colleague was first.
        form.version.data = str(line.meeting.version)
        return self._form("change", form, 409, line=line, refused=refused.why)

    @expose("/<int:meeting_id>/afzeggen", methods=["GET", "POST"])
    @needs(Act.MEETING)
    def cancel(self, meeting_id: int) -> ResponseReturnValue:
        line = self._own(meeting_id)
        form = CancelForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            return self._form("cancel", form, line=line)
        if not form.validate():
            return self._form("cancel", form, 422, line=line)
        try:
            told = holding.cancel(
                self.session, self.staff, line.meeting, form.reason.data, self.now
            )
        except Refused as refused:
            return self._form("cancel", form, 409, line=line, refused=refused.why)
        return self._done(line, "cancelled", told)

    @expose("/<int:meeting_id>/opbrengst", methods=["GET", "POST"])
    @needs(Act.MEETING)
    def report(self, meeting_id: int) -> ResponseReturnValue:
        line = self._own(meeting_id)
        form = OutcomeForm(request.form if request.method == "POST" else None)
        form.offer(self._opgaven(line.meeting.stadsdeel_id))
        if request.method == "GET":
            form.opgave.data = str(line.meeting.opgave_id or "")
            return self._form("report", form, line=line)
        if not form.validate():
            return self._form("report", form, 422, line=line)
        opgave_id = int(form.opgave.data) if form.opgave.data else None
        words = form.outcome.data
        try:
            told = holding.report(
                self.session, self.staff, line.meeting, words, opgave_id, self.now
            )
        except Refused as refused:
            return self._form("report", form, 409, line=line, refused=refused.why)
        return self._done(line, "reported", told)

    def _done(self, line: MeetingLine, what: str, told: int) -> ResponseReturnValue:
        said = text(f"meetings.{what}", "nl"), text("meetings.told", "nl", n=told)
        flash(" ".join(said), "success")
        return redirect(url_for("gesprekken.one", meeting_id=line.meeting.id), 303)

    def _form(
        self, what: str, form: object, status: int = 200, **more: object
    ) -> ResponseReturnValue:
        tiles = current_app.config["BASEMAP_URL"]
        shown = {"line": None, "refused": None, "tiles": tiles} | more
        return self.render(f"meetings/{what}.html", form=form, **shown), status

    def _find(self, meeting_id: int) -> MeetingLine:
        known = meeting_id < 2**63
        line = listing.one(self.session, self.staff, meeting_id) if known else None
        return line or abort(404)

    def _own(self, meeting_id: int) -> MeetingLine:
        line = self._find(meeting_id)
        self.must(Act.MEETING, line.meeting.stadsdeel_id)
        return line

    def _state(self, line: MeetingLine) -> str:
        """The last part of the key that says how it stands."""
        meeting = line.meeting
        if meeting.cancelled_at is not None:
            return "cancelled"
        if meeting.outcome_at is not None:
            return "told"
        return "over" if meeting.starts_at <= self.now else "coming"

    def _wijken(self) -> Options:
        mine = within(Area.stadsdeel_id, self.staff, Act.MEETING)
        rows = self.session.execute(
            select(Area.id, Area.name).where(Area.kind == AreaKind.WIJK, mine).order_by(Area.name)
        )
        return [(str(id_), name) for id_, name in rows]

    def _opgaven_with(self, line: MeetingLine) -> Options:
        """Also the one that it is about now, which may be of a cycle that is over."""
        known, present = self._opgaven(), str(line.meeting.opgave_id or "")
        there = not present or any(id_ == present for id_, _ in known)
        return known if there else [(present, line.opgave), *known]

    def _opgaven(self, stadsdeel_id: int | None = None) -> Options:
        """The opgaven of one stadsdeel, or of all where one may make a gesprek."""
        of = Opgave.stadsdeel_id
        where = within(of, self.staff, Act.MEETING) if stadsdeel_id is None else of == stadsdeel_id
        rows = self.session.execute(
            select(Opgave.id, Opgave.title)
            .join(Cycle, Cycle.id == Opgave.cycle_id)
            .where(where, now_or_next())
            .order_by(Opgave.title, Opgave.id)
        )
        return [(str(id_), title) for id_, title in rows]
