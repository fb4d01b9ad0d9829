"""Who stands in for whom, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _colleague(column: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_waarneming_{column}_staff")
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "waarneming",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("absent_id", sa.BigInteger(), nullable=False),
        sa.Column("stand_in_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("named_by_id", sa.BigInteger(), nullable=False),
        _colleague("absent_id", "CASCADE"),
        _colleague("stand_in_id", "CASCADE"),
        _colleague("named_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waarneming")),
    )
    for column in ("absent_id", "stand_in_id"):
        op.create_index(op.f(f"ix_waarneming_{column}"), "waarneming", [column])


def downgrade() -> None:
    op.drop_table("waarneming")
