"""Whether single keys do something on a colleague's desk."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("keys", sa.Boolean(), server_default="true", nullable=False))


def downgrade() -> None:
    op.drop_column("staff", "keys")
