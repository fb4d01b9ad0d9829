"""The wijk and the spot on the map that a resident asks for instead of the present ones."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KEY = "fk_change_request_wijk_id_area"


def upgrade() -> None:
    op.add_column("change_request", sa.Column("pin", sa.LargeBinary(), nullable=True))
    op.add_column("change_request", sa.Column("wijk_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f(KEY), "change_request", "area", ["wijk_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f(KEY), "change_request", type_="foreignkey")
    op.drop_column("change_request", "wijk_id")
    op.drop_column("change_request", "pin")
