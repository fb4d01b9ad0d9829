"""Hearts and hands for an initiative, and which initiative stays where some were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "fk_contribution_merged_into_id_contribution",
        "contribution",
        "contribution",
        ["merged_into_id"],
        ["id"],
    )
    op.create_index("ix_contribution_merged_into_id", "contribution", ["merged_into_id"])
    op.create_table(
        "support",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name="fk_support_address_id_address",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name="fk_support_contribution_id_contribution",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_support"),
        sa.UniqueConstraint(
            "contribution_id",
            "kind",
            "address_id",
            name="uq_support_contribution_id_kind_address_id",
        ),
    )
    op.create_index("ix_support_address_id", "support", ["address_id"])


def downgrade() -> None:
    op.drop_table("support")
    op.drop_index("ix_contribution_merged_into_id", "contribution")
    op.drop_column("contribution", "merged_into_id")
