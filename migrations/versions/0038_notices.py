"""When colleagues get mail, and the secret addresses of their feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_token",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_feed_token_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("lookup", name=op.f("uq_feed_token_lookup")),
    )
    op.create_table(
        "staff_notice",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("pace", sa.String(length=32), nullable=False),
        sa.Column("told_up_to", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_notice_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_notice")),
    )


def downgrade() -> None:
    op.drop_table("staff_notice")
    op.drop_table("feed_token")
