"""The way of a message: conversations, inbox, outbox, pauses."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "lease",
    "pause",
    "conversation",
    "inbox",
    "outbox",
)


def upgrade() -> None:
    _lease()
    _pause()
    _conversation()
    _inbox()
    _outbox()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("bot", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("bot", name="pk_pause"),
    )


def _conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name="fk_conversation_address_id_address",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address_id", name="pk_conversation"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("bot", sa.String(length=32), server_default="", nullable=False),
        sa.Column("update_id", sa.String(length=64), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("resident_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("files", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name="fk_inbox_address_id_address", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_inbox_resident_id_resident",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "bot", "update_id", name="uq_inbox_channel_bot_update_id"),
    )
    op.create_index("ix_inbox_files", "inbox", ["id"], postgresql_where=sa.text("state = 'files'"))
    op.create_index("ix_inbox_open", "inbox", ["id"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_inbox_received", "inbox", ["received_at"])
    op.create_index(
        "ix_inbox_unfinished",
        "inbox",
        ["resident_id", "id"],
        postgresql_where=sa.text("state IN ('files', 'open')"),
    )
    op.create_index(
        "ix_inbox_web", "inbox", ["address_id", "id"], postgresql_where=sa.text("channel = 'web'")
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("bot", sa.String(length=32), server_default="", nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("dedupe", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opt_in", sa.String(length=32), nullable=True),
        sa.Column("occurrence_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name="fk_outbox_address_id_address", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name="fk_outbox_contribution_id_contribution"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name="fk_outbox_occurrence_id_occurrence"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
    )
    op.create_index("ix_outbox_address", "outbox", ["address_id", "id"])
    op.create_index("ix_outbox_occurrence", "outbox", ["occurrence_id", "state"])
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["bot", "lane", "id"],
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outbox_sending", "outbox", ["bot"], postgresql_where=sa.text("state = 'sending'")
    )
    op.create_index(
        "ix_outbox_unsure",
        "outbox",
        ["id"],
        postgresql_where=sa.text("state IN ('unknown', 'failed')"),
    )
