"""Counting what goes to the database, so that a test sees whether it grows."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

import psycopg
from sqlalchemy import Engine

Note = Callable[[psycopg.Cursor[Any], object], None]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that go to this database meanwhile, by whichever way."""
    seen: list[str] = []

    def note(cursor: psycopg.Cursor[Any], query: object) -> None:
        if cursor.connection.info.dbname == engine.url.database:
            seen.append(str(query))

    with _told("execute", note), _told("executemany", note):
        yield seen


def _told(method: str, note: Note) -> AbstractContextManager[object]:
    """psycopg's own method, which tells of each statement first."""
    real = getattr(psycopg.Cursor, method)

    def told(cursor: psycopg.Cursor[Any], query: object, *rest: Any, **more: Any) -> Any:
        note(cursor, query)
        return real(cursor, query, *rest, **more)

    return mock.patch.object(psycopg.Cursor, method, told)
