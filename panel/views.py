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


class Guarded:
    """What a page of ours and a list of Flask-Admin have in common: the act they take.

    `under` is the endpoint of the page whose line in the menu it belongs to, if not its own.
    """

    act: ClassVar[Act]
    under: ClassVar[str | None] = None

    def is_accessible(self) -> bool:
        """Whether this colleague may come here at all."""
        staff = auth.logged_in()
        return staff is not None and allowed_somewhere(staff, self.act)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin's own runs a view a second time when a TypeError comes out of it.
        return fn(self, *args, **kwargs)


class PanelView(Guarded, BaseView):
    """A page, or a few that belong together.

    A subclass names the `act` that its routes take, and gives single routes another with
    `@needs(...)`. With a `menu_key` it stands in the menu, in the order of `menu_place`.
    """

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


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu. `current`: the page one is on lies under it."""

    key: str
    url: str
    current: bool


def menu(endpoint: str | None) -> list[MenuItem]:
    """The pages that this colleague can go to, in order."""
    here = (endpoint or "").partition(".")[0]
    line = next((page.under or here for page in all_views() if page.endpoint == here), here)
    pages = [page for page in all_views() if isinstance(page, PanelView) and page.menu_key]
    return [
        MenuItem(str(page.menu_key), url_for(f"{page.endpoint}.index"), page.endpoint == line)
        for page in sorted(pages, key=lambda page: page.menu_place)
        if page.is_accessible()
    ]


def all_views() -> list[Any]:
    """Every page and list of this application."""
    (admin,) = current_app.extensions["admin"]
    return list(admin._views)
