"""The list of synonyms tells more apart: the clock makes the marks again."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE contribution SET marks = NULL WHERE marks IS NOT NULL")


def downgrade() -> None:
    """What there was is made of the public words, whichever list reads them."""
