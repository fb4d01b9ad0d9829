"""Areas, the residents who live there, and the staff who work there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "area",
    "staff",
    "postcode_share",
    "resident",
    "staff_event",
    "staff_invitation",
    "staff_role",
    "address",
    "consent",
)


def upgrade() -> None:
    _area()
    _staff()
    _postcode_share()
    _resident()
    _staff_event()
    _staff_invitation()
    _staff_role()
    _address()
    _consent()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _area() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=True),
        sa.Column("wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("cbs_wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("residents", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("certainty", sa.String(length=24), nullable=True),
        sa.Column("rural", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("geometry", postgresql.JSONB(), nullable=True),
        sa.Column("schematic", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["cbs_wijk_id"], ["area.id"], name="fk_area_cbs_wijk_id_area"),
        sa.ForeignKeyConstraint(["stadsdeel_id"], ["area.id"], name="fk_area_stadsdeel_id_area"),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_area_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_area"),
        sa.UniqueConstraint("kind", "code", name="uq_area_kind_code"),
        sa.UniqueConstraint("kind", "slug", name="uq_area_kind_slug"),
    )
    op.create_index("ix_area_stadsdeel_id", "area", ["stadsdeel_id"])
    op.create_index("ix_area_wijk_id", "area", ["wijk_id"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_staff_fs_uniquifier"),
    )


def _postcode_share() -> None:
    op.create_table(
        "postcode_share",
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_postcode_share_wijk_id_area"),
        sa.PrimaryKeyConstraint("pc4", "wijk_id", name="pk_postcode_share"),
    )


def _resident() -> None:
    op.create_table(
        "resident",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="nl", nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("sixteen_or_older", sa.Boolean(), nullable=True),
        sa.Column("muted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_resident_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_resident"),
    )


def _staff_event() -> None:
    op.create_table(
        "staff_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.String(length=400), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["staff.id"], name="fk_staff_event_by_id_staff", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_event"),
    )
    op.create_index("ix_staff_event_at", "staff_event", ["at", "id"])


def _staff_invitation() -> None:
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="fk_staff_invitation_staff_id_staff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_staff_invitation_token_hash"),
    )


def _staff_role() -> None:
    op.create_table(
        "staff_role",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stadsdeel_id"], ["area.id"], name="fk_staff_role_stadsdeel_id_area"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_role_staff_id_staff", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_role"),
        sa.UniqueConstraint(
            "staff_id", "role", "stadsdeel_id", name="uq_staff_role_staff_id_role_stadsdeel_id"
        ),
    )


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("bot", sa.String(length=32), server_default="", nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_address_resident_id_resident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.UniqueConstraint("channel", "bot", "lookup", name="uq_address_channel_bot_lookup"),
    )
    op.create_index("ix_address_resident_id", "address", ["resident_id"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_consent_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", "kind", name="pk_consent"),
    )
