"""What residents find important has a theme, and is for the cycle that is prepared."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = {"theme_id": "theme", "for_cycle_id": "cycle"}


def upgrade() -> None:
    for name, table in COLUMNS.items():
        op.add_column("contribution", sa.Column(name, sa.BigInteger(), nullable=True))
        key = f"fk_contribution_{name}_{table}"
        op.create_foreign_key(key, "contribution", table, [name], ["id"])


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("contribution", name)
