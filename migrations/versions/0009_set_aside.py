"""What was set aside is counted by every look at the health of the house."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("state = 'poison'")
    op.create_index("ix_inbox_poison", "inbox", ["id"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_inbox_poison", table_name="inbox")
