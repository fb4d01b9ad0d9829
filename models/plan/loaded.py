"""What files said at their last load, so that the next load knows what the file changed."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class LoadedSheet(Base):
    """The rows of one table as `origin` (`folder`, `din`) last gave them: key -> column -> value.

    A load changes a field only where the file itself changed since then, and removes only what
    a file once brought: what staff did in the panel stays.
    """

    __tablename__ = "loaded_sheet"

    origin: Mapped[str] = mapped_column(String(16), primary_key=True)
    sheet: Mapped[str] = mapped_column(String(32), primary_key=True)
    rows: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSONB)
