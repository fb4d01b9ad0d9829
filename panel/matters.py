"""What residents find important: the list that the editors of the next cycle read."""

from flask_admin import expose

from models.initiatives.matters import load_matters
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text


class MattersView(PanelView):
    """For who moderates and for who writes the next cycle. It only reads."""

    act = Act.MATTERS
    menu_key = "panel.menu.matters"
    menu_place = 25

    def __init__(self) -> None:
        super().__init__("belangrijk", "/belangrijk")

    @expose("/")
    def index(self) -> str:
        found = load_matters(self.session, self.staff)
        none = text("matters.no_theme", "nl")
        themes = [(theme or none, count) for theme, count in found.by_theme]
        page = self.render(
            "matters/index.html", found=found, themes=themes, may_read=self._may_read
        )
        return str(page)

    def _may_read(self, stadsdeel_id: int) -> bool:
        return self.may(Act.READ, stadsdeel_id)
