"""On what ground something was not placed, to count it by."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("ground", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("contribution", "ground")
