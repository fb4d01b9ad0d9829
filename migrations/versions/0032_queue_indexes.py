"""The queue of staff at any size: its words, who took something up, and what it is filtered by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLE = "contribution"
WORDS = (
    "to_tsvector('dutch'::regconfig, (((((title || ' '::text) || COALESCE(body, ''::text)) "
    "|| ' '::text) || COALESCE(public_title, ''::text)) || ' '::text) "
    "|| COALESCE(public_body, ''::text))"
)
OPEN = sa.text("status IN ('ingediend', 'in behandeling', 'vraag aan inwoner')")
NEWEST = (sa.text("submitted_at DESC"), sa.text("id DESC"))
ASKED = ("kind", "status", "stadsdeel_id", "wijk_id", "category_id", "opgave_id")
DUE = ("due_on", "id")
OPEN_ASKED = ("submitted_at", "owner_id", *ASKED)


def upgrade() -> None:
    words = sa.Computed(WORDS, persisted=True)
    op.add_column(TABLE, sa.Column("searchable", postgresql.TSVECTOR(), words, nullable=False))
    op.add_column(TABLE, sa.Column("owner_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_contribution_owner_id_staff", TABLE, "staff", ["owner_id"], ["id"])
    op.drop_index("ix_contribution_stadsdeel", TABLE)
    op.drop_index("ix_contribution_queue", TABLE)
    _index("queue", "stadsdeel_id", *DUE, *_but("stadsdeel_id", OPEN_ASKED), where=OPEN)
    _index("queue_city", *DUE, *OPEN_ASKED, where=OPEN)
    _index("owner", "owner_id", *DUE, where=OPEN)
    _index("claim", "claimed_by_id", where=sa.text("claimed_by_id IS NOT NULL"))
    _index("all", *NEWEST, *ASKED)
    for column in ASKED:
        _index(f"by_{column}", column, *NEWEST, *_but(column, ASKED))
    op.create_index("ix_contribution_searchable", TABLE, ["searchable"], postgresql_using="gin")


def _but(column: str, columns: tuple[str, ...]) -> list[str]:
    return [other for other in columns if other != column]


def _index(name: str, *columns: str | sa.TextClause, where: sa.TextClause | None = None) -> None:
    op.create_index(f"ix_contribution_{name}", TABLE, list(columns), postgresql_where=where)


def downgrade() -> None:
    names = ("searchable", *(f"by_{column}" for column in ASKED), "all", "claim", "owner")
    for name in (*names, "queue_city", "queue"):
        op.drop_index(f"ix_contribution_{name}", TABLE)
    _index("queue", "stadsdeel_id", *DUE, where=OPEN)
    _index("stadsdeel", "stadsdeel_id", "status", "id")
    op.drop_constraint("fk_contribution_owner_id_staff", TABLE, type_="foreignkey")
    op.drop_column(TABLE, "owner_id")
    op.drop_column(TABLE, "searchable")
