"""The steps of a plan for an ontmoetingsplek. Stored as they are, hence the Dutch names."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.plan.loading.records import Record, Short, Slug, Text, Title

# It travels in the data of a button, beside a reference.
Key = Annotated[Slug, StringConstraints(max_length=24)]


class TrackStep(Record):
    """One question, who answers it, and which regelingen ask it too."""

    id: Key
    naam: Short
    naam_en: Short
    beurt: Literal["bewoner", "wijkmanager", "partner"]
    soort: Literal["tekst", "opgave"] = "tekst"
    vraag: Title
    vraag_en: Title
    hulp: Text = ""
    hulp_en: Text = ""
    regelingen: list[Slug] = Field(default_factory=list)
    bron: Text


class TrackFile(Record):
    categorieen: list[Slug]
    # With three ways on below them they are a list of ten.
    stappen: list[TrackStep] = Field(max_length=7)
