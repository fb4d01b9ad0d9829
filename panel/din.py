"""The plan: how each doel and inspanning fares, and telling those whose ideas are linked to it."""

from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.initiatives.contributions import Initiative
from models.initiatives.terms import local_day
from models.overview.unlinked import COUNTED, bare_opgaven, loose_initiatives
from models.people.rights import Act, allowed_somewhere, stadsdelen_of, within
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEntry, DinKind
from models.plan.opgaven import Opgave
from models.plan.progress import (
    Judgement,
    Overtaken,
    audience,
    may_judge,
    newest_mark,
    stadsdelen_of_entry,
)
from models.plan.progress_list import load_lines
from panel.din_acts import ACTS, DinAct, Judging
from panel.gate import needs
from panel.views import PanelView
from texts.render import text


class DinView(PanelView):
    """Everybody on the staff may see the plan; who may judge it sees the ways to do so."""

    act = Act.PLAN
    menu_key = "panel.menu.plan"
    menu_place = 20

    def __init__(self) -> None:
        super().__init__("din", "/din")

    @expose("/")
    def index(self) -> str:
        opgaven = load_lines(self.session, self.staff)
        judged = self._judged_stadsdelen()
        return str(self.render("din/index.html", opgaven=opgaven, judged=judged))

    @expose("/zonder")
    def unlinked(self) -> str:
        """Opgaven without initiatives; and initiatives without one, for who may read these."""
        session, staff = self.session, self.staff
        reads = allowed_somewhere(staff, Act.READ)
        loose = within(Initiative.stadsdeel_id, staff, Act.READ)
        return str(
            self.render(
                "din/unlinked.html",
                bare=bare_opgaven(session, within(Opgave.stadsdeel_id, staff, Act.PLAN)),
                loose=loose_initiatives(session, loose) if reads else None,
                counted=COUNTED,
                may_link=partial(self.may, Act.LINK),
            )
        )

    @expose("/<slug>/<act>", methods=["GET", "POST"])
    @needs(Act.PROGRESS)
    def judge(self, slug: str, act: str) -> ResponseReturnValue:
        """The form of a judgement, what it will say to whom, and the judgement itself."""
        entry, page = self._find(slug), ACTS.get(act)
        if page is None or entry.kind not in page.kinds:
            abort(404)
        judging = self._judging(entry, page)
        if request.method == "GET":
            judging.begin()
            return self._show(judging)
        if judging.form.version.data != judging.state:
            return self._overtaken(judging)
        if not judging.valid():
            return self._show(judging, 422)
        if request.form.get("step") != "send" or judging.form.seen.data != judging.mark:
            judging.form.seen.data = judging.mark
            return self._show(judging, previews=judging.previews, heard_in=judging.heard_in)
        return self._carry_out(judging)

    def _carry_out(self, judging: Judging) -> ResponseReturnValue:
        try:
            told = judging.carry_out(self.session)
        except Overtaken:
            self.session.refresh(judging.entry)
            return self._overtaken(judging)
        flash(text("din.told" if told else "din.not_told", "nl", n=told), "success")
        return redirect(url_for("din.index"), 303)

    def _overtaken(self, judging: Judging) -> ResponseReturnValue:
        return self._show(self._judging(judging.entry, judging.page), 409, overtaken=True)

    def _judging(self, entry: DinEntry, page: DinAct) -> Judging:
        return Judging(
            page=page,
            entry=entry,
            form=page.form(request.form if request.method == "POST" else None),
            listeners=audience(self.session, entry),
            newest=newest_mark(self.session, entry.id),
            judgement=Judgement(self.staff, self.now, self._source(entry)),
            today=local_day(self.now),
        )

    def _show(self, judging: Judging, status: int = 200, **more: object) -> ResponseReturnValue:
        judging.form.version.data = judging.state
        if "previews" not in more:
            # What is not on this page has not been seen.
            judging.form.seen.data = ""
        shown: dict[str, object] = {"previews": None, "overtaken": False, "heard_in": {}} | more
        page = self.render(
            "din/act.html",
            entry=judging.entry,
            page=judging.page,
            form=judging.form,
            newest=judging.newest,
            possible=judging.possible,
            **shown,
        )
        return page, status

    def _find(self, slug: str) -> DinEntry:
        entry = self.session.scalars(select(DinEntry).where(DinEntry.slug == slug)).first()
        if entry is None or entry.kind is DinKind.MIDDEL:
            abort(404)
        if not may_judge(self.session, self.staff, entry):
            abort(404)
        return entry

    def _source(self, entry: DinEntry) -> str:
        """In whose name it stands on the site: the stadsdeel's, never a colleague's."""
        where = stadsdelen_of_entry(self.session, entry.id)
        own = within(Area.id, self.staff, Act.PROGRESS)
        name = self.session.scalar(select(Area.name).where(Area.id.in_(where), own).limit(1))
        return text("din.source", "nl", stadsdeel=name or "")

    def _judged_stadsdelen(self) -> set[str]:
        """The names of the stadsdelen where this colleague may judge."""
        if not stadsdelen_of(self.staff, Act.PROGRESS):
            return set()
        own = within(Area.id, self.staff, Act.PROGRESS)
        return set(
            self.session.scalars(select(Area.name).where(Area.kind == AreaKind.STADSDEEL, own))
        )
