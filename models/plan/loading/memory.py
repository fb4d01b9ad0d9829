"""What the files said at earlier loads (see models/plan/loaded.py)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.loaded import LoadedSheet

Rows = Mapping[str, Mapping[str, Any]]


class Memory:
    """The rows that each origin (the folder, an import) last gave, by sheet and name of row."""

    def __init__(self, session: Session, origin: str) -> None:
        self._session = session
        self._origin = origin
        self._kept: dict[tuple[str, str], LoadedSheet] = {
            (row.origin, row.sheet): row for row in session.scalars(select(LoadedSheet))
        }

    def before(self, sheet: str, name: str) -> Mapping[str, Any] | None:
        """What the file said of this row before: this origin, or else another one."""
        own = self._own(sheet).get(name)
        return own if own is not None else next(iter(self._others(sheet, name)), None)

    def gave(self, sheet: str, name: str) -> bool:
        """Whether this origin gave the row before."""
        return name in self._own(sheet)

    def from_a_file(self, sheet: str, name: str) -> bool:
        return self.gave(sheet, name) or bool(self._others(sheet, name))

    def only_ours(self, sheet: str, name: str) -> bool:
        """Whether this origin, and no other, gave the row."""
        return self.gave(sheet, name) and not self._others(sheet, name)

    def keep(self, sheet: str, rows: Rows, *, beside: bool) -> None:
        """Remembers what the file says now, instead of or beside what it said before."""
        said = {**self._own(sheet), **rows} if beside else rows
        there = self._kept.get((self._origin, sheet))
        if there is None:
            there = LoadedSheet(origin=self._origin, sheet=sheet, rows=dict(said))
            self._kept[self._origin, sheet] = there
        elif there.rows != said:
            there.rows = {name: dict(row) for name, row in said.items()}

    def store(self) -> None:
        """Once, at the end: each row added earlier would cost a statement of its own."""
        self._session.add_all(self._kept.values())
        self._session.flush()

    def _own(self, sheet: str) -> Rows:
        row = self._kept.get((self._origin, sheet))
        return {} if row is None else row.rows

    def _others(self, sheet: str, name: str) -> list[Mapping[str, Any]]:
        return [
            row.rows[name]
            for (origin, its_sheet), row in self._kept.items()
            if origin != self._origin and its_sheet == sheet and name in row.rows
        ]
