"""Marks of the keys, and messages that nobody need look at any more."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNSURE = "state IN ('unknown', 'failed')"


def upgrade() -> None:
    op.create_table(
        "key_mark",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "mark", name="pk_key_mark"),
    )
    op.add_column("outbox", sa.Column("settled_at", sa.DateTime(timezone=True)))
    _index(f"{UNSURE} AND settled_at IS NULL")


def downgrade() -> None:
    _index(UNSURE)
    op.drop_column("outbox", "settled_at")
    op.drop_table("key_mark")


def _index(where: str) -> None:
    op.drop_index("ix_outbox_unsure", table_name="outbox")
    op.create_index("ix_outbox_unsure", "outbox", ["id"], postgresql_where=sa.text(where))
