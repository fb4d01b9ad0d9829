"""What was merged, and where it stood before, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Of what was merged before, history knows where it stood.
BEFORE = """
INSERT INTO merge (contribution_id, into_id, was, merged_at)
SELECT one.id, one.merged_into_id, coalesce(
    (SELECT from_status FROM history
     WHERE contribution_id = one.id AND act = 'merged' ORDER BY id DESC LIMIT 1),
    'in behandeling'
), one.status_changed_at
FROM contribution AS one
WHERE one.status = 'samengevoegd' AND one.merged_into_id IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("was", sa.String(length=32), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        _of_contribution("contribution_id"),
        _of_contribution("into_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_into_id"), "merge", ["into_id"])
    op.create_index(
        "uq_merge_present",
        "merge",
        ["contribution_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.execute(BEFORE)
    op.add_column("follow", sa.Column("before_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_follow_before_id"), "follow", ["before_id"])
    op.create_foreign_key(
        op.f("fk_follow_before_id_contribution"),
        "follow",
        "contribution",
        ["before_id"],
        ["id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_column("follow", "before_id")
    op.drop_table("merge")


def _of_contribution(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_merge_{column}_contribution")
    return sa.ForeignKeyConstraint([column], ["contribution.id"], name=name, ondelete="CASCADE")
