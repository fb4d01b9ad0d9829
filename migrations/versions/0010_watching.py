"""What the health of the house is told from: tallies, mailings, gaps, jobs, a channel's view."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("channel_view", "gap", "job_run", "mailing_count", "message_tally", "reconciliation")
# A reminder that is on its way goes on being counted from what it had.
UNDER_WAY = """
    INSERT INTO mailing_count (name, occurrence_id, planned)
    SELECT 'occ:' || occurrence.id, occurrence.id, count(outbox.id)
    FROM occurrence LEFT JOIN outbox ON outbox.occurrence_id = occurrence.id
        AND outbox.dedupe LIKE 'occ:%'
    WHERE occurrence.state = 'running' GROUP BY occurrence.id
"""


def upgrade() -> None:
    _outbox()
    _tables_of_the_way()
    _tables_of_the_watch()
    op.execute(UNDER_WAY)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_outbox_done", table_name="outbox")
    op.drop_index("ix_outbox_checkin", table_name="outbox")
    op.drop_column("outbox", "checkin_id")


def _outbox() -> None:
    op.add_column("outbox", sa.Column("checkin_id", sa.BigInteger()))
    op.create_foreign_key(
        "fk_outbox_checkin_id_checkin", "outbox", "checkin", ["checkin_id"], ["id"]
    )
    for column in ("checkin_id", "done_at"):
        op.create_index(
            f"ix_outbox_{column.partition('_')[0]}",
            "outbox",
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _tables_of_the_way() -> None:
    op.create_table(
        "mailing_count",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("occurrence_id", sa.BigInteger()),
        sa.Column("checkin_id", sa.BigInteger()),
        sa.Column("planned", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dropped", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["checkin_id"],
            ["checkin.id"],
            name="fk_mailing_count_checkin_id_checkin",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name="fk_mailing_count_occurrence_id_occurrence",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name="pk_mailing_count"),
    )
    counts = ("sent", "failed", "unknown", "expired", "answered", "in_1s", "in_10s", "missed")
    op.create_table(
        "message_tally",
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("began_at", "channel", name="pk_message_tally"),
    )
    op.create_table(
        "channel_view",
        sa.Column("bot", sa.String(length=32), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        sa.Column("error_at", MOMENT),
        sa.Column("error", sa.String(length=200)),
        sa.PrimaryKeyConstraint("bot", name="pk_channel_view"),
    )


def _tables_of_the_watch() -> None:
    op.create_table(
        "gap",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_gap"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_reconciliation"),
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("ran_at", MOMENT),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("failed_at", MOMENT),
        sa.Column("failure", sa.String(length=64)),
        sa.PrimaryKeyConstraint("name", name="pk_job_run"),
    )
