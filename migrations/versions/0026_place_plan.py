"""The plan of an ontmoetingsplek, and links that open one."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "place_plan",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("handed_in_at", MOMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_place_plan")),
        _of_contribution("place_plan"),
    )
    op.create_table(
        "place_plan_answer",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("contribution_id", "key", name=op.f("pk_place_plan_answer")),
        _of_contribution("place_plan_answer"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_place_plan_answer_staff_id_staff")
        ),
    )
    op.add_column("takeout_link", sa.Column("contribution_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_takeout_link_contribution_id_contribution"),
        "takeout_link",
        "contribution",
        ["contribution_id"],
        ["id"],
        ondelete="CASCADE",
    )


def downgrade() -> None:
    op.drop_column("takeout_link", "contribution_id")
    for table in ("place_plan_answer", "place_plan"):
        op.drop_table(table)


def _of_contribution(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["contribution_id"],
        ["contribution.id"],
        name=op.f(f"fk_{table}_contribution_id_contribution"),
        ondelete="CASCADE",
    )
