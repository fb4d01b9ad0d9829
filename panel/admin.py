"""The back office: lists that the rest of the house reads. Nothing with a lifecycle."""

from flask_admin import BaseView, expose

from models.people.rights import Act
from panel.colleagues import ColleaguesView
from panel.logbook import LogbookView
from panel.messages import MessagesView
from panel.missed import MissedView
from panel.reference import reference_lists
from panel.standard_texts import StandardTexts
from panel.views import PanelView, all_views


class BackOffice(PanelView):
    """The front page of the back office: the lists and pages that this colleague may use."""

    act = Act.OWN_ACCOUNT
    menu_key = "panel.menu.admin"
    menu_place = 80

    def __init__(self) -> None:
        super().__init__("beheer", "/beheer")

    @expose("/")
    def index(self) -> str:
        return str(self.render("panel/back_office.html", pages=self.pages()))

    def pages(self) -> list[BaseView]:
        """What lies under the back office and is open to who asks."""
        below = (page for page in all_views() if page.under == self.endpoint)
        return [page for page in below if page.is_accessible()]

    def is_accessible(self) -> bool:
        return super().is_accessible() and bool(self.pages())


def back_office() -> list[BaseView]:
    """Everything that lies under the back office."""
    return [
        *reference_lists(),
        StandardTexts(),
        ColleaguesView(),
        LogbookView(),
        MessagesView(),
        MissedView(),
    ]
