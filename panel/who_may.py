"""Who may do what, as everybody can read it: made from the table of rights itself."""

from flask_admin import expose

from models.people.rights import LENT, RIGHTS, Act
from models.people.staff import RoleName
from panel.views import PanelView
from texts.render import text


class WhoMayView(PanelView):
    """For every colleague; it says nothing of who has which role."""

    act = Act.OWN_ACCOUNT
    under = "account"

    def __init__(self) -> None:
        super().__init__("who_may", "/account/wie-mag-wat")

    @expose("/")
    def index(self) -> str:
        return str(self.render("panel/who_may.html", heads=heads("nl"), rows=rows("nl")))


def heads(language: str) -> list[str]:
    """The first row: what is done, each role, and who stands in for a wijkmanager."""
    roles = [text(f"staff.role.{role}", language) for role in RoleName]
    return [text("who_may.act", language), *roles, text("who_may.stand_in", language)]


def rows(language: str) -> list[list[str]]:
    """A row for each act, with a yes under each role that may do it."""
    yes, no = text("who_may.yes", language), text("who_may.no", language)
    return [
        [text(f"right.{act.name.lower()}", language)]
        + [yes if act in may else no for may in (*map(RIGHTS.__getitem__, RoleName), LENT)]
        for act in Act
    ]
