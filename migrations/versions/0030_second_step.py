"""The second step of logging in, and counts of tries in vain that hold for all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "try_count",
        sa.Column("who", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_try_count"),
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="fk_staff_recovery_code_staff_id_staff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_code"),
        sa.UniqueConstraint("code_hash", name="uq_staff_recovery_code_code_hash"),
    )
    op.create_index(
        "ix_staff_recovery_code_staff_id", "staff_recovery_code", ["staff_id"], unique=False
    )
    op.add_column("staff", sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("staff", sa.Column("totp_counter", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "totp_counter")
    op.drop_column("staff", "totp_secret")
    op.drop_index("ix_staff_recovery_code_staff_id", table_name="staff_recovery_code")
    op.drop_table("staff_recovery_code")
    op.drop_table("try_count")
