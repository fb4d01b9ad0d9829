"""What residents ask after a decision, the term of a question, and links to one's own data."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contribution", sa.Column("answer_by", sa.Date(), nullable=True))
    op.add_column("contribution", sa.Column("remind_on", sa.Date(), nullable=True))
    # Until now a question had 28 days; who was asked before keeps them.
    op.execute(
        "UPDATE contribution SET answer_by = (status_changed_at + interval '28 days')::date "
        "WHERE status = 'vraag aan inwoner' AND question IS NOT NULL"
    )
    _second_look()
    _change_request()
    _takeout_link()


def downgrade() -> None:
    for table in ("takeout_link", "change_request", "second_look"):
        op.drop_table(table)
    for name in ("remind_on", "answer_by"):
        op.drop_column("contribution", name)


def _second_look() -> None:
    op.create_table(
        "second_look",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_second_look")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_second_look_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("fk_second_look_decided_by_id_staff")
        ),
    )
    # Colleagues took such looks before residents could ask for them; each is once.
    op.execute(
        "INSERT INTO second_look (contribution_id, asked_at, decided_at, decided_by_id, outcome) "
        "SELECT DISTINCT ON (contribution_id) contribution_id, at, at, staff_id, 'opnieuw' "
        "FROM history WHERE act = 'second_look' ORDER BY contribution_id, id"
    )


def _change_request() -> None:
    op.create_table(
        "change_request",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("place_kind", sa.String(length=32), nullable=True),
        sa.Column("place_text", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_change_request")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_change_request_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
    )


def _takeout_link() -> None:
    op.create_table(
        "takeout_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeout_link")),
        sa.UniqueConstraint("lookup", name=op.f("uq_takeout_link_lookup")),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_takeout_link_resident_id_resident"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_takeout_link_resident_id"), "takeout_link", ["resident_id"])
