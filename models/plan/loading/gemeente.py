"""The settings of a gemeente: the checked content of `gemeente.yaml`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.plan.loading.records import Name, Record, Slug, Text, Url

# At least 1, and no number that is surely a slip of the pen.
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]


class Retention(Record):
    """How long each kind of data is kept."""

    ruwe_berichten_dagen: Count
    berichtrijen_dagen: Count
    verzonden_tekst_dagen: Count
    verzendstatus_dagen: Count
    concepten_dagen: Count
    stil_contact_maanden: Count
    niet_geplaatst_maanden: Count
    afgehandeld_maanden: Count
    audit_maanden: Count
    beveiligingslog_maanden: Count


class EmergencyNumber(Record):
    """Whom to call when it cannot wait; `voor` says for what, in easy words.

    `soort` is the kind of danger that the chat hears in what people type.
    """

    soort: Literal["nu", "politie", "zelfmoord", "thuis", "misdaad"]
    nummer: Name
    ook: Name | None = None
    naam: Name
    naam_en: Name
    voor: Text
    voor_en: Text


class SourceLine(Record):
    """A line under maps and figures."""

    id: Slug
    tekst: Text


class GemeenteSettings(Record):
    """Stored as it is in `Gemeente.settings`, hence the Dutch names."""

    naam: Name
    volledige_naam: Name
    cbs_code: Annotated[str, StringConstraints(pattern=r"^GM\d{4}$")]
    telefoon: Annotated[Text, StringConstraints(max_length=24)]
    referentie: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}$")]
    website: Url
    wijkinitiatieven_link: Url
    termijn_werkdagen: Annotated[int, Field(strict=True, ge=1, le=60)]
    antwoordtermijn_dagen: Annotated[int, Field(strict=True, ge=2, le=90)] = 14
    bedenktijd_seconden: Annotated[int, Field(strict=True, ge=0, le=600)] = 60
    blokkade_dagen: Annotated[int, Field(strict=True, ge=1, le=366)] = 92
    minimum_n: Annotated[int, Field(strict=True, ge=3, le=1000)]
    goedkeuringsgrens: Count
    bewaartermijnen: Retention
    noodnummers: list[EmergencyNumber] = Field(min_length=1)
    bronvermelding: list[SourceLine] = Field(min_length=1)
