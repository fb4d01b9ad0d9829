"""Decisions that are made and not carried out yet: they can be undone, or wait for a release."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("filled", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_prepared_decision_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["staff.id"],
            name=op.f("fk_prepared_decision_sender_id_staff"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_prepared_decision_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_decision")),
    )
    op.create_index(
        "ix_prepared_decision_contribution", "prepared_decision", ["contribution_id"], unique=False
    )
    op.create_index(
        "ix_prepared_decision_due",
        "prepared_decision",
        ["goes_at"],
        unique=False,
        postgresql_where=sa.text("state = 'going'"),
    )
    op.create_index(
        "ix_prepared_decision_staff", "prepared_decision", ["staff_id", "state"], unique=False
    )
    op.create_index(
        "uq_prepared_decision_one",
        "prepared_decision",
        ["contribution_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'back' AND slug <> 'koppelen'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_prepared_decision_one",
        table_name="prepared_decision",
        postgresql_where=sa.text("state <> 'back' AND slug <> 'koppelen'"),
    )
    op.drop_index("ix_prepared_decision_staff", table_name="prepared_decision")
    op.drop_index(
        "ix_prepared_decision_due",
        table_name="prepared_decision",
        postgresql_where=sa.text("state = 'going'"),
    )
    op.drop_index("ix_prepared_decision_contribution", table_name="prepared_decision")
    op.drop_table("prepared_decision")
