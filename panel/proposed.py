"""Opgaven that are voorgelegd: whether residents recognise them, and what they say with it."""

from flask import abort
from flask_admin import expose

from models.asking import recognising
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text


class ProposedView(PanelView):
    """For whoever may read what residents say, before an opgave is vastgesteld."""

    act = Act.READ
    menu_key = "panel.menu.proposed"
    menu_place = 27

    def __init__(self) -> None:
        super().__init__("voorgelegd", "/voorgelegd")

    @expose("/")
    def index(self) -> str:
        opgaven = recognising.proposed(self.session, self.staff)
        return str(self.render("proposed/index.html", opgaven=opgaven))

    @expose("/<opgave>")
    def one(self, opgave: str) -> str:
        heard = recognising.heard_of(self.session, self.staff, opgave) or abort(404)
        counts = heard.counts or {}
        rows = [(text(f"proposed.{answer}", "nl"), count) for answer, count in counts.items()]
        return str(self.render("proposed/one.html", heard=heard, rows=rows))
