"""The desk of the demo on a working day, in a database of its tests; and who sits at it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, select

from demo.seeding import seed
from models import keys
from models.db import database_now, transaction
from models.initiatives.contributions import Contribution
from models.initiatives.photos import Photo
from models.plan.gemeente import Gemeente
from models.plan.loading import load, read_folder
from models.plan.queries import wijk_by_slug
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.acting import DESK, on_screen
from tests.browser.conftest import listening
from tests.builders import create_initiative
from tests.conftest import FIELD_KEY, LOOKUP_KEY
from tests.panel.conftest import SETTINGS

ZWOLLE = Path(__file__).resolve().parents[2] / "gemeenten" / "zwolle"
# As long as anybody can make it, and without a space to break it at.
LONG = "Speeltuin" * 22 + "en"


def fill(engine: Engine) -> None:
    """What `make demo` begins with, and one idea that is all long words. Nothing goes out for an
    hour, so that all of it can be undone."""
    # Before those of each test are: this is made once for many.
    keys.install([FIELD_KEY], LOOKUP_KEY)
    with transaction(engine) as session:
        now = database_now(session)
        load(session, read_folder(ZWOLLE), now)
        seed(session, "http://localhost", now)
        gemeente = session.scalars(select(Gemeente)).one()
        gemeente.settings = gemeente.settings | {"bedenktijd_seconden": 3600}
        wijk = wijk_by_slug(session, "schellerhoek")
        assert wijk is not None
        create_initiative(session, wijk, title=LONG, body=LONG, name=LONG, place_text=LONG)


def refs(engine: Engine) -> Mapping[str, str]:
    """The reference of each contribution, by its title; of a melding by what it is about."""
    with transaction(engine) as session:
        rows = session.execute(select(Contribution.title, Contribution.ref, Contribution.kind))
        named = {f"{kind}: {title}": ref for title, ref, kind in rows}
    return {name.removeprefix("initiatief: "): ref for name, ref in named.items()}


def photo_of(engine: Engine, ref: str) -> str:
    """Its only photo."""
    asked = select(Photo.id).join(Contribution, Contribution.id == Photo.contribution_id)
    with transaction(engine) as session:
        return str(session.scalars(asked.where(Contribution.ref == ref)).one())


@contextmanager
def open_house(engine: Engine) -> Iterator[str]:
    """The panel beside the public pages; gives its address."""
    panel = create_panel_app(engine, SETTINGS, demo=True)
    public = create_public_app(engine, SETTINGS)
    doors = Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})
    with listening(doors) as address:
        yield f"{address}/panel/"


@contextmanager
def sits_down(browser: Browser, house: str, who: str, *, script: bool = True) -> Iterator[Page]:
    """A page in which this colleague of the demo is logged in."""
    with screen(browser, DESK, script=script) as page:
        assert page.request.post(f"{house}demo-login/{who}@demo.zwolle.example").ok
        yield page


@contextmanager
def screen(browser: Browser, size: tuple[int, int], *, script: bool = True) -> Iterator[Page]:
    """A device of its own. It goes whatever happens: the house waits for who is still there."""
    page = on_screen(browser, size, script=script)
    try:
        yield page
    finally:
        page.context.close()
