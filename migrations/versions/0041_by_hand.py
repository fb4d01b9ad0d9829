"""What a colleague tells somebody without a chat, by letter or by phone."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "by_hand",
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox.id"],
            name=op.f("fk_by_hand_outbox_id_outbox"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["staff.id"], name=op.f("fk_by_hand_told_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_by_hand")),
    )


def downgrade() -> None:
    op.drop_table("by_hand")
