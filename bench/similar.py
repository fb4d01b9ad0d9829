"""Looking for what is like an idea, among a hundred thousand initiatives that are on the site.

The ideas are made of things, people, places and reasons that come together at random, some
things far more often than others. Their marks are made by the house. Asked is for ideas of other
words than theirs; of every fourth one a twin is among them, and must be found.
"""

import random
import statistics
import time
from collections.abc import Iterator

from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from bench.figures import Bar, Report, Table, p95
from bench.houses import a_house, a_server, as_admin
from models.db import transaction
from models.initiatives.marking import marks
from models.initiatives.similar import Sketch, similar
from models.plan.areas import Area, AreaKind

NAME = "bench_similar"
MANY, ASKED = 100_000, 200
LIMIT = 0.05
THINGS = (
    *(
        "Een bankje",
        "Een picknicktafel",
        "Bloembakken",
        "Meer bomen",
        "Een moestuin",
        "Een geveltuin",
    ),
    *("Een boekenkast", "Samen eten", "Een buurtfeest", "Koffie drinken", "Een hondenveldje"),
    *("Een jeu-de-boulesbaan", "Een voetbalkooi", "Zwerfafval opruimen", "Een muurschildering"),
    *("Een repair café", "Een wandelclub", "Huiswerkhulp", "Computerles", "Een beweegtuin"),
    *("Een watertappunt", "Regentonnen", "Een buurtkoor", "Een filmavond", "Een weggeefkast"),
    *("Een skatebaan", "Een insectenhotel", "Kippen", "Een deelauto", "Meer lantaarns"),
)
WHO = ("voor ouderen", "voor jongeren", "voor kinderen", "voor de hele straat", "met de buren", "")
WHERE = ("op het plein", "in het park", "bij de school", "achter de flat", "bij de winkels", "")
WHY = (
    "Dan leren mensen elkaar kennen.",
    "Nu is daar niets te doen en het ligt er kaal bij.",
    "Twaalf buren willen meehelpen en wij zorgen zelf voor het onderhoud.",
    "In de zomer is het er heet.",
    "",
)
# What is asked for, what a twin of it is called, and the wijk in which both are.
TWINS = (
    ("Zeepkisten racen van de dijk", "Een zeepkistenrace voor de jeugd"),
    ("Samen oefenen met reanimeren", "Reanimatiecursus en een AED"),
    ("Tafeltennissen in de open lucht", "Een pingpongtafel van beton"),
    ("Naar de sterren kijken met een telescoop", "Sterrenkijkavond op de dijk"),
    ("Een plek om te bidden of stil te zijn", "Stilteplek onder de bomen"),
    ("Bladkorven in de herfst", "Blad vegen en bladkorven neerzetten"),
)
COLUMNS = (
    "ref, kind, stadsdeel_id, wijk_id, language, title, body, public_title, public_body, marks, \
place_kind, status, status_changed_at, submitted_at, placed_at, due_on, realisation"
)
HOW = (
    f"{ASKED} ideas, in every wijk in turn, among {MANY:,} initiatives. At the database: "
    "the time of all statements of one search. Altogether: with reading and weighing the words."
)


def measure(many: int = MANY) -> Report:
    with a_server() as server, a_house(server, f"{NAME}_{many}") as engine:
        if _count(engine) < many:
            _fill(engine, many)
        at_database, altogether, found = _ask(engine)
    rows = [
        (what, *(f"{one * 1000:.1f} ms" for one in (statistics.median(took), p95(took), max(took))))
        for what, took in (("at the database", at_database), ("altogether", altogether))
    ]
    return Report(
        [Table("What is like an idea", ("", "median", "p95", "most"), rows, HOW)],
        [
            Bar(
                "similar ideas, p95",
                1000 * p95(altogether),
                1000 * LIMIT,
                None,
                "ms",
                True,
            ),
            Bar("twins found among them", 100 * found, 100, unit="%"),
        ],
    )


def _count(engine: Engine) -> int:
    """How many have their marks: a migration empties them where the list of synonyms is another."""
    with engine.connect() as line:
        return int(line.execute(text("SELECT count(marks) FROM contribution")).scalar_one())


def _fill(engine: Engine, many: int) -> None:
    with transaction(engine) as session:
        wijken = _wijken(session)
    with as_admin(engine) as line:
        driver = line.connection.driver_connection
        assert driver is not None
        line.execute(text("TRUNCATE contribution CASCADE"))
        copy = f"COPY contribution ({COLUMNS}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(copy) as rows:
            for row in _rows(wijken, many):
                rows.write_row(row)
        line.execute(text("VACUUM (ANALYZE)"))


def _wijken(session: Session) -> list[tuple[str, int, int]]:
    """(slug, id, id of the stadsdeel) of each wijk."""
    areas = select(Area).where(Area.kind == AreaKind.WIJK).order_by(Area.id)
    return [(area.slug, area.id, area.stadsdeel_id or 0) for area in session.scalars(areas)]


def _rows(wijken: list[tuple[str, int, int]], many: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(8038)
    weights = [1 / place for place in range(1, len(THINGS) + 1)]
    twins = [(title, wijk) for wijk in wijken for _, title in TWINS]
    for number in range(many):
        if number < len(twins):
            title, wijk = twins[number]
        else:
            words = (dice.choices(THINGS, weights)[0], dice.choice(WHO), dice.choice(WHERE))
            title, wijk = " ".join(filter(None, words)), dice.choice(wijken)
        yield _row(number, title, dice.choice(WHY), wijk)


def _row(number: int, title: str, body: str, wijk: tuple[str, int, int]) -> tuple[object, ...]:
    _, wijk_id, stadsdeel_id = wijk
    day = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return (
        *(f"B-{number}", "initiatief", stadsdeel_id, wijk_id, "nl", title, body, title, body),
        *(marks(title, body), "wijk", "geplaatst", day, day, day, day, "verkenning"),
    )


def _ask(engine: Engine) -> tuple[list[float], list[float], float]:
    """Seconds at the database, seconds altogether, and the share of the twins that was found."""
    clock = _Clock(engine)
    with transaction(engine) as session:
        asked = list(_asked(_wijken(session)))
    at_database, altogether, missed, twins = [], [], 0, dict(TWINS)
    for idea in asked:
        clock.seconds = 0.0
        began = time.perf_counter()
        with transaction(engine) as session:
            found = {one.title for one in similar(session, idea)}
        altogether.append(time.perf_counter() - began)
        at_database.append(clock.seconds)
        missed += idea.title in twins and twins[idea.title] not in found
    return at_database, altogether, 1 - missed / sum(idea.title in twins for idea in asked)


def _asked(wijken: list[tuple[str, int, int]]) -> Iterator[Sketch]:
    dice = random.Random(8041)
    for number in range(ASKED):
        wijk, _, _ = wijken[number % len(wijken)]
        if number % 4 == 0:
            yield Sketch(TWINS[number // 4 % len(TWINS)][0], wijk)
        else:
            words = (dice.choice(THINGS), dice.choice(WHO), dice.choice(WHERE))
            yield Sketch(" ".join(filter(None, words)), wijk, dice.choice(WHY))


class _Clock:
    """Adds up how long the statements of an engine take."""

    def __init__(self, engine: Engine) -> None:
        self.seconds = 0.0
        self._began = 0.0
        event.listen(engine, "before_cursor_execute", self._begins)
        event.listen(engine, "after_cursor_execute", self._ends)

    def _begins(self, *_: object) -> None:
        self._began = time.perf_counter()

    def _ends(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began
