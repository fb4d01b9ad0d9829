"""How much one person may say is kept with the person: so every worker, and a restart, knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("full_at", "hushed_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("resident", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("resident", name)
