"""The plan: cycles, opgaven and their network of doelen, inspanningen and middelen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "din_entry",
    "party",
    "survey",
    "cycle",
    "din_edge",
    "din_party",
    "target_group",
    "theme",
    "opgave",
    "koers_mark",
    "opgave_answer",
    "opgave_doel",
    "opgave_wijk",
)


def upgrade() -> None:
    _din_entry()
    _party()
    _survey()
    _cycle()
    _din_edge()
    _din_party()
    _target_group()
    _theme()
    _opgave()
    _koers_mark()
    _opgave_answer()
    _opgave_doel()
    _opgave_wijk()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _din_entry() -> None:
    op.create_table(
        "din_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=True),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.Column("state_source", sa.Text(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("reached_source", sa.Text(), nullable=True),
        sa.Column("max_euro", sa.BigInteger(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_din_entry"),
        sa.UniqueConstraint("slug", name="uq_din_entry_slug"),
    )


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sort", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
        sa.UniqueConstraint("slug", name="uq_party_slug"),
    )


def _survey() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.String(length=120), nullable=True),
        sa.Column("invited", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("slug", name="uq_survey_slug"),
    )


def _cycle() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_cycle_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_cycle"),
        sa.UniqueConstraint("slug", name="uq_cycle_slug"),
    )


def _din_edge() -> None:
    op.create_table(
        "din_edge",
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 3", name=op.f("ck_din_edge_weight")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["din_entry.id"], name="fk_din_edge_from_id_din_entry", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["din_entry.id"], name="fk_din_edge_to_id_din_entry", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("from_id", "to_id", name="pk_din_edge"),
    )
    op.create_index("ix_din_edge_to_id", "din_edge", ["to_id"])


def _din_party() -> None:
    op.create_table(
        "din_party",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["din_entry.id"],
            name="fk_din_party_entry_id_din_entry",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_din_party_party_id_party"),
        sa.PrimaryKeyConstraint("entry_id", "party_id", name="pk_din_party"),
    )


def _target_group() -> None:
    op.create_table(
        "target_group",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stadsdeel_id"], ["area.id"], name="fk_target_group_stadsdeel_id_area"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_target_group"),
        sa.UniqueConstraint("slug", name="uq_target_group_slug"),
    )


def _theme() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_theme_cycle_id_cycle"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        sa.UniqueConstraint("cycle_id", "slug", name="uq_theme_cycle_id_slug"),
    )


def _opgave() -> None:
    op.create_table(
        "opgave",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), nullable=False),
        sa.Column("theme_id", sa.BigInteger(), nullable=False),
        sa.Column("stadsdeel_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("intro", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("target_group_id", sa.BigInteger(), nullable=True),
        sa.Column("continues_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_changed_on", sa.Date(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["continues_id"], ["opgave.id"], name="fk_opgave_continues_id_opgave"
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_opgave_cycle_id_cycle"),
        sa.ForeignKeyConstraint(["stadsdeel_id"], ["area.id"], name="fk_opgave_stadsdeel_id_area"),
        sa.ForeignKeyConstraint(
            ["target_group_id"], ["target_group.id"], name="fk_opgave_target_group_id_target_group"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_opgave_theme_id_theme"),
        sa.PrimaryKeyConstraint("id", name="pk_opgave"),
        sa.UniqueConstraint("slug", name="uq_opgave_slug"),
    )
    op.create_index("ix_opgave_cycle_id", "opgave", ["cycle_id"])
    op.create_index("ix_opgave_stadsdeel_id", "opgave", ["stadsdeel_id"])


def _koers_mark() -> None:
    op.create_table(
        "koers_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("opgave_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("koers", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(opgave_id, entry_id) = 1", name=op.f("ck_koers_mark_one_subject")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_koers_mark_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["din_entry.id"], name="fk_koers_mark_entry_id_din_entry"
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"], ["opgave.id"], name="fk_koers_mark_opgave_id_opgave"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_koers_mark"),
    )
    op.create_index("ix_koers_mark_entry_id", "koers_mark", ["entry_id"])
    op.create_index("ix_koers_mark_opgave_id", "koers_mark", ["opgave_id"])


def _opgave_answer() -> None:
    op.create_table(
        "opgave_answer",
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["opgave_id"],
            ["opgave.id"],
            name="fk_opgave_answer_opgave_id_opgave",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opgave_id", "position", name="pk_opgave_answer"),
    )


def _opgave_doel() -> None:
    op.create_table(
        "opgave_doel",
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("doel_id", sa.BigInteger(), nullable=False),
        sa.Column("strategic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["doel_id"], ["din_entry.id"], name="fk_opgave_doel_doel_id_din_entry"
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"], ["opgave.id"], name="fk_opgave_doel_opgave_id_opgave", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opgave_id", "doel_id", name="pk_opgave_doel"),
    )
    op.create_index(
        "ix_opgave_one_strategic",
        "opgave_doel",
        ["opgave_id"],
        unique=True,
        postgresql_where=sa.text("strategic"),
    )


def _opgave_wijk() -> None:
    op.create_table(
        "opgave_wijk",
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("wijk_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opgave_id"], ["opgave.id"], name="fk_opgave_wijk_opgave_id_opgave", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wijk_id"], ["area.id"], name="fk_opgave_wijk_wijk_id_area"),
        sa.PrimaryKeyConstraint("opgave_id", "wijk_id", name="pk_opgave_wijk"),
    )
    op.create_index("ix_opgave_wijk_wijk_id", "opgave_wijk", ["wijk_id"])
