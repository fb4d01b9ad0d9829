"""Who follows what, what they heard of it, and when an inspanning or doel moved."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("din_entry", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "follow",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("opgave_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(contribution_id, opgave_id) = 1", name="one_subject"),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name="fk_follow_contribution_id_contribution",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"], ["opgave.id"], name="fk_follow_opgave_id_opgave", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_follow_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_follow"),
        sa.UniqueConstraint(
            "resident_id", "contribution_id", name="uq_follow_resident_id_contribution_id"
        ),
        sa.UniqueConstraint("resident_id", "opgave_id", name="uq_follow_resident_id_opgave_id"),
    )
    op.create_index("ix_follow_contribution_id", "follow", ["contribution_id"])
    op.create_index("ix_follow_opgave_id", "follow", ["opgave_id"])
    # Who brought in an initiative follows it, also where that was before there was following.
    op.execute(
        "INSERT INTO follow (resident_id, contribution_id, since, seen_at, told_at) "
        "SELECT resident_id, id, now(), now(), now() FROM contribution "
        "WHERE kind = 'initiatief' AND resident_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("follow")
    op.drop_column("din_entry", "moved_at")
