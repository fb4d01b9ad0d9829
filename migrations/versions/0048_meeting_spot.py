"""Where a gesprek is on the map, and how often it was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("lat", sa.Double(), nullable=True))
    op.add_column("meeting", sa.Column("lon", sa.Double(), nullable=True))
    version = sa.Column("version", sa.BigInteger(), server_default="1", nullable=False)
    op.add_column("meeting", version)


def downgrade() -> None:
    for name in ("version", "lon", "lat"):
        op.drop_column("meeting", name)
