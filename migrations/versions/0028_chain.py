"""A chain over what people did, and what was last found of it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "chain_check",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("links", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(length=16), nullable=True),
        sa.Column("ledger", sa.String(length=16), nullable=True),
        sa.Column("row_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_check")),
    )
    op.create_table(
        "seal",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ledger", sa.String(length=16), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_seal")),
        sa.UniqueConstraint("ledger", "row_id", name=op.f("uq_seal_ledger_row_id")),
    )
    _refer_to_staff(ondelete=None)
    for table in ("seal", "staff_event"):
        op.execute(ONLY_ADDED.format(table))


def downgrade() -> None:
    op.execute("DROP TRIGGER only_added ON staff_event")
    _refer_to_staff(ondelete="SET NULL")
    op.drop_table("seal")
    op.drop_table("chain_check")


def _refer_to_staff(ondelete: str | None) -> None:
    name = op.f("fk_staff_event_by_id_staff")
    op.drop_constraint(name, "staff_event", type_="foreignkey")
    op.create_foreign_key(name, "staff_event", "staff", ["by_id"], ["id"], ondelete=ondelete)
