"""What residents typed and the bot did not understand, for who keeps its words."""

from flask_admin import expose

from models.messages.missed import often_missed
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text


class MissedView(PanelView):
    """Words and how often: nobody's, of no moment."""

    act = Act.MISSES
    under = "beheer"

    def __init__(self) -> None:
        super().__init__("niet-begrepen", "/beheer/niet-begrepen")

    @property
    def title(self) -> str:
        return text("missed.title", "nl")

    @expose("/")
    def index(self) -> str:
        rows = often_missed(self.session)
        return str(self.render("panel/missed.html", rows=rows, title=self.title))
