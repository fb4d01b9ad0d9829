"""How news of work reaches a colleague outside the panel: by mail, in a calendar, in a reader."""

import secrets

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.desk import feeds, notices
from models.desk.notices import Pace
from models.people import accounts
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text


class NoticesView(PanelView):
    """Of one's own account alone."""

    act = Act.OWN_ACCOUNT
    under = "account"

    def __init__(self) -> None:
        super().__init__("notices", "/mail-en-agenda")

    @expose("/")
    def index(self) -> str:
        return self._page()

    @expose("/mail", methods=["POST"])
    def mail(self) -> ResponseReturnValue:
        """Choose when mail comes."""
        chosen = request.form.get("pace", "")
        if chosen not in list(Pace):
            abort(400)
        notices.choose(self.session, self.staff, Pace(chosen), self.now)
        flash(text("notices.chosen", "nl"), "success")
        return redirect(url_for("notices.index"), 303)

    @expose("/adres", methods=["POST"])
    def make(self) -> str:
        """A new secret address, told now and never again."""
        token = secrets.token_urlsafe(32)
        feeds.make(self.session, self.staff, token, self.now)
        accounts.record(self.session, self.staff, "made feed", self.staff, self.now)
        return self._page(token)

    @expose("/adres-weg", methods=["POST"])
    def withdraw(self) -> ResponseReturnValue:
        feeds.withdraw(self.session, self.staff)
        accounts.record(self.session, self.staff, "withdrew feed", self.staff, self.now)
        flash(text("notices.withdrawn", "nl"), "success")
        return redirect(url_for("notices.index"), 303)

    def _page(self, token: str | None = None) -> str:
        return str(
            self.render(
                "panel/notices.html",
                mail_on=current_app.config["MAIL_ON"],
                pace=notices.pace_of(self.session, self.staff),
                paces=[(pace.value, text(f"notices.pace.{pace}", "nl")) for pace in Pace],
                made_at=feeds.made_at(self.session, self.staff),
                addresses=_addresses(token) if token else (),
            )
        )


def _addresses(token: str) -> list[tuple[str, str]]:
    panel = f"{current_app.config['BASE_URL']}/panel"
    return [
        (text("notices.calendar", "nl"), f"{panel}/agenda/{token}.ics"),
        (text("notices.news", "nl"), f"{panel}/nieuw/{token}.atom"),
    ]
