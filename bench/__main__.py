"""`python -m bench`: measure all there is, show it, and keep it in RESULTS.md.

`python -m bench talks` measures one work and only shows it. The end is an error where a bar is
missed or a work could not be done.
"""

import sys
import time
from collections.abc import Callable, Mapping

from bench import (
    answers,
    broadcast,
    desk,
    exports,
    growth,
    memory,
    pace,
    results,
    similar,
    talks,
    tap_to_answer,
    waiting,
    workers,
)
from bench.figures import Report
from bench.processes import NotDone

WORKS: Mapping[str, Callable[[], Report]] = {
    "talks": talks.measure,
    "broadcast": broadcast.measure,
    "pace": pace.measure,
    "answers": answers.measure,
    "growth": growth.measure,
    "waiting": waiting.measure,
    "workers": workers.measure,
    "memory": memory.measure,
    "similar": similar.measure,
    "desk": desk.measure,
    "exports": exports.measure,
    "tap_to_answer": tap_to_answer.measure,
}


def main() -> int:
    asked = sys.argv[1:] or list(WORKS)
    if unknown := [name for name in asked if name not in WORKS]:
        print(f"unknown: {', '.join(unknown)}. There is: {', '.join(WORKS)}", file=sys.stderr)
        return 2
    reports = {name: report for name in asked if (report := _measure(name)) is not None}
    page = results.page(reports)
    if len(reports) == len(WORKS):
        results.PLACE.write_text(page, encoding="utf-8")
    print(page, end="")
    good = all(bar.good for report in reports.values() for bar in report.bars)
    return 0 if good and len(reports) == len(asked) else 1


def _measure(name: str) -> Report | None:
    """What this work says; None where it could not be done, so that the others still are."""
    began = time.monotonic()
    try:
        return WORKS[name]()
    except NotDone as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None
    finally:
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
