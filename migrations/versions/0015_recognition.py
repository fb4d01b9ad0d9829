"""Whether a chat recognises an opgave that is voorgelegd."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition",
        sa.Column("opgave_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name="fk_recognition_address_id_address",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["opgave_id"],
            ["opgave.id"],
            name="fk_recognition_opgave_id_opgave",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opgave_id", "address_id", name="pk_recognition"),
    )
    op.create_index("ix_recognition_address_id", "recognition", ["address_id"])


def downgrade() -> None:
    op.drop_table("recognition")
