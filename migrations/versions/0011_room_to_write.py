"""Room on the page for what every turn writes anew, and the queues cleaned before they are long.

Where a page has room, a new version of a row stays on it and no index is touched. A table of
millions waits with its cleaning, by default, until a fifth of it is dead; for queues that is late.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

QUEUES = ("inbox", "outbox")
CLEANING = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000"


def upgrade() -> None:
    op.execute("ALTER TABLE resident SET (fillfactor = 90)")
    op.execute("ALTER TABLE conversation SET (fillfactor = 80)")
    for table in QUEUES:
        op.execute(f"ALTER TABLE {table} SET ({CLEANING})")
    # Nearly all messages belong to no campaign.
    _index_occurrences(sa.text("occurrence_id IS NOT NULL"))


def downgrade() -> None:
    _index_occurrences(None)
    for table in QUEUES:
        names = "autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold"
        op.execute(f"ALTER TABLE {table} RESET ({names})")
    for table in ("resident", "conversation"):
        op.execute(f"ALTER TABLE {table} RESET (fillfactor)")


def _index_occurrences(where: sa.TextClause | None) -> None:
    op.drop_index("ix_outbox_occurrence", table_name="outbox")
    columns = ["occurrence_id", "state"]
    op.create_index("ix_outbox_occurrence", "outbox", columns, postgresql_where=where)
