"""Surveys and cycles: `onderzoeken.yaml` and `cycli.yaml`."""

from datetime import date

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from models.plan.cycles import CycleState
from models.plan.loading.records import Name, Record, Slug, Text, Title, Year


class SurveyRecord(Record):
    """A Buurt-voor-Buurtonderzoek; counts are left out where no source gives them."""

    slug: Slug = Field(alias="id")
    name: Title = Field(alias="naam")
    year: Year = Field(alias="jaar")
    held: Title | None = Field(None, alias="gehouden")
    invited: int | None = Field(None, alias="uitgenodigd", ge=1)
    answered: int | None = Field(None, alias="antwoorden", ge=1)
    source: Text = Field(alias="bron")


class SurveyFile(Record):
    surveys: list[SurveyRecord] = Field(alias="onderzoeken")


class ThemeRecord(Record):
    slug: Slug = Field(alias="id")
    name: Title = Field(alias="naam")


class CycleRecord(Record):
    """A cycle, with the themes of that cycle only."""

    slug: Slug = Field(alias="id")
    name: Name = Field(alias="naam")
    starts_on: date = Field(alias="van")
    ends_on: date = Field(alias="tot")
    state: CycleState = Field(alias="status")
    survey: Slug | None = Field(None, alias="onderzoek")
    source: Text | None = Field(None, alias="bron")
    themes: list[ThemeRecord] = Field(alias="themas")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "CycleRecord":
        if self.ends_on <= self.starts_on:
            raise PydanticCustomError("load.ends_before", "it ends before it starts")
        return self


class CycleFile(Record):
    cycles: list[CycleRecord] = Field(alias="cycli")
