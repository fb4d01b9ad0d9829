"""What a load changed, to print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.people.events import told
from models.people.staff import Changed
from models.plan.loading.problems import Say
from texts.render import plain

# More names than this on a line nobody reads.
_NAMES_SHOWN = 8
_UNTOLD = ("cijfer", "postcode")


@dataclass
class Counted:
    """The rows of one sheet: names of what was added, changed and removed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass
class Changes:
    """Per sheet (`opgave`, `buurt`, ...) what a load did. Empty when nothing changed.

    `rows`: what stood before and after in each row that was changed or removed, by the name of
    its sheet and its own.
    """

    sheets: dict[str, Counted] = field(default_factory=dict)
    rows: list[tuple[str, Changed]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(self.sheets.values())

    def __str__(self) -> str:
        """What the command line prints, in Dutch."""
        return "\n".join(plain(say, "nl") for say in self.says())

    def of(self, sheet: str) -> Counted:
        return self.sheets.setdefault(sheet, Counted())

    def of_row(self, sheet: str, label: str, pairs: Mapping[str, tuple[Any, Any]]) -> None:
        """Remember one row for the log. Figures are too many, and their survey tells of them."""
        if sheet not in _UNTOLD:
            self.rows.append((f"{sheet} {label}", told(pairs)))

    def says(self) -> list[Say]:
        """One line per kind that changed, or that nothing did, for `texts.render`."""
        lines = [_line(sheet, counted) for sheet, counted in self.sheets.items() if counted]
        return lines or [{"key": "load.nothing_changed"}]


def _line(sheet: str, counted: Counted) -> Say:
    params: Say = {
        "sheet": {"key": f"load.sheet.{sheet}"},
        "added": len(counted.added),
        "changed": len(counted.changed),
        "removed": len(counted.removed),
    }
    names = ", ".join(_few(counted))
    if names:
        return {"key": "load.changed_names", "params": {**params, "names": names}}
    return {"key": "load.changed", "params": params}


def _few(counted: Counted) -> Iterator[str]:
    every = dict.fromkeys((*counted.added, *counted.changed, *counted.removed))
    names = [name for name in every if name]
    yield from names[:_NAMES_SHOWN]
    if len(names) > _NAMES_SHOWN:
        yield "…"
