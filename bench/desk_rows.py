"""A million contributions of ten years for the queue of staff, and what colleagues ask of it.

Their words are drawn so that some are far more common than others, as in real texts. One in
twelve is still open, which no desk would bear: those are the rows that the queue looks through.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from bench.houses import as_admin
from models.db import transaction
from models.people.staff import RoleName, Staff, StaffRole
from models.plan.areas import Area, AreaKind
from models.plan.help import Category
from models.plan.opgaven import Opgave

NEWEST = datetime(2026, 11, 16, 9, tzinfo=UTC)
YEARS = timedelta(days=3650)
OPEN_SINCE = 0.84
COLUMNS = (
    "ref, kind, stadsdeel_id, wijk_id, category_id, opgave_id, language, title, body, "
    "public_title, public_body, lon, lat, status, status_changed_at, submitted_at, due_on"
)
KINDS = {"initiatief": 60, "reactie": 25, "belangrijk": 10, "melding": 5}
ENDS = {
    "geplaatst": 68,
    "niet geplaatst": 13,
    "doorverwezen": 7,
    "ingetrokken": 5,
    "vervallen": 4,
    "samengevoegd": 2,
    "verborgen": 1,
}
OPEN = {"ingediend": 40, "in behandeling": 35, "vraag aan inwoner": 25}
# A word that everybody uses, one that some use, and one that nearly nobody does.
COMMON, KNOWN, RARE = "buurt", "bankje", "zeepkistenrace"
_FIRST = (COMMON, "straat", "kinderen", "mooi", "samen", "groen", "plein", KNOWN, "speeltuin")
_BEGIN = ("ba", "be", "bo", "da", "de", "do", "fa", "ga", "go", "ha", "ho", "ka", "ko", "la", "lo")
_MIDDLE = ("rd", "nst", "kk", "lm", "mp", "nk", "rt", "st", "ss", "tt", "zz", "nd", "rk", "ll")
_END = ("er", "ing", "el", "aan", "oor", "uit", "iek", "um", "aal", "oen", "eer", "ijk", "oes")
VOCABULARY = (*_FIRST, *(a + b + c for b in _MIDDLE for c in _END for a in _BEGIN))
_WEIGHTS = tuple(accumulate(1 / (place + 8) for place in range(len(VOCABULARY))))


@dataclass(frozen=True)
class Places:
    """What the rows are about: (wijk, stadsdeel) of each wijk, categories, opgaven."""

    wijken: Sequence[tuple[int, int]]
    categories: Sequence[int]
    opgaven: Sequence[int]


def ready(engine: Engine, many: int) -> Places:
    """See that they are there, and two colleagues: one of a stadsdeel, one of the whole city."""
    with transaction(engine) as session:
        places = _places(session)
        if session.scalar(select(Staff.id).limit(1)) is None:
            _hire(session, places.wijken[0][1])
    with engine.connect() as line:
        known = int(line.execute(text("SELECT count(*) FROM contribution")).scalar_one())
    if known < many:
        with as_admin(engine) as line:
            _fill(line, places, many)
    return places


def _places(session: Session) -> Places:
    wijken = select(Area).where(Area.kind == AreaKind.WIJK).order_by(Area.id)
    return Places(
        [(area.id, area.stadsdeel_id or 0) for area in session.scalars(wijken)],
        session.scalars(select(Category.id).order_by(Category.id)).all(),
        session.scalars(select(Opgave.id).order_by(Opgave.id)).all(),
    )


def _hire(session: Session, stadsdeel_id: int) -> None:
    for name, role, where in (
        ("zuid", RoleName.WIJKMANAGER, stadsdeel_id),
        ("coor", RoleName.COORDINATOR, None),
    ):
        one = Staff(email=f"{name}@wijk.example", name=name, fs_uniquifier=name, created_at=NEWEST)
        one.roles.append(StaffRole(role=role, stadsdeel_id=where))
        session.add(one)


def _fill(line: Connection, places: Places, many: int) -> None:
    """Without the indexes, which are quicker made at once of all."""
    line.execute(text("TRUNCATE contribution CASCADE"))
    line.execute(text("SET maintenance_work_mem = '512MB'"))
    known = text(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'contribution' "
        "AND schemaname = 'public' AND indexdef NOT LIKE '% UNIQUE %'"
    )
    indexes = line.execute(known).all()
    for index in indexes:
        line.execute(text(f"DROP INDEX {index.indexname}"))
    driver = line.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY contribution ({COLUMNS}) FROM STDIN") as to:
        for row in _rows(places, many):
            to.write_row(row)
    for index in indexes:
        line.execute(text(index.indexdef))
    line.execute(text("VACUUM (ANALYZE) contribution"))


def _rows(places: Places, many: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(8038)
    for number in range(many):
        wijk_id, stadsdeel_id = dice.choice(places.wijken)
        kind = _one(dice, KINDS)
        status = _status(dice, kind, number / many)
        came = NEWEST - YEARS * (1 - number / many)
        title, body = _words(dice, 5), _words(dice, 18)
        if number % 40_000 == 0:
            title = f"{title} {RARE}"
        shown = status in ("geplaatst", "verborgen")
        yield (
            *(f"Q-{number}", kind, stadsdeel_id, wijk_id),
            dice.choice(places.categories) if kind == "initiatief" else None,
            dice.choice(places.opgaven) if dice.random() < 0.3 else None,
            *("nl", title, body, title if shown else None, body if shown else None),
            *(6.05 + dice.random() / 10, 52.48 + dice.random() / 15),
            *(status, came, came, (came + timedelta(days=7)).date()),
        )


def _status(dice: random.Random, kind: str, age: float) -> str:
    if age > OPEN_SINCE and dice.random() < 0.5:
        return _one(dice, OPEN) if kind != "melding" else "ingediend"
    return "afgehandeld" if kind == "melding" else _one(dice, ENDS)


def _one(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(tuple(weights), tuple(weights.values()))[0]


def _words(dice: random.Random, many: int) -> str:
    return " ".join(dice.choices(VOCABULARY, cum_weights=_WEIGHTS, k=many))
