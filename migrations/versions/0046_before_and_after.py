"""What stood in a row of the plan or of a list before and after a colleague changed it."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_event", sa.Column("changes", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_event", "changes")
