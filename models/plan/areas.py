"""Areas: stadsdelen, CBS wijken, the wijken as residents know them, buurten; and postcodes."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class AreaKind(StrEnum):
    """A `wijk` is what residents call theirs (31 in Zwolle); `cbswijk` is Statistics' own.

    `gemeente` is the whole: one row, so that figures and the map have the city to compare with.
    """

    GEMEENTE = "gemeente"
    STADSDEEL = "stadsdeel"
    CBS_WIJK = "cbswijk"
    WIJK = "wijk"
    BUURT = "buurt"


class Area(Base):
    """One area. A buurt carries its stadsdeel, wijk and CBS wijk; a wijk its stadsdeel.

    The stadsdeel is stored per buurt because it does not follow the CBS code. `rural` says that
    it belongs to the buitengebied. `geometry` is GeoJSON (WGS84); `schematic` says that we drew
    it from inner points.
    """

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        UniqueConstraint("kind", "slug"),
    )

    id: Mapped[BigId]
    kind: Mapped[AreaKind]
    code: Mapped[str] = mapped_column(String(64))
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    stadsdeel_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    cbs_wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    residents: Mapped[int | None]
    households: Mapped[int | None]
    certainty: Mapped[str | None] = mapped_column(String(24))
    rural: Mapped[bool] = mapped_column(default=False, server_default="false")
    geometry: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    schematic: Mapped[bool] = mapped_column(default=True, server_default="true")


class PostcodeShare(Base):
    """The share (0..1) of a four-digit postcode's addresses that lie in one wijk."""

    __tablename__ = "postcode_share"

    pc4: Mapped[str] = mapped_column(String(4), primary_key=True)
    wijk_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    share: Mapped[float]
