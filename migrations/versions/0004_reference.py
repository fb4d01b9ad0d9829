"""What surrounds the plan: figures, help on offer, the calendar, the gemeente."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "category",
    "gemeente",
    "indicator",
    "loaded_sheet",
    "moment",
    "scheme",
    "source",
    "contact",
    "example",
    "figure",
    "opgave_indicator",
)


def upgrade() -> None:
    _category()
    _gemeente()
    _indicator()
    _loaded_sheet()
    _moment()
    _scheme()
    _source()
    _contact()
    _example()
    _figure()
    _opgave_indicator()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _category() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("name_en", sa.String(length=24), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("themes", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("slug", name="uq_category_slug"),
    )


def _gemeente() -> None:
    op.create_table(
        "gemeente",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("plan_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_gemeente"),
    )


def _indicator() -> None:
    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_indicator"),
    )


def _loaded_sheet() -> None:
    op.create_table(
        "loaded_sheet",
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=32), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "sheet", name="pk_loaded_sheet"),
    )


def _moment() -> None:
    op.create_table(
        "moment",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rule", postgresql.JSONB(), nullable=False),
        sa.Column("certainty", sa.String(length=24), nullable=False),
        sa.Column("remind_weeks", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_moment"),
    )


def _scheme() -> None:
    op.create_table(
        "scheme",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("max_euro", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scheme"),
        sa.UniqueConstraint("slug", name="uq_scheme_slug"),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("slug", name="uq_source_slug"),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("hours", sa.String(length=160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stadsdeel_id"], ["area.id"], name="fk_contact_stadsdeel_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("stadsdeel_id", name="uq_contact_stadsdeel_id"),
    )


def _example() -> None:
    op.create_table(
        "example",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_example_wijk_id_area"),
        sa.PrimaryKeyConstraint("id", name="pk_example"),
        sa.UniqueConstraint("slug", name="uq_example_slug"),
    )


def _figure() -> None:
    op.create_table(
        "figure",
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("computed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name="fk_figure_area_id_area"),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name="fk_figure_indicator_indicator"
        ),
        sa.PrimaryKeyConstraint("indicator", "area_id", "year", name="pk_figure"),
    )


def _opgave_indicator() -> None:
    op.create_table(
        "opgave_indicator",
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name="fk_opgave_indicator_indicator_indicator"
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"],
            ["opgave.id"],
            name="fk_opgave_indicator_opgave_id_opgave",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opgave_id", "indicator", name="pk_opgave_indicator"),
    )
