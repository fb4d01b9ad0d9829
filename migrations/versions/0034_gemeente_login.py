"""Which colleague an account at the gemeente's own login belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("oidc_mark", sa.LargeBinary(length=32), nullable=True))
    op.create_unique_constraint("uq_staff_oidc_mark", "staff", ["oidc_mark"])


def downgrade() -> None:
    op.drop_constraint("uq_staff_oidc_mark", "staff", type_="unique")
    op.drop_column("staff", "oidc_mark")
