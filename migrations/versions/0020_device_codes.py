"""Codes that open a web talk on another device."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    address = sa.ForeignKey("address.id", ondelete="CASCADE")
    op.create_table(
        "device_code",
        sa.Column("address_id", sa.BigInteger, address, primary_key=True),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("device_code")
