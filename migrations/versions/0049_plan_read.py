"""When a wijkmanager read the plan that was handed in; those worked on since count as read."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("place_plan", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE place_plan SET read_at = turned.at FROM (SELECT contribution_id, max(at) AS at "
        "FROM history WHERE act = 'plan_turned' GROUP BY contribution_id) AS turned "
        "WHERE turned.contribution_id = place_plan.contribution_id"
    )


def downgrade() -> None:
    op.drop_column("place_plan", "read_at")
