"""Residents who want to be called, and words that nobody understood."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missed_words",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=160), nullable=False),
        sa.Column("times", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("on", "words", name=op.f("pk_missed_words")),
    )
    op.create_table(
        "call_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=True),
        sa.Column("wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name=op.f("fk_call_request_address_id_address"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_call_request_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stadsdeel_id"], ["area.id"], name=op.f("fk_call_request_stadsdeel_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["wijk_id"], ["area.id"], name=op.f("fk_call_request_wijk_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_request")),
        sa.UniqueConstraint("resident_id", name=op.f("uq_call_request_resident_id")),
    )
    op.create_index(
        op.f("ix_call_request_address_id"), "call_request", ["address_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_call_request_address_id"), table_name="call_request")
    op.drop_table("call_request")
    op.drop_table("missed_words")
