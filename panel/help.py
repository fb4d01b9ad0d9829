"""Help: what each page of the panel is for, which keys there are, and what our words mean."""

from flask_admin import expose

from models.people.rights import Act
from panel.views import PanelView

# Pages with a word of help of their own, by their endpoint.
PAGES = (
    *("queue", "initiatief", "klaar", "samen", "terugbellen", "namens", "advies", "din", "plannen"),
    "blokkades",
    *("belangrijk", "voorgelegd", "overzicht", "checkins", "gesprekken", "campagnes"),
    *("berichten", "collegas", "logboek", "account", "beheer"),
)
WORDS = (
    *("inbreng", "initiatief", "ontmoetingsplek", "opgave", "doel", "inspanning", "middel"),
    *("betrokkene", "koers", "cyclus", "thema", "stadsdeel", "wijk", "placed", "feasible"),
    *(
        "second_look",
        "support",
        "follow",
        "checkin",
        "gesprek",
        "regeling",
        "campagne",
        "waarneming",
    ),
)


class HelpView(PanelView):
    """For every colleague."""

    act = Act.OWN_ACCOUNT
    menu_key = "help.menu"
    menu_place = 95

    def __init__(self) -> None:
        super().__init__("hulp", "/hulp")

    @expose("/")
    def index(self) -> str:
        return str(self.render("panel/help.html", pages=PAGES, words=WORDS))


def about(endpoint: str | None) -> str:
    """The page of which the help beside an endpoint tells, or nothing."""
    page = (endpoint or "").partition(".")[0]
    return page if page in PAGES else ""
