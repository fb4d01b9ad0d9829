"""Standard texts: words to begin a decision with. Whoever decides may change every one of them."""

import re

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId

# The acts whose author reads words of a colleague's own.
ACTS = (
    *("plaatsen", "andere-tekst", "vraag", "niet-plaatsen", "doorverwijzen", "verbergen"),
    *("samenvoegen", "uitvoering", "opnieuw-bekijken", "besluit-blijft"),
    *("wijziging-plaatsen", "wijziging-niet-plaatsen"),
)
VARIABLES = ("bot", "titel", "wijk", "termijn", "antwoordtermijn", "contact")
VARIABLE = re.compile(r"\{([^{}]*)\}")


class StandardText(Base):
    """One text for one act of the desk (`act`, its slug), for one category or for all.

    `text` and `text_en` may hold `VARIABLES` between braces.
    """

    __tablename__ = "standard_text"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(32))
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]


def unknown_variables(written: str) -> list[str]:
    """What stands between braces and is no variable of ours."""
    return [name for name in VARIABLE.findall(written) if name not in VARIABLES]
