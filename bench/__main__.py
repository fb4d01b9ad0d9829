"""`python -m bench`: measure all there is, show it, and keep it in RESULTS.md.

`python -m bench talks` measures one work and only shows it.
"""

import sys
from collections.abc import Callable, Mapping

from bench import (
    answers,
    broadcast,
    growth,
    memory,
    pace,
    results,
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
    "tap_to_answer": tap_to_answer.measure,
}


def main() -> int:
    asked = sys.argv[1:] or list(WORKS)
    if unknown := [name for name in asked if name not in WORKS]:
        print(f"unknown: {', '.join(unknown)}. There is: {', '.join(WORKS)}", file=sys.stderr)
        return 2
    reports = {}
    for name in asked:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            reports[name] = WORKS[name]()
        except NotDone as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
    page = results.page(reports)
    if not sys.argv[1:]:
        results.PLACE.write_text(page, encoding="utf-8")
    print(page, end="")
    return 0 if all(bar.good for report in reports.values() for bar in report.bars) else 1


if __name__ == "__main__":
    raise SystemExit(main())
