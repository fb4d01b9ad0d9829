"""Waarneming: who does my work while I am away; for a coordinator, everybody's."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import standing_in
from models.people.rights import Act
from panel.forms.standing_in import StandInForm
from panel.gate import fresh
from panel.views import PanelView
from texts.render import text

# Beside which field it stands why something cannot be.
FIELD_OF = {
    "past": "first",
    "far": "first",
    "overlap": "first",
    "away": "stand_in",
    "stands_in": "absent",
}


class StandingInView(PanelView):
    """Everybody sees what concerns them; whoever may arrange nothing finds no form."""

    act = Act.OWN_ACCOUNT
    under = "account"

    def __init__(self) -> None:
        super().__init__("waarneming", "/waarneming")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page(self._form())

    @expose("/", methods=["POST"])
    @fresh
    def arrange(self) -> ResponseReturnValue:
        """It gives somebody rights, so one shows once more who one is."""
        form = self._form()
        if form is None:
            abort(403)
        if not form.validate():
            return self._page(form, 422)
        people = {str(one.id): one for one in standing_in.candidates(self.session)}
        absent, stand_in = people[form.absent.data], people[form.stand_in.data]
        if absent is stand_in:
            form.stand_in.errors = [text("waarneming.refused_nobody", "nl")]
            return self._page(form, 422)
        try:
            standing_in.name(self.session, self.staff, absent, stand_in, form.period(), self.now)
        except standing_in.NotPossible as no:
            field = form[FIELD_OF.get(no.why, "last")]
            field.errors = [text(f"waarneming.refused_{no.why}", "nl")]
            return self._page(form, 422)
        flash(text("waarneming.saved", "nl"), "success")
        return redirect(url_for("waarneming.index"), 303)

    @expose("/<int:waarneming_id>/stop", methods=["POST"])
    def stop(self, waarneming_id: int) -> ResponseReturnValue:
        known = waarneming_id < 2**63
        if not known or not standing_in.stop(self.session, self.staff, waarneming_id, self.now):
            abort(404)
        flash(text("waarneming.stopped", "nl"), "success")
        return redirect(url_for("waarneming.index"), 303)

    def _form(self) -> StandInForm | None:
        absent = standing_in.absentees(self.session, self.staff)
        if not absent:
            return None
        form = StandInForm(request.form if request.method == "POST" else None)
        stand_ins = standing_in.candidates(self.session)
        alone = absent[0].id if len(absent) == 1 else None
        form.offer(absent, [one for one in stand_ins if one.id != alone])
        return form

    def _page(self, form: StandInForm | None, status: int = 200) -> ResponseReturnValue:
        lines = standing_in.lines(self.session, self.staff, self.now)
        return self.render("panel/standing_in.html", form=form, lines=lines), status
