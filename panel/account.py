"""One's own account: who I am and what I may, another password, logging out."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.people import accounts
from models.people.rights import Act
from panel import auth
from panel.stadsdelen import lent_places, role_names
from panel.views import PanelView
from texts.render import text


class AccountView(PanelView):
    """For every colleague: nothing here reaches further than the account itself."""

    act = Act.OWN_ACCOUNT
    menu_key = "panel.menu.account"
    menu_place = 90

    def __init__(self) -> None:
        super().__init__("account", "/account")

    @expose("/")
    def index(self) -> str:
        return self._page()

    @expose("/wachtwoord", methods=["POST"])
    def password(self) -> ResponseReturnValue:
        """Take another password; one logs in with it at once."""
        old, new = request.form.get("old", ""), request.form.get("new", "")
        try:
            if not auth.is_password(old, self.staff):
                raise accounts.AccountRefused("staff.refused.old_password")
            accounts.check_password(new, self.staff)
        except accounts.AccountRefused as refused:
            return self._page(refused.why), 422
        accounts.change_password(
            self.session, self.staff, auth.hashed(new), self.now, auth.new_mark()
        )
        auth.log_in_again(self.staff)
        flash(text("panel.account.password_changed", "nl"), "success")
        return redirect(url_for("account.index"))

    @expose("/toetsen", methods=["POST"])
    def keys(self) -> ResponseReturnValue:
        """Switch the keys of the desk on or off."""
        self.staff.keys = request.form.get("aan") == "ja"
        return redirect(url_for("account.index"), 303)

    @expose("/uitloggen", methods=["POST"])
    def log_out(self) -> ResponseReturnValue:
        auth.log_out()
        return redirect(url_for("security.login"))

    @expose("/nog-hier", methods=["POST"])
    def still_here(self) -> ResponseReturnValue:
        """Keeps the session of somebody who is typing; every request does."""
        return "", 204

    def _page(self, error: str | None = None) -> str:
        roles, lent = role_names(self.session, self.staff), lent_places(self.session, self.staff)
        return str(self.render("panel/account.html", roles=roles, lent=lent, error=error))
