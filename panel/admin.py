"""The back office: lists that the rest of the house reads. Nothing with a lifecycle."""

from flask_admin import expose

from models.people.rights import Act
from panel.views import PanelView


class BackOffice(PanelView):
    """The front page of the back office: the lists that this colleague may change."""

    act = Act.OWN_ACCOUNT
    menu_key = "panel.menu.admin"
    menu_place = 80

    def __init__(self) -> None:
        super().__init__("beheer", "/beheer")

    @expose("/")
    def index(self) -> str:
        return str(self.render("panel/back_office.html"))


def back_office() -> list[object]:
    """The lists."""
    return []
