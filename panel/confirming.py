"""Who are you, once more: asked before what touches people (`panel.gate.fresh`)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_security.utils import validate_redirect_url

from models.people.rights import Act
from panel import auth, codes
from panel.gate import needs
from panel.views import PanelView


class ConfirmView(PanelView):
    """Asks for a proof, and goes on to where one was going."""

    act = Act.OWN_ACCOUNT

    def __init__(self) -> None:
        super().__init__("confirm", "/bevestigen")

    @expose("/", methods=["GET", "POST"])
    @needs(Act.OWN_ACCOUNT)
    def index(self) -> ResponseReturnValue:
        if request.method == "GET":
            return self._page(None)
        if not self._proven():
            return self._page("panel.confirm.wrong"), 422
        auth.confirm()
        return redirect(self._next())

    def _proven(self) -> bool:
        """By the password; by a code for who has none, because they log in at the gemeente."""
        if self.staff.password is not None:
            return auth.is_password(request.form.get("password", ""), self.staff)
        return codes.is_code(request.form.get("code", ""), self.staff)

    def _page(self, error: str | None) -> str:
        return str(self.render("panel/confirm.html", next=self._next(), error=error))

    def _next(self) -> str:
        """Where one was going, within this panel."""
        wanted = request.values.get("next", "")
        return wanted if validate_redirect_url(wanted) else url_for("home")
