"""Plans of meeting places: which there are, working on a step, and the plan as a file."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives import news, place_plan_news, reading
from models.initiatives.contributions import Initiative
from models.initiatives.moderation import Decision
from models.initiatives.place_plan_list import plans_in_hand
from models.initiatives.place_plan_pdf import file_name, make_pdf
from models.initiatives.place_plan_reading import PlanSeen, PlanStep, read
from models.initiatives.place_planning import Closed, PlanMoved, mark_read, turn_over
from models.initiatives.telling import author_language, frozen, hears
from models.people.rights import Act
from panel.forms.fields import LANGUAGE
from panel.forms.place_plan import PlanStepForm
from panel.gate import needs
from panel.previewing import Preview
from panel.views import PanelView
from texts.render import text


@dataclass
class Working:
    """One request about one step of a plan."""

    seen: PlanSeen
    one: PlanStep
    form: PlanStepForm

    @property
    def initiative(self) -> Initiative:
        return self.seen.initiative


class PlacePlanView(PanelView):
    """Every route finds the plan within one's own stadsdelen, or answers 404."""

    act = Act.READ
    menu_key = "panel.menu.plans"
    menu_place = 25

    def __init__(self) -> None:
        super().__init__("plannen", "/plannen")

    @expose("/")
    def index(self) -> str:
        lines = plans_in_hand(self.session, self.staff)
        count = sum(line.waits_for_us for line in lines)
        return str(self.render("place_plan/index.html", lines=lines, count=count))

    @expose("/bestand/<ref>")
    def file(self, ref: str) -> Response:
        """The plan as a PDF, in Dutch."""
        seen = self._find(ref)
        response = Response(make_pdf(self.session, seen, LANGUAGE, self.now))
        response.mimetype = "application/pdf"
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(seen)}"'
        return response

    @expose("/gelezen/<ref>", methods=["POST"])
    @needs(Act.ADVISE)
    def mark_read(self, ref: str) -> ResponseReturnValue:
        """It leaves the queue. Who looked at an older one is told so, and looks again."""
        seen = self._find(ref)
        self.must(Act.ADVISE, seen.initiative.stadsdeel_id)
        decision = Decision(self.staff, self._version(), self.now)
        try:
            mark_read(self.session, seen.initiative, decision)
        except (PlanMoved, Closed):
            flash(text("planning.moved_meanwhile", LANGUAGE), "error")
        else:
            flash(text("planning.read_now", LANGUAGE), "success")
        return redirect(self._contribution(seen.initiative), 303)

    @expose("/<ref>/<key>", methods=["GET", "POST"])
    @needs(Act.ADVISE)
    def step(self, ref: str, key: str) -> ResponseReturnValue:
        """The form of one step, the message that goes with it, and saving both."""
        seen = self._find(ref)
        self.must(Act.ADVISE, seen.initiative.stadsdeel_id)
        one = seen.find(key)
        if one is None or not seen.open:
            abort(404)
        form = PlanStepForm(request.form if request.method == "POST" else None).of(one)
        working = Working(seen, one, form)
        if request.method == "GET":
            form.begin()
            return self._form(working)
        if form.version_seen != seen.version:
            return self._form(working, 409, moved=True)
        return self._save(working) if form.validate() else self._form(working, 422)

    def _save(self, working: Working) -> ResponseReturnValue:
        preview = self._preview(working)
        if request.form.get("step") != "send" or working.form.seen.data != preview.mark:
            working.form.seen.data = preview.mark
            return self._form(working, preview=preview)
        decision = Decision(self.staff, working.seen.version, self.now, preview.body)
        given, key = working.form.given(), working.one.step.key
        try:
            heard = turn_over(self.session, working.initiative, decision, key, given)
        except (PlanMoved, Closed):
            return self._form(working, 409, moved=True)
        flash(text("contribution.told" if heard else "contribution.not_told", LANGUAGE), "success")
        return redirect(self._contribution(working.initiative), 303)

    def _preview(self, working: Working) -> Preview:
        """The message as its reader will see it; nothing where nobody can be reached."""
        initiative = working.initiative
        language, chat = author_language(self.session, initiative), hears(self.session, initiative)
        about = news.about(initiative, current_app.config["BASE_URL"])
        given = working.form.given()
        body = place_plan_news.turned_over(about, working.one.step, given, language)
        return Preview(
            frozen(body, language) if chat else None, language, chat.channel if chat else None
        )

    def _form(self, working: Working, status: int = 200, **more: Any) -> ResponseReturnValue:
        """The page with the form as it was typed."""
        if "preview" not in more:
            # What is not on this page has not been seen.
            working.form.seen.data = ""
        working.form.version.data = str(working.seen.version)
        shown = {"preview": None, "moved": False} | more
        return self.render("place_plan/step.html", working=working, **shown), status

    def _version(self) -> int:
        """The version of the plan that the page showed; 0, which never is one, for nonsense."""
        value = request.form.get("version", "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0

    def _find(self, ref: str) -> PlanSeen:
        contribution = reading.find(self.session, self.staff, ref)
        known = isinstance(contribution, Initiative)
        seen = read(self.session, contribution) if known else None  # type: ignore[arg-type]
        return seen or abort(404)

    def _contribution(self, initiative: Initiative) -> str:
        return url_for("initiatief.one", ref=initiative.ref) + "#plan"
