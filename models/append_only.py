"""Tables to which rows are only added: PostgreSQL refuses to change one or to take it away.

Whoever owns the database can still do so; the chain (`models.operations.chain`) then shows it.
"""

from typing import cast

from sqlalchemy import DDL, Table, event

from models.base import Base

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = '2F002';
END $$
"""
_TRIGGER = """
CREATE TRIGGER only_added BEFORE {what} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()
"""


def only_added(kind: type[Base], completed_while: str | None = None) -> None:
    """Let rows of this table be added and nothing else.

    `completed_while` is SQL over OLD and NEW: while that holds, a row may still be completed.
    """
    table = cast(Table, kind.__table__)
    statements = [_FUNCTION]
    if completed_while is None:
        statements.append(_TRIGGER.format(what="UPDATE OR DELETE", table=table.name, when=""))
    else:
        when = f"WHEN (NOT ({completed_while}))"
        update = _TRIGGER.format(what="UPDATE", table=table.name, when=when)
        delete = _TRIGGER.format(what="DELETE", table=table.name, when="")
        statements += [update, delete.replace("only_added", "never_dropped")]
    for statement in statements:
        # DDL takes the sign of a parameter for its own.
        ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", ddl)
