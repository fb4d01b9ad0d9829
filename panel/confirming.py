"""Who are you, once more: asked before what touches people (`panel.gate.fresh`)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_security.utils import validate_redirect_url

from models.people.rights import Act
from panel import auth
from panel.gate import needs
from panel.views import PanelView


class ConfirmView(PanelView):
    """Asks for the password, and goes on to where one was going."""

    act = Act.OWN_ACCOUNT

    def __init__(self) -> None:
        super().__init__("confirm", "/bevestigen")

    @expose("/", methods=["GET", "POST"])
    @needs(Act.OWN_ACCOUNT)
    def index(self) -> ResponseReturnValue:
        if request.method == "GET":
            return self._page(None)
        if not auth.is_password(request.form.get("password", ""), self.staff):
            return self._page("staff.refused.old_password"), 422
        auth.confirm()
        return redirect(self._next())

    def _page(self, error: str | None) -> str:
        return str(self.render("panel/confirm.html", next=self._next(), error=error))

    def _next(self) -> str:
        """Where one was going, within this panel."""
        wanted = request.values.get("next", "")
        return wanted if validate_redirect_url(wanted) else url_for("home")
