"""What helps a resident: schemes, categories, contacts, examples, moments of the year."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.plan.loading.records import Email, Euro, Name, Record, Short, Slug, Text, Url, Year

MonthDay = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")]
Weekday = Literal["ma", "di", "wo", "do", "vr", "za", "zo"]


class SchemeRecord(Record):
    """A regeling; shown until `valid_until`, in the order of the file."""

    slug: Slug = Field(alias="id")
    sort: Literal["geld", "grond", "materiaal", "hulp"] = Field(alias="soort")
    name: Name = Field(alias="naam")
    text: Text = Field(alias="tekst")
    condition: Text | None = Field(None, alias="voorwaarde")
    max_euro: Euro | None = None
    url: Url | None = None
    valid_until: date = Field(alias="geldig_tot")
    checked_on: date | None = Field(None, alias="gecontroleerd_op")
    source: Text = Field(alias="bron")


class SchemeFile(Record):
    schemes: list[SchemeRecord] = Field(alias="regelingen")


class CategoryRecord(Record):
    slug: Slug = Field(alias="id")
    name: Short = Field(alias="naam")
    name_en: Short | None = Field(None, alias="naam_en")
    themes: list[Slug] = Field(default_factory=list, alias="themas")


class CategoryFile(Record):
    # A list in a chat has at most ten rows.
    categories: list[CategoryRecord] = Field(alias="categorieen", min_length=1, max_length=10)


class ContactRecord(Record):
    stadsdeel: Name
    name: Name = Field(alias="naam")
    phone: Short = Field(alias="telefoon")
    email: Email | None = None
    hours: Annotated[Text, StringConstraints(max_length=160)] = Field(alias="tijden")
    source: Text = Field(alias="bron")


class ContactFile(Record):
    contacts: list[ContactRecord] = Field(alias="contacten")


class ExampleRecord(Record):
    slug: Slug = Field(alias="id")
    name: Name = Field(alias="naam")
    text: Text = Field(alias="tekst")
    wijk: Name | None = None
    source: Text = Field(alias="bron")


class ExampleFile(Record):
    examples: list[ExampleRecord] = Field(alias="voorbeelden")


class StandardTextRecord(Record):
    """Words to begin a decision with. `act` is the last part of the address of its form."""

    slug: Slug = Field(alias="id")
    name: Name = Field(alias="naam")
    act: Slug = Field(alias="besluit")
    category: Slug | None = Field(None, alias="categorie")
    text: Text = Field(alias="tekst")
    text_en: Text | None = Field(None, alias="tekst_en")


class StandardTextFile(Record):
    texts: list[StandardTextRecord] = Field(alias="standaardteksten")


class ReportRecord(Record):
    """Where to report what is broken or dirty. Stored as it is, hence the Dutch names.

    A word that ends in a star stands for all that begin so.
    """

    id: Slug
    naam: Short
    naam_en: Short
    woorden: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+\*?$")]]
    waar: Name
    telefoon: Short
    url: Url | None = None
    bron: Text


class ReportFile(Record):
    # With the menu below them they are a list of ten.
    meldingen: list[ReportRecord] = Field(min_length=1, max_length=9)


class RuleRecord(BaseModel):
    """The date rule of a moment, kept as it stands in the file (see models/asking/calendar.py).

    Which fields a rule needs depends on its sort; `calendar.occurrences` says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    soort: Literal["nde_weekdag", "weekdag_in_venster", "vaste_datum", "periode"]
    maand: int | None = Field(None, ge=1, le=12)
    weekdag: Weekday | None = None
    n: int | None = Field(None, ge=1, le=5)
    datum: MonthDay | None = None
    van: MonthDay | None = None
    tot: MonthDay | None = None
    even_jaar: bool | None = None
    duur_dagen: int | None = Field(None, ge=1, le=60)
    echte_datums: list[date] | None = None


class MomentRecord(Record):
    slug: Slug = Field(alias="id")
    name: Name = Field(alias="naam")
    text: Text = Field(alias="tekst")
    rule: RuleRecord = Field(alias="regel")
    certainty: Literal["bron", "waargenomen", "onzeker"] = Field(alias="zekerheid")
    seen: list[date] = Field(default_factory=list, alias="gezien")
    seen_years: list[Year] = Field(default_factory=list, alias="gezien_jaren")
    remind_weeks: list[Annotated[int, Field(ge=0, le=52)]] = Field(alias="herinner_weken_vooraf")
    remark: Text | None = Field(None, alias="opmerking")
    sources: list[Text] = Field(alias="bronnen", min_length=1)


class MomentFile(Record):
    moments: list[MomentRecord] = Field(alias="momenten")
