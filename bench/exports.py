"""What a file of the queue costs: time, and the memory of the process that makes it.

Each file is made in a process of its own, as the panel makes it (through a spooled file), of a
thousand and of a hundred thousand contributions. What that takes on top must not grow along.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench.desk_rows import ready
from bench.figures import Bar, Report, Table
from bench.houses import a_house, a_server
from models.db import database_now
from models.desk import exporting
from models.desk.exporting import Wanted
from models.initiatives.queue_filters import Filters, Tab, Viewer
from models.people.staff import Staff
from panel.export_forms import FORMS
from panel.exporting import IN_MEMORY

FEW, MANY = 1_000, 100_000
# What a hundred times as many rows may take on top, and how long one may wait for the file.
MORE_MB, SECONDS = 16, 60
COLUMNS = ("file", "rows", "size in MB", "seconds", "of its processor", "peak of the process in MB")
HOW = (
    "By the colleague of the whole city, of all there is, without personal data; each file in a "
    "fresh process. The peak and the processor's seconds are of all of it, our modules and all."
)


@dataclass(frozen=True)
class Made:
    """One file, in bytes and seconds (by the clock, and of the processor without the database's),
    and the most memory that its process ever had.
    """

    form: str
    rows: int
    size: int
    seconds: float
    busy: float
    peak: float


def measure(many: int = MANY) -> Report:
    found = list[Made]()
    with a_server() as server:
        for rows in (FEW, many):
            with a_house(server, f"bench_exports_{rows}") as engine:
                ready(engine, rows)
                address = engine.url.render_as_string(hide_password=False)
            found += [_apart(address, form) for form in FORMS]
    return Report([Table("Files of the queue", COLUMNS, _rows(found), HOW)], list(_bars(found)))


def _apart(address: str, form: str) -> Made:
    """In a process that has done nothing else yet: a peak never comes down."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(make, address, form).result()


def make(address: str, form: str) -> Made:
    """Make one file of all there is, as the panel does."""
    engine, began = create_engine(address), time.perf_counter()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file, Session(engine) as session:
        staff = session.scalars(select(Staff).where(Staff.name == "coor")).one()
        viewer, wanted = Viewer(staff, database_now(session)), Wanted(Filters(Tab.ALL))
        lines = exporting.lines(session, viewer, wanted)
        rows = FORMS[form].write(file, wanted.columns, lines)
        size = file.seek(0, 2)
    engine.dispose()
    return Made(form, rows, size, time.perf_counter() - began, time.process_time(), _peak())


def _peak() -> float:
    """In megabytes, by the kernel: `getrusage` also counts what the parent had before."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _rows(found: Sequence[Made]) -> list[Sequence[str]]:
    return [
        (
            *(one.form, f"{one.rows:,}", f"{one.size / 1e6:.1f}"),
            *(f"{one.seconds:.1f}", f"{one.busy:.1f}", f"{one.peak:.0f}"),
        )
        for one in found
    ]


def _bars(found: Sequence[Made]) -> Iterator[Bar]:
    for few, many in zip(found[: len(FORMS)], found[len(FORMS) :], strict=True):
        more = max(0.0, many.peak - few.peak)
        what = f"{many.form} of {many.rows:,} rows"
        yield Bar(f"{what}: memory on top of a thousand", more, MORE_MB, None, "MB", most=True)
        yield Bar(f"{what}: processor time", many.busy, SECONDS, None, "s", most=True)


if __name__ == "__main__":
    for table in measure(*map(int, sys.argv[1:])).tables:
        print("\n".join(table.lines()))
