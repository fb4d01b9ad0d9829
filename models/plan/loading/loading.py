"""Brings tables to what the files say, with few statements and a memory.

The rule, for every table: a load adds what is not there, changes a field only where the file
itself changed it since the last load, and removes only what a file once brought and no longer
does. So what staff did in the panel stays until the file changes that same field.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base import Base
from models.plan.loading.changes import Changes
from models.plan.loading.memory import Memory
from models.plan.loading.problems import Report
from models.plan.loading.sheets import Key, Row, Sheet, plain

_Where = list[Any]


class Loading:
    """One load of a folder (`whole`) or of a file with a part of the plan.

    `ids` has the ids of all rows of the tables that were put: table -> key -> id. `wanted` has
    the keys of the rows that the files hold, so without what is about to go.
    """

    def __init__(self, session: Session, origin: str, file: str, *, whole: bool) -> None:
        self.session = session
        self.changes = Changes()
        self.report = Report()
        self._memory = Memory(session, origin)
        self._file = file
        self._whole = whole
        self._gone: list[tuple[Sheet, list[Row]]] = []
        self.ids: defaultdict[str, dict[Key, int]] = defaultdict(dict)
        self.wanted: defaultdict[str, set[Key]] = defaultdict(set)

    def put(self, sheet: Sheet) -> None:
        """Adds and changes the rows of a sheet. What has to go waits for `finish`."""
        there = self._there(sheet)
        self.wanted[sheet.table.name] |= {sheet.key_of(row) for row in sheet.rows}
        self._add(sheet, there)
        self._change(sheet, there)
        if not sheet.fills:
            self._note_gone(sheet, there)
        said = {sheet.name_of(row): plain(row) for row in sheet.rows}
        self._memory.keep(sheet.name, said, beside=not self._whole)

    def learn(self, table: str, key: tuple[str, ...]) -> None:
        """Reads the ids of a table that the file refers to without putting all its rows."""
        columns = Base.metadata.tables[table].c
        for id_, *names in self.session.execute(select(columns["id"], *(columns[n] for n in key))):
            self.ids[table][tuple(names)] = id_

    def finish(self) -> Changes:
        """Removes what the files no longer hold, details before what they belong to.

        Raises FolderError when something that should go is still referred to.
        """
        for sheet, rows in reversed(self._gone):
            if not self._remove(sheet, rows):
                self._name_what_stays(sheet, rows)
            self.changes.of(sheet.name).removed += [sheet.label_of(row) for row in rows]
            for row in rows:
                pairs = {name: (value, None) for name, value in row.items()}
                self.changes.of_row(sheet.name, sheet.label_of(row), pairs)
        self.report.raise_if_any()
        self._memory.store()
        return self.changes

    def _there(self, sheet: Sheet) -> dict[Key, Row]:
        found = self.session.execute(select(*sheet.columns)).mappings()
        rows: dict[Key, Row] = {}
        for mapping in found:
            row: Row = dict(mapping)
            rows[sheet.key_of(row)] = row
        if "id" in sheet.table.c:
            self.ids[sheet.table.name].update({key: row["id"] for key, row in rows.items()})
        return rows

    def _add(self, sheet: Sheet, there: Mapping[Key, Row]) -> None:
        rows = [
            row
            for row in sheet.rows
            if sheet.key_of(row) not in there
            and (sheet.comes_back or not self._memory.gave(sheet.name, sheet.name_of(row)))
        ]
        if not rows:
            return
        if "id" in sheet.table.c:
            wanted = [sheet.table.c[name] for name in ("id", *sheet.key)]
            added = self.session.execute(insert(sheet.table).returning(*wanted), rows)
            self.ids[sheet.table.name].update({tuple(row[1:]): row[0] for row in added})
        else:
            self.session.execute(insert(sheet.table), rows)
        self.changes.of(sheet.name).added += [sheet.label_of(row) for row in rows]

    def _change(self, sheet: Sheet, there: Mapping[Key, Row]) -> None:
        by_columns: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in sheet.rows:
            old = there.get(sheet.key_of(row))
            columns = () if old is None else self._to_change(sheet, row, old)
            if old is not None and columns:
                values = {name: row[name] for name in columns}
                by_columns[columns].append({**_identity_of(sheet, old), **values})
                self.changes.of(sheet.name).changed.append(sheet.label_of(row))
                pairs = {name: (old[name], row[name]) for name in columns}
                self.changes.of_row(sheet.name, sheet.label_of(row), pairs)
        for columns, rows in by_columns.items():
            values = {name: bindparam(name) for name in columns}
            statement = update(sheet.table).where(*_by_identity(sheet)).values(values)
            self.session.connection().execute(statement, rows)

    def _to_change(self, sheet: Sheet, row: Row, old: Row) -> tuple[str, ...]:
        """The columns that the file changed since it was last loaded, and that differ now."""
        before = self._memory.before(sheet.name, sheet.name_of(row))
        said, stands = plain(row), plain(old)
        by_file = {name for name in row if before is None or before.get(name) != said[name]}
        for group in sheet.groups:
            by_file |= set(group) if by_file & set(group) else set()
        return tuple(sorted(name for name in by_file if said[name] != stands[name]))

    def _note_gone(self, sheet: Sheet, there: Mapping[Key, Row]) -> None:
        wanted = {sheet.key_of(row) for row in sheet.rows}
        gone = [row for key, row in there.items() if key not in wanted and self._goes(sheet, row)]
        if gone:
            self._gone.append((sheet, gone))

    def _goes(self, sheet: Sheet, row: Row) -> bool:
        name = sheet.name_of(row)
        if self._whole:
            return self._memory.only_ours(sheet.name, name)
        named = sheet.parent is not None and row[sheet.parent] in sheet.parents
        return named and self._memory.from_a_file(sheet.name, name)

    def _remove(self, sheet: Sheet, rows: list[Row]) -> bool:
        statement = delete(sheet.table).where(*_by_identity(sheet))
        try:
            with self.session.begin_nested():
                keys = [_identity_of(sheet, row) for row in rows]
                self.session.connection().execute(statement, keys)
        except IntegrityError:
            return False
        return True

    def _name_what_stays(self, sheet: Sheet, rows: list[Row]) -> None:
        for row in rows:
            if not self._remove(sheet, [row]):
                label = sheet.label_of(row)
                self.report.add(self._file, None, "still_used", kind=sheet.name, value=label)


def _by_identity(sheet: Sheet) -> _Where:
    return [column == bindparam(f"its_{column.name}") for column in sheet.identity]


def _identity_of(sheet: Sheet, row: Row) -> Row:
    return {f"its_{column.name}": row[column.name] for column in sheet.identity}
