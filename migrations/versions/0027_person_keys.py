"""What is personal in history: sealed under a key of its person, which erasing takes away.

From here on rows of history are only added. Notes and messages were plain until now.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from models import keys
from models.sealing import FieldKey

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PERSONAL = ("words", "note", "message")
REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = '2F002';
END $$
"""
ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE ON history FOR EACH ROW WHEN (NOT (
    OLD.message IS NULL AND (OLD.key_id IS NULL OR OLD.key_id = NEW.key_id)
    AND to_jsonb(OLD) - '{message,key_id}'::text[] = to_jsonb(NEW) - '{message,key_id}'::text[]
)) EXECUTE FUNCTION refuse_change()
"""
NEVER_DROPPED = """
CREATE TRIGGER never_dropped BEFORE DELETE ON history
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "person_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_person_key_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_person_key_contribution_id")),
    )
    op.add_column("history", sa.Column("key_id", sa.BigInteger(), nullable=True))
    op.add_column("history", sa.Column("changes", sa.LargeBinary(), nullable=True))
    for name in ("note", "message"):
        op.execute(f"ALTER TABLE history ALTER {name} TYPE bytea USING convert_to({name}, 'UTF8')")
    _refer_to_contribution(ondelete=None)
    _seal()
    for statement in (REFUSE, ONLY_ADDED, NEVER_DROPPED):
        op.execute(statement)


def downgrade() -> None:
    for name in ("only_added", "never_dropped"):
        op.execute(f"DROP TRIGGER {name} ON history")
    op.execute("DROP FUNCTION refuse_change")
    _unseal()
    _refer_to_contribution(ondelete="CASCADE")
    for name in ("note", "message"):
        op.execute(f"ALTER TABLE history ALTER {name} TYPE text USING convert_from({name}, 'UTF8')")
    op.drop_column("history", "changes")
    op.drop_column("history", "key_id")
    op.drop_table("person_key")


def _refer_to_contribution(ondelete: str | None) -> None:
    name = op.f("fk_history_contribution_id_contribution")
    op.drop_constraint(name, "history", type_="foreignkey")
    op.create_foreign_key(
        name, "history", "contribution", ["contribution_id"], ["id"], ondelete=ondelete
    )


def _rows() -> Iterator[Any]:
    asked = sa.text(
        "SELECT id, contribution_id, key_id, words, note, message FROM history"
        " WHERE coalesce(words, note, message) IS NOT NULL ORDER BY contribution_id"
    )
    yield from op.get_bind().execute(asked).all()


def _write(row: Any, key_id: int | None, values: dict[str, bytes | None]) -> None:
    change = "UPDATE history SET key_id = :key_id, words = :words, note = :note, message = :message"
    op.get_bind().execute(
        sa.text(f"{change} WHERE id = :id"), {"id": row.id, "key_id": key_id} | values
    )


def _seal() -> None:
    """Words were sealed under the field keys; all becomes sealed under the person's key."""
    known: dict[int, tuple[int, FieldKey]] = {}
    for row in _rows():
        if row.contribution_id not in known:
            known[row.contribution_id] = _new_key(row.contribution_id)
        key_id, key = known[row.contribution_id]
        opened = {"words": row.words and keys.open_sealed(row.words)}
        opened |= {"note": row.note, "message": row.message}
        sealed = {name: key.seal(value) if value else None for name, value in opened.items()}
        _write(row, key_id, sealed)


def _new_key(contribution_id: int) -> tuple[int, FieldKey]:
    secret = keys.new_key()
    add = sa.text("INSERT INTO person_key (contribution_id, key) VALUES (:id, :key) RETURNING id")
    values = {"id": contribution_id, "key": keys.seal(secret.encode())}
    return op.get_bind().execute(add, values).scalar_one(), FieldKey.read(secret)


def _unseal() -> None:
    """What is sealed under a key that is gone is gone."""
    found = op.get_bind().execute(sa.text("SELECT id, key FROM person_key"))
    known = {id_: FieldKey.read(keys.open_sealed(key).decode()) for id_, key in found}
    for row in _rows():
        key = known.get(row.key_id)
        opened = {
            name: key.open(getattr(row, name)) if key and getattr(row, name) else None
            for name in PERSONAL
        }
        _write(row, None, opened | {"words": opened["words"] and keys.seal(opened["words"])})
