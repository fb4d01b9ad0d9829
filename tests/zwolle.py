"""Zwolle in a test database: loaded once, from then on put back as PostgreSQL wrote it down."""

from datetime import datetime

from sqlalchemy import Engine

from models.db import database_now, transaction
from models.plan.loading import load
from tests.models.folders import zwolle_folder
from tests.tables import Kept, keep, put_back

_loaded: dict[datetime | None, Kept] = {}


def load_zwolle(engine: Engine, now: datetime | None = None) -> None:
    """All of Zwolle, in a database that holds nothing yet. `now`: when it was loaded."""
    if now in _loaded:
        put_back(engine, _loaded[now])
        return
    with transaction(engine) as session:
        load(session, zwolle_folder(), now or database_now(session))
    _loaded[now] = keep(engine)
