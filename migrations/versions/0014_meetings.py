"""Gesprekken in the wijk, and the seats that chats take in them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=False),
        sa.Column("opgave_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_opgave_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_meeting_made_by_id_staff"),
        sa.ForeignKeyConstraint(["opgave_id"], ["opgave.id"], name="fk_meeting_opgave_id_opgave"),
        sa.ForeignKeyConstraint(
            ["outcome_opgave_id"], ["opgave.id"], name="fk_meeting_outcome_opgave_id_opgave"
        ),
        sa.ForeignKeyConstraint(["stadsdeel_id"], ["area.id"], name="fk_meeting_stadsdeel_id_area"),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_meeting_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_starts", "meeting", ["starts_at", "id"])
    op.create_index("ix_meeting_wijk_id", "meeting", ["wijk_id"])
    op.create_table(
        "seat",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name="fk_seat_address_id_address",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name="fk_seat_meeting_id_meeting",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "address_id", name="pk_seat"),
    )
    op.create_index("ix_seat_address_id", "seat", ["address_id"])


def downgrade() -> None:
    op.drop_table("seat")
    op.drop_table("meeting")
