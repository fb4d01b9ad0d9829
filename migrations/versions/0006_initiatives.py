"""What residents bring in, its history, its photos and its links."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "contribution",
    "history",
    "link",
    "photo",
)


def upgrade() -> None:
    op.execute("CREATE SEQUENCE contribution_number START WITH 101")
    _contribution()
    _history()
    _link()
    _photo()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP SEQUENCE contribution_number")


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            server_default=sa.text("nextval('contribution_number')"),
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=True),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("opgave_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("public_title", sa.Text(), nullable=True),
        sa.Column("public_body", sa.Text(), nullable=True),
        sa.Column("offered_title", sa.Text(), nullable=True),
        sa.Column("offered_body", sa.Text(), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("show_name", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("status_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("claimed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("place_kind", sa.String(length=32), nullable=True),
        sa.Column("place_text", sa.Text(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("people_visible", sa.Boolean(), nullable=True),
        sa.Column("realisation", sa.String(length=32), nullable=True),
        sa.Column("realisation_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("help_asked", sa.Boolean(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("about", sa.String(length=200), nullable=True),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"], ["contribution.id"], name="fk_contribution_about_id_contribution"
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name="fk_contribution_address_id_address",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name="fk_contribution_category_id_category"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["staff.id"], name="fk_contribution_claimed_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"], ["opgave.id"], name="fk_contribution_opgave_id_opgave"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_contribution_resident_id_resident"
        ),
        sa.ForeignKeyConstraint(
            ["stadsdeel_id"], ["area.id"], name="fk_contribution_stadsdeel_id_area"
        ),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_contribution_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_contribution"),
        sa.UniqueConstraint("number", name="uq_contribution_number"),
        sa.UniqueConstraint("ref", name="uq_contribution_ref"),
    )
    op.create_index(
        "ix_contribution_public",
        "contribution",
        ["wijk_id"],
        postgresql_where=sa.text("status = 'geplaatst'"),
    )
    op.create_index(
        "ix_contribution_queue",
        "contribution",
        ["stadsdeel_id", "due_on", "id"],
        postgresql_where=sa.text("status IN ('ingediend', 'in behandeling', 'vraag aan inwoner')"),
    )
    _contribution_search()
    op.create_index("ix_contribution_resident", "contribution", ["resident_id", "id"])
    op.create_index("ix_contribution_stadsdeel", "contribution", ["stadsdeel_id", "status", "id"])


def _contribution_search() -> None:
    words = "(COALESCE(public_title, ''::text) || ' '::text) || COALESCE(public_body, ''::text)"
    placed = sa.text("status = 'geplaatst'")
    op.create_index(
        "ix_contribution_letters",
        "contribution",
        [sa.literal_column(f"({words})").label("words")],
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
        postgresql_where=placed,
    )
    op.create_index(
        "ix_contribution_newest",
        "contribution",
        [sa.text("placed_at DESC NULLS LAST"), sa.text("id DESC")],
        postgresql_where=placed,
    )
    op.create_index(
        "ix_contribution_words",
        "contribution",
        [sa.text(f"to_tsvector('dutch'::regconfig, {words})")],
        postgresql_using="gin",
        postgresql_where=placed,
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("from_status", sa.String(length=32), nullable=True),
        sa.Column("to_status", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name="fk_history_contribution_id_contribution",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_history_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_contribution_id", "history", ["contribution_id"])


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 3", name=op.f("ck_link_weight")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name="fk_link_contribution_id_contribution",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["din_entry.id"], name="fk_link_entry_id_din_entry"),
        sa.ForeignKeyConstraint(["opgave_id"], ["opgave.id"], name="fk_link_opgave_id_opgave"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_link_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
    )
    op.create_index("ix_link_entry_id", "link", ["entry_id"])
    op.create_index("ix_link_opgave_id", "link", ["opgave_id"])
    op.create_index(
        "uq_link_subject",
        "link",
        ["contribution_id", "opgave_id", "entry_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def _photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name="fk_photo_contribution_id_contribution",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_photo_resident_id_resident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
    )
    op.create_index("ix_photo_contribution_id", "photo", ["contribution_id"])
    op.create_index("ix_photo_resident_id", "photo", ["resident_id"])
