"""How Alembic sees our database; run by `models.migrating` and by nothing else."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum, TypeDecorator

from models.all import metadata


def in_plain_types(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write what is stored, not our classes: a migration must still run when those are gone."""
    if kind != "type":
        return False
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=in_plain_types,
    compare_server_default=True,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
