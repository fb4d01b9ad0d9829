"""Advice that was asked about a contribution."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "advice_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=True),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_advice_request_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["staff.id"], name=op.f("fk_advice_request_asked_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_advice_request_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_request")),
        sa.UniqueConstraint("lookup", name=op.f("uq_advice_request_lookup")),
    )
    for column in ("contribution_id", "staff_id"):
        op.create_index(op.f(f"ix_advice_request_{column}"), "advice_request", [column])


def downgrade() -> None:
    op.drop_table("advice_request")
