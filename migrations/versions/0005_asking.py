"""Check-ins and campaigns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "campaign",
    "occurrence",
    "checkin",
    "answer",
    "checkin_result",
    "checkin_taken",
    "checkin_wijk",
)


def upgrade() -> None:
    _campaign()
    _occurrence()
    _checkin()
    _answer()
    _checkin_result()
    _checkin_taken()
    _checkin_wijk()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("moment", sa.String(length=64), nullable=False),
        sa.Column("opt_in", sa.String(length=32), nullable=False),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )


def _occurrence() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("moment_on", sa.Date(), nullable=False),
        sa.Column("weeks_before", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("last_resident_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("queued", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_occurrence_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(
            ["stopped_by_id"], ["staff.id"], name="fk_occurrence_stopped_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.UniqueConstraint(
            "campaign_id",
            "moment_on",
            "weeks_before",
            name="uq_occurrence_campaign_id_moment_on_weeks_before",
        ),
    )


def _checkin() -> None:
    op.create_table(
        "checkin",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("last_asked_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("all_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_told_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name="fk_checkin_asked_by_id_staff"),
        sa.ForeignKeyConstraint(["opgave_id"], ["opgave.id"], name="fk_checkin_opgave_id_opgave"),
        sa.ForeignKeyConstraint(["stadsdeel_id"], ["area.id"], name="fk_checkin_stadsdeel_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_checkin"),
        sa.UniqueConstraint("token", name="uq_checkin_token"),
    )


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checkin_id", sa.BigInteger(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_answer_checkin_id_checkin"
        ),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_answer_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_checkin_id", "answer", ["checkin_id"])


def _checkin_result() -> None:
    op.create_table(
        "checkin_result",
        sa.Column("checkin_id", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "counts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name="fk_checkin_result_area_id_area"),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_checkin_result_checkin_id_checkin"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "area_id", name="pk_checkin_result"),
    )


def _checkin_taken() -> None:
    op.create_table(
        "checkin_taken",
        sa.Column("checkin_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_checkin_taken_checkin_id_checkin"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_checkin_taken_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("checkin_id", "resident_id", name="pk_checkin_taken"),
    )


def _checkin_wijk() -> None:
    op.create_table(
        "checkin_wijk",
        sa.Column("checkin_id", sa.BigInteger(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_checkin_wijk_checkin_id_checkin"
        ),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_checkin_wijk_wijk_id_area"),
        sa.PrimaryKeyConstraint("checkin_id", "wijk_id", name="pk_checkin_wijk"),
    )
    op.create_index("ix_checkin_wijk_wijk_id", "checkin_wijk", ["wijk_id"])
