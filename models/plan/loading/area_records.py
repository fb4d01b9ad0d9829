"""Buurten, postcodes, indicators and figures: the CSV files."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.plan.loading.records import Decimal, Name, Record, Short, Text, Title, Year

Unit = Literal["%", "rapportcijfer", "schaal 0-10"]
# The lowest and highest value of each unit.
RANGES: dict[str, tuple[float, float]] = {
    "%": (0, 100),
    "rapportcijfer": (1, 10),
    "schaal 0-10": (0, 10),
}


def slugify(name: str) -> str:
    """`Aa-landen` -> `aa-landen`: what stands in addresses of pages and deep links."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class BuurtRecord(Record):
    """A row of `buurten.csv`. lon and lat are WGS84 degrees, within the Netherlands."""

    code: Annotated[str, StringConstraints(pattern=r"^BU\d{8}$")]
    name: Name = Field(alias="naam")
    cbs_code: Annotated[str, StringConstraints(pattern=r"^WK\d{6}$")] = Field(alias="cbs_wijk_code")
    cbs_name: Name = Field(alias="cbs_wijk_naam")
    stadsdeel: Name
    certainty: Literal["bron", "reconstructie", "waarschijnlijk", "onzeker"] = Field(
        alias="zekerheid"
    )
    wijk: Name
    rural: bool = Field(alias="buitengebied")
    residents: int = Field(alias="inwoners", ge=0)
    households: int = Field(alias="huishoudens", ge=0)
    lon: Decimal = Field(ge=3.2, le=7.3)
    lat: Decimal = Field(ge=50.7, le=53.8)


class PostcodeRecord(Record):
    """A row of `postcodes.csv`: the share (0..1) of a postcode's addresses in one wijk."""

    pc4: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")]
    wijk: Name
    share: Decimal = Field(alias="aandeel", gt=0, le=1)


class IndicatorRecord(Record):
    """A row of `indicatoren.csv`."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=32)]
    name: Title = Field(alias="naam")
    unit: Unit = Field(alias="eenheid")
    description: Text = Field(alias="uitleg")


class FigureRecord(Record):
    """A row of `cijfers.csv`, or of a survey to import.

    `area` is a CBS code (BU, WK, GM), or `wijk:<slug>` or `stadsdeel:<slug>`.
    """

    indicator: Short
    area: Name = Field(alias="gebied")
    year: Year = Field(alias="jaar")
    value: Decimal = Field(alias="waarde")
    source: Text = Field(alias="bron")
