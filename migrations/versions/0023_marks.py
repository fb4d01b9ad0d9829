"""What the public words of an initiative are about, so that what is alike is found quickly.

The marks of what is on the site already are made by the clock (`models.initiatives.marking`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("marks", postgresql.TSVECTOR(), nullable=True))
    op.create_index(
        "ix_contribution_marks",
        "contribution",
        ["marks"],
        postgresql_using="gin",
        postgresql_where=sa.text("status = 'geplaatst'"),
    )
    op.create_index(
        "ix_contribution_unmarked",
        "contribution",
        ["id"],
        postgresql_where=sa.text("status = 'geplaatst' AND marks IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_contribution_unmarked", "contribution")
    op.drop_index("ix_contribution_marks", "contribution")
    op.drop_column("contribution", "marks")
