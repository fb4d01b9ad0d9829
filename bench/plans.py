"""What the server says of each statement as the house really sends it: rows, pages and plan.

PostgreSQL's own module `auto_explain` measures every statement of a connection and tells it to
that connection. So it sees the statements with their real parameters and plans, the checks of
foreign keys among them, and nothing in the house need know.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.errors import Diagnostic
from sqlalchemy import Engine, event, text

from bench.houses import as_admin

SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_parameter_max_length": "0",
    "auto_explain.log_level": "notice",
}
SHARED = ("Shared Hit Blocks", "Shared Read Blocks")
Plan = Mapping[str, Any]


@dataclass
class Cost:
    """What statements of one kind touched together."""

    calls: int = 0
    rows: int = 0
    pages: int = 0
    nodes: Counter[str] = field(default_factory=Counter)

    def add(self, plan: Plan) -> None:
        self.calls += 1
        self.pages += sum(int(plan.get(name, 0)) for name in SHARED)
        for node in _nodes(plan):
            self.rows += _rows(node)
            self.nodes[_name(node)] += 1


@dataclass
class Watch:
    """Listens to the plans of one engine. `costs`: per kind of statement."""

    costs: dict[str, Cost] = field(default_factory=dict)

    def hears(self, said: Diagnostic) -> None:
        _, found, plan = (said.message_primary or "").partition("plan:\n")
        if found:
            told = json.loads(plan)
            self.costs.setdefault(kind(told["Query Text"]), Cost()).add(told["Plan"])

    def clear(self) -> None:
        self.costs.clear()


def watched(engine: Engine) -> Watch:
    """Have every connection that this engine opens from now on tell its plans."""
    watch = Watch()
    _let(engine)
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _listen(line: psycopg.Connection[Any], _: object) -> None:
        line.add_notice_handler(watch.hears)

    return watch


def _let(engine: Engine) -> None:
    """Only a superuser may load the module; the role that made our own server is one."""
    with as_admin(engine) as line:
        # Its settings are known once it is loaded.
        line.execute(text("LOAD 'auto_explain'"))
        for name, value in SETTINGS.items():
            line.execute(text(f"ALTER {_us(engine)} SET {name} = '{value}'"))


def unwatched(engine: Engine) -> None:
    """No more plans on connections that are opened from now on: for measuring time."""
    with as_admin(engine) as line:
        line.execute(text(f"ALTER {_us(engine)} RESET ALL"))
    engine.dispose()


def _us(engine: Engine) -> str:
    return f"ROLE {engine.url.username} IN DATABASE {engine.url.database}"


def kind(query: str) -> str:
    """A short name for a statement: what it does, with which tables, and whether it locks."""
    flat = " ".join(query.split())
    verb = flat.split(" ", 1)[0].upper()
    tables = dict.fromkeys(
        re.findall(r'(?:FROM|JOIN|INTO|UPDATE)(?: ONLY)? "?(?:public"?\."?)?(\w+)', flat)
    )
    names = [name for name in tables if name not in ("SKIP", "of", "SET", "unnest")]
    lock = re.search(r"FOR (NO KEY UPDATE|KEY SHARE|UPDATE|SHARE)", flat)
    return " ".join([verb, *names[:3], *([lock[0].lower()] if lock else [])])


def _nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _rows(node: Plan) -> int:
    """Rows that a scan looked at, also those that it then left out."""
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Subquery Scan":
        return 0
    loops = int(node["Actual Loops"])
    seen = float(node["Actual Rows"]) + float(node.get("Rows Removed by Filter", 0))
    return round((seen + float(node.get("Rows Removed by Index Recheck", 0))) * loops)


def _name(node: Plan) -> str:
    where = node.get("Index Name") or node.get("Relation Name")
    return f"{node['Node Type']}({where})" if where else str(node["Node Type"])
