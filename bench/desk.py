"""The queue of staff among a million contributions, beside Flask-Admin's own list of them.

Theirs twice: on a table with the keys of a plain model, and on ours with its indexes. All are
asked in this process, as a server would ask them, one after the other within a round.
`python -m bench.desk 20000` takes another number of contributions.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from bench import results
from bench.desk_rows import COMMON, KNOWN, RARE, Places, ready
from bench.figures import Bar, Report, Table, milliseconds, p95, rounded
from bench.houses import a_house, a_server
from bench.rivals.admin_list import filter_name, make_list
from bench.rivals.plain_table import on_plain_table
from models.settings import Settings
from panel.app import create_panel_app
from tests.conftest import FIELD_KEY, LOOKUP_KEY

MANY, DEEP = 1_000_000, 10_000
PAGE = 25
ROUNDS, TRIES = 3, 10
LIMIT_MS, MOST_STATEMENTS = 50, 10
STAFF = {"coor": "whole city", "zuid": "one stadsdeel"}
HOW = (
    f"Milliseconds for a page, in process, with logging in, counts and drawing it; {ROUNDS} rounds "
    f"of {TRIES} pages of ours and one of theirs. Flask-Admin has the same rows, {PAGE} on a page, "
    "newest first, on a table with primary and foreign keys as a plain model has them, and "
    "(last two columns) on ours, with the indexes that were made for our queue. Ours is the "
    "colleague of the whole city."
)
# A page is drawn anew each time, for ours has no memory of pages; theirs neither.
Ask = Callable[[str], object]


@dataclass(frozen=True)
class Case:
    """One question, as an address of ours and of theirs. `bar`: how many times as quick."""

    name: str
    ours: str
    theirs: str = ""
    bar: float = 0


def measure(many: int = MANY) -> Report:
    with a_server() as server, a_house(server, f"bench_desk_{many}") as engine:
        places = ready(engine, many)
        plain = make_list(on_plain_table(engine))
        rivals = {PLAIN: plain.test_client(), INDEXED: make_list(engine).test_client()}
        cases = list(_cases(engine, places, lambda column: filter_name(plain, column)))
        with _counted(engine) as statements:
            browsers = {name: _log_in(engine, name) for name in STAFF}
            took, most = _all(cases, browsers, rivals, statements)
    return Report(
        [Table("The queue of staff", COLUMNS, [_row(case, took) for case in cases], HOW)],
        [*_bars(cases, took), *_limits(cases, took, most)],
    )


PLAIN, INDEXED = "Flask-Admin", "Flask-Admin on our indexes"
COLUMNS = (
    *("", "median", "p95", "one stadsdeel: p95"),
    *(PLAIN, "times as quick", INDEXED, "times as quick"),
)
Took = Mapping[tuple[str, str], Sequence[float]]


def _cases(engine: Engine, places: Places, name: Callable[[str], str]) -> Iterator[Case]:
    """What colleagues ask: the heaps, each filter, some together, words, and far back."""
    wijk, category, opgave = places.wijken[0][0], places.categories[0], places.opgaven[0]
    declined = {name("status"): "DECLINED"}
    yield Case("page one", "", "", 20)
    yield Case("page one of everything", "tab=alles", "", 20)
    yield Case("page 10,000 of everything", f"tab=alles&na={_far(engine)}", _deep(), 20)
    for tab in ("van-mij", "te-laat", "wacht", "meldingen"):
        yield Case(tab, f"tab={tab}")
    yield Case("status", "tab=alles&status=niet+geplaatst", urlencode(declined), 50)
    yield Case("wijk", f"tab=alles&wijk={wijk}", urlencode({name("wijk_id"): wijk}), 50)
    both = declined | {name("wijk_id").replace("flt0", "flt1"): wijk}
    asked = f"tab=alles&wijk={wijk}&status=niet+geplaatst"
    yield Case("wijk and status", asked, urlencode(both), 50)
    yield Case("opgave", f"tab=alles&opgave={opgave}")
    yield Case("category", f"tab=alles&categorie={category}")
    yield Case("older than a year", "tab=alles&sinds=jaar")
    rare = f"wijk={wijk}&categorie={category}&status=verborgen&sinds=jaar&opgave={opgave}"
    yield Case("five filters", f"tab=alles&{rare}")
    yield Case("what cannot be", "tab=alles&soort=reactie&status=afgehandeld")
    yield Case("to do: wijk, category", f"wijk={wijk}&categorie={category}")
    for words in (COMMON, KNOWN, RARE, f"{COMMON} {KNOWN}", f"{KNOWN} {RARE}"):
        theirs = urlencode({"search": words})
        yield Case(f"search: {words}", f"tab=alles&{urlencode({'q': words})}", theirs, 50)
    yield Case("search to do", f"q={KNOWN}")
    yield Case("search a number", "tab=alles&q=q-777")


def _deep() -> str:
    return f"page={DEEP - 1}"


def _far(engine: Engine) -> str:
    """Where the page begins that one reaches by going on as often; the start of a small house."""
    row = text(
        "SELECT submitted_at, id FROM contribution ORDER BY submitted_at DESC, id DESC "
        "OFFSET LEAST(:rows, (SELECT count(*) FROM contribution) - 1) LIMIT 1"
    )
    with engine.connect() as line:
        at, id_ = line.execute(row, {"rows": (DEEP - 1) * PAGE - 1}).one()
    return urlencode({"": f"{at.isoformat()}_{id_}"})[1:]


def _log_in(engine: Engine, name: str) -> FlaskClient:
    settings = Settings.model_validate(
        {
            "secret_key": "for measuring only, and long enough to be taken",
            "field_keys": FIELD_KEY,
            "lookup_key": LOOKUP_KEY,
        }
    )
    browser = create_panel_app(engine, settings, demo=True).test_client()
    browser.post(f"/demo-login/{name}@wijk.example")
    return browser


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def _all(
    cases: Sequence[Case],
    browsers: Mapping[str, FlaskClient],
    rivals: Mapping[str, FlaskClient],
    statements: list[str],
) -> tuple[Took, int]:
    """Seconds by case and who asks, and the most statements that a page of ours took."""
    took: dict[tuple[str, str], list[float]] = {}
    most = 0
    for round_ in range(-1, ROUNDS):
        for case in cases:
            for who, browser in browsers.items():
                path = f"/queue/?{case.ours}"
                times = [_ask(browser, path) for _ in range(TRIES if round_ >= 0 else 1)]
                statements.clear()
                times.append(_ask(browser, path))
                most = max(most, len(statements))
                # The first round only warms: nobody's day begins with each page at once.
                took.setdefault((case.name, who), []).extend(times if round_ >= 0 else ())
            if case.bar and round_ >= 0:
                for who, rival in rivals.items():
                    times = [_ask(rival, f"/lijst/?{case.theirs}")]
                    took.setdefault((case.name, who), []).extend(times)
    return took, most


def _ask(browser: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = browser.get(path)
    took = time.perf_counter() - began
    assert answer.status_code == 200, path
    return took


def _times(case: Case, took: Took, rival: str = PLAIN) -> float:
    """How many times as quick, by the medians."""
    theirs, ours = took[case.name, rival], took[case.name, "coor"]
    return statistics.median(theirs) / statistics.median(ours)


def _row(case: Case, took: Took) -> Sequence[str]:
    ours = took[case.name, "coor"]
    beside = [cell for rival in (PLAIN, INDEXED) for cell in _beside(case, took, rival)]
    times = (statistics.median(ours), p95(ours), p95(took[case.name, "zuid"]))
    return (case.name, *(f"{one * 1000:.1f}" for one in times), *beside)


def _beside(case: Case, took: Took, rival: str) -> tuple[str, str]:
    if (case.name, rival) not in took:
        return "", ""
    median = statistics.median(took[case.name, rival])
    return milliseconds(median), rounded(_times(case, took, rival))


def _bars(cases: Sequence[Case], took: Took) -> Iterator[Bar]:
    for case in cases:
        if case.bar:
            yield Bar(f"queue: {case.name}", _times(case, took), case.bar)


def _limits(cases: Sequence[Case], took: Took, most: int) -> Iterator[Bar]:
    for who, where in STAFF.items():
        slowest = 1000 * max(p95(took[case.name, who]) for case in cases)
        yield Bar(f"queue, {where}: slowest p95", slowest, LIMIT_MS, None, "ms", most=True)
    yield Bar("queue: statements a page", most, MOST_STATEMENTS, None, "", most=True)


if __name__ == "__main__":
    print(results.page({"desk": measure(*map(int, sys.argv[1:]))}))
