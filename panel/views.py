"""What the panel's own pages share: whose they are, what they may, and the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import abort, current_app, url_for
from flask_admin import BaseView
from sqlalchemy.orm import Session

from models.people.rights import Act, allowed, allowed_somewhere
from models.people.staff import Staff
from panel import auth, edge


class PanelView(BaseView):
    """A page, or a few that belong together.

    A subclass names the `act` that its routes take, and gives single routes another with
    `@needs(...)`. With a `menu_key` it stands in the menu, in the order of `menu_place`.
    """

    act: ClassVar[Act]
    menu_key: ClassVar[str | None] = None
    menu_place: ClassVar[int] = 0

    def __init__(self, endpoint: str, url: str) -> None:
        super().__init__(name=endpoint, endpoint=endpoint, url=url)

    @property
    def session(self) -> Session:
        """The session of this request's one transaction."""
        return edge.session()

    @property
    def staff(self) -> Staff:
        """The colleague who asks."""
        return auth.staff()

    @property
    def now(self) -> datetime:
        """The moment of this request, by the database's clock."""
        return edge.now()

    def must(self, act: Act, stadsdeel_id: int | None) -> None:
        """Answer as if the page were not there, unless this colleague may do this here."""
        if not allowed(self.staff, act, stadsdeel_id):
            abort(404)

    def may(self, act: Act, stadsdeel_id: int | None) -> bool:
        """Whether to show a button for this."""
        return allowed(self.staff, act, stadsdeel_id)

    def is_accessible(self) -> bool:
        staff = auth.logged_in()
        return staff is not None and allowed_somewhere(staff, self.act)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin's own runs a view a second time when a TypeError comes out of it.
        return fn(self, *args, **kwargs)


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu. `current`: the page one is on lies under it."""

    key: str
    url: str
    current: bool


def menu(endpoint: str | None) -> list[MenuItem]:
    """The pages that this colleague can go to, in order."""
    here = (endpoint or "").partition(".")[0]
    pages = [page for page in _pages() if page.menu_key is not None and page.is_accessible()]
    return [
        MenuItem(str(page.menu_key), url_for(f"{page.endpoint}.index"), _lies_under(here, page))
        for page in sorted(pages, key=lambda page: page.menu_place)
    ]


def _pages() -> list[PanelView]:
    (admin,) = current_app.extensions["admin"]
    return [page for page in admin._views if isinstance(page, PanelView)]


def _lies_under(here: str, page: PanelView) -> bool:
    (admin,) = current_app.extensions["admin"]
    own = {view.endpoint for view in admin._views if getattr(view, "under", None) == page.endpoint}
    return here in own | {page.endpoint}
