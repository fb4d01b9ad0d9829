"""What a colleague had typed when their session ended, sealed and kept for an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_kept_form",
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="fk_staff_kept_form_staff_id_staff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_kept_form"),
    )


def downgrade() -> None:
    op.drop_table("staff_kept_form")
