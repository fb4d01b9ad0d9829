"""The extensions that searching needs: trigrams for likeness, and letters without accents.

Both are "trusted": the owner of the database may add them. On a server where a beheerder has
already added them nothing is needed.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")


def downgrade() -> None:
    """Leave them: they may have been there before us."""
