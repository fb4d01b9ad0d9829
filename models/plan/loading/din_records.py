"""Opgaven with their doelen, inspanningen and middelen: `opgaven.yaml`, or a DIN to import."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from models.plan.din import EffortState, Koers
from models.plan.loading.records import Euro, Name, Record, Short, Slug, Text, Title, Weight
from models.plan.opgaven import OpgaveState, Origin, Scope

Label = Annotated[Text, StringConstraints(max_length=20)]
Weights = dict[Slug, Weight]


class GroupRecord(Record):
    slug: Slug = Field(alias="id")
    name: Name = Field(alias="naam")
    stadsdeel: Name


class MeansRecord(Record):
    """A middel. It names a scheme or people that exist, hence `bron` unless it says demo."""

    slug: Slug = Field(alias="id")
    title: Title = Field(alias="naam")
    sort: Literal["geld", "menskracht", "ruimte", "materiaal", "grond"] = Field(alias="soort")
    max_euro: Euro | None = None
    condition: Text | None = Field(None, alias="voorwaarde")
    origin: Origin = Field(Origin.SOURCE, alias="herkomst")


class PartyRecord(Record):
    slug: Slug = Field(alias="id")
    name: Title = Field(alias="naam")
    sort: Literal["gemeente", "bewoners", "partner"] = Field(alias="soort")


class KoersRecord(Record):
    """A judgement of one day. A new one is written beside it, never over it."""

    koers: Koers
    on: date = Field(alias="datum")
    reason: Text | None = Field(None, alias="reden")
    source: Text = Field(alias="bron")
    next_review_on: date | None = Field(None, alias="volgende")


class Reached(Record):
    on: date = Field(alias="datum")
    source: Text = Field(alias="bron")


class GoalRecord(Record):
    """A doel. Without a title it is a doel that stands with another opgave."""

    slug: Slug = Field(alias="id")
    title: Title | None = Field(None, alias="titel")
    strategic: bool = Field(False, alias="strategisch")
    serves: Weights = Field(default_factory=dict, alias="draagt_bij_aan")
    reached: Reached | None = Field(None, alias="bereikt")
    origin: Origin | None = Field(None, alias="herkomst")
    koers: list[KoersRecord] = Field(default_factory=list)


class EffortStatus(Record):
    now: EffortState = Field(alias="nu")
    since: date = Field(alias="sinds")
    source: Text = Field(alias="bron")


class EffortRecord(Record):
    """An inspanning. `serves` are doelen of this opgave or of others, with a weight."""

    slug: Slug = Field(alias="id")
    title: Title = Field(alias="titel")
    sort: Short = Field(alias="soort")
    status: EffortStatus
    serves: Weights = Field(alias="draagt_bij_aan", min_length=1)
    means: Weights = Field(default_factory=dict, alias="middelen")
    parties: list[Slug] = Field(default_factory=list, alias="betrokkenen")
    origin: Origin | None = Field(None, alias="herkomst")
    koers: list[KoersRecord] = Field(default_factory=list)


class ScopeRecord(Record):
    """For whom or where: wijken with a list, a bewonersgroep with its id, else nothing more."""

    sort: Scope = Field(alias="soort")
    wijken: list[Name] = Field(default_factory=list)
    group: Slug | None = Field(None, alias="bewonersgroep")

    @model_validator(mode="after")
    def _names_what_it_says(self) -> "ScopeRecord":
        if (self.sort == Scope.WIJKEN) != bool(self.wijken):
            raise PydanticCustomError("load.scope_wijken", "wijken and nothing else")
        if (self.sort == Scope.GROUP) != (self.group is not None):
            raise PydanticCustomError("load.scope_group", "a group and nothing else")
        return self


class QuestionRecord(Record):
    """The check-in question, with at most three answers of at most 20 characters."""

    text: Title = Field(alias="tekst")
    answers: list[Label] = Field(alias="antwoorden", min_length=2, max_length=3)


class OpgaveRecord(Record):
    """One opgave with all that hangs on it."""

    slug: Slug = Field(alias="id")
    cycle: Slug = Field(alias="cyclus")
    stadsdeel: Name
    theme: Slug = Field(alias="thema")
    title: Title = Field(alias="titel")
    intro: Text
    state: OpgaveState = Field(alias="status")
    since: date = Field(alias="sinds")
    scope: ScopeRecord = Field(alias="geldt_voor")
    continues: Slug | None = Field(None, alias="vervolg_van")
    goals: list[GoalRecord] = Field(alias="doelen", min_length=1)
    efforts: list[EffortRecord] = Field(default_factory=list, alias="inspanningen")
    koers: list[KoersRecord] = Field(default_factory=list)
    indicators: list[Short] = Field(default_factory=list, alias="indicatoren")
    question: QuestionRecord | None = Field(None, alias="vraag")
    origin: Origin = Field(alias="herkomst")
    reason: Text = Field(alias="aanleiding")
    source: Text = Field(alias="bron")

    @model_validator(mode="after")
    def _has_one_strategic_goal(self) -> "OpgaveRecord":
        if sum(goal.strategic for goal in self.goals) != 1:
            raise PydanticCustomError("load.one_strategic", "exactly one strategisch doel")
        return self


class DinFile(Record):
    groups: list[GroupRecord] = Field(default_factory=list, alias="bewonersgroepen")
    means: list[MeansRecord] = Field(default_factory=list, alias="middelen")
    parties: list[PartyRecord] = Field(default_factory=list, alias="betrokkenen")
    opgaven: list[OpgaveRecord]
