"""Check-ins: what was asked and what came of it, and asking a new one."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.asking import listing, results, rounds, saying
from models.asking.hours import may_go
from models.asking.listing import Askable
from models.asking.results import Results
from models.asking.rounds import Refused, Round
from models.initiatives.telling import frozen
from models.initiatives.terms import local_day
from models.people.rights import Act
from panel.forms.asking import CheckInForm
from panel.gate import needs
from panel.previewing import Preview, mark
from panel.views import PanelView
from texts.catalogue import LANGUAGES
from texts.render import text


@dataclass(frozen=True)
class Shown:
    """What a colleague sees before it goes: the message in each language, and how many get it."""

    previews: list[Preview]
    reach: int
    mark: str


class CheckInsView(PanelView):
    """Everybody on the staff sees those of their stadsdeel; who decides there may ask."""

    act = Act.SEE_CHECK_INS
    menu_key = "panel.menu.check_ins"
    menu_place = 30

    def __init__(self) -> None:
        super().__init__("checkins", "/checkins")

    @expose("/")
    def index(self) -> str:
        lines = listing.check_ins(self.session, self.staff)
        page = self.render(
            "checkins/index.html",
            lines=lines,
            minimum=results.minimum_n(self.session),
            may_ask=bool(listing.askable(self.session, self.staff)),
        )
        return str(page)

    @expose("/<int:checkin_id>")
    def one(self, checkin_id: int) -> str:
        """Nothing of the answers before it is closed, except how many there are."""
        line = None
        if checkin_id < 2**63:
            line = listing.check_in(self.session, self.staff, checkin_id)
        if line is None:
            abort(404)
        found = results.read(self.session, line.checkin)
        page = self.render(
            "checkins/one.html",
            line=line,
            one=line.checkin,
            minimum=results.minimum_n(self.session),
            results=found,
            rows=_rows(found) if found else [],
            hidden=[each.name for each in found.wijken if each.counts is None] if found else [],
        )
        return str(page)

    @expose("/nieuw")
    @needs(Act.CHECK_IN)
    def choose(self) -> str:
        """Of which opgave?"""
        opgaven = listing.askable(self.session, self.staff)
        return str(self.render("checkins/choose.html", opgaven=opgaven))

    @expose("/nieuw/<opgave>", methods=["GET", "POST"])
    @needs(Act.CHECK_IN)
    def ask(self, opgave: str) -> ResponseReturnValue:
        """The form, the message as it will go out, and asking."""
        about = listing.find_askable(self.session, self.staff, opgave)
        if about is None:
            abort(404)
        form = CheckInForm(request.form if request.method == "POST" else None)
        form.offer_wijken(rounds.scope(self.session, about.opgave))
        if request.method == "GET":
            form.begin_with(rounds.draft(self.session, about.opgave, local_day(self.now)))
            return self._form(about, form)
        if not form.validate():
            return self._form(about, form, 422)
        return self._look_or_ask(about, form)

    def _look_or_ask(self, about: Askable, form: CheckInForm) -> ResponseReturnValue:
        asked = form.filled()
        try:
            rounds.check(self.session, about.opgave, asked, local_day(self.now))
        except Refused as refused:
            form.refuse(refused)
            return self._form(about, form, 422)
        shown = self._shown(about, asked)
        if request.form.get("step") != "send" or form.seen.data != shown.mark:
            form.seen.data = shown.mark
            return self._form(about, form, shown=shown)
        return self._ask(about, form, asked)

    def _ask(self, about: Askable, form: CheckInForm, asked: Round) -> ResponseReturnValue:
        token = secrets.token_urlsafe(12)
        try:
            made = rounds.ask(self.session, self.staff, about.opgave, asked, token, self.now)
        except Refused:
            # The form was right a moment ago: only a colleague who was first can be the reason.
            return self._form(about, form, 409, overtaken=True)
        flash(text("asking.asked", "nl"), "success")
        return redirect(url_for("checkins.one", checkin_id=made.id), 303)

    def _shown(self, about: Askable, asked: Round) -> Shown:
        body = saying.check_in(about.opgave.title, asked.question, asked.closes_on, "")
        previews = [Preview(frozen(body, language), language, None) for language in LANGUAGES]
        bodies = [preview.body for preview in previews]
        seen = mark(bodies, asked.answers, sorted(asked.wijk_ids), asked.closes_on.isoformat())
        return Shown(previews, rounds.reach(self.session, asked.wijk_ids), seen)

    def _form(
        self, about: Askable, form: CheckInForm, status: int = 200, **more: Any
    ) -> ResponseReturnValue:
        later = may_go(self.now)
        page = self.render(
            "checkins/ask.html",
            about=about,
            form=form,
            minimum=results.minimum_n(self.session),
            later=later if later != self.now else None,
            answers=form.filled().answers,
            **({"shown": None, "overtaken": False} | more),
        )
        return page, status


def _rows(found: Results) -> list[list[object]]:
    """The rows of the table: each wijk that may be shown, and the whole stadsdeel."""
    whole = text("asking.whole", "nl", stadsdeel=found.stadsdeel.name)
    named = [(line.name, line.counts) for line in found.wijken]
    return [
        [name, *counts, sum(counts)]
        for name, counts in (*named, (whole, found.stadsdeel.counts))
        if counts is not None
    ]
