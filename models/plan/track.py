"""The steps of a plan for an ontmoetingsplek, as the gemeente's folder gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.gemeente import Gemeente


class Turn(StrEnum):
    """Who has to do something for a step; `DONE`: nobody has."""

    RESIDENT = "bewoner"
    MANAGER = "wijkmanager"
    PARTNER = "partner"
    DONE = "klaar"


@dataclass(frozen=True)
class TrackStep:
    """One question. `opgave`: it is answered by choosing one; `schemes` are slugs."""

    key: str
    name: str
    name_en: str
    turn: Turn
    question: str
    question_en: str
    help: str = ""
    help_en: str = ""
    opgave: bool = False
    schemes: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        return self.name_en if language == "en" else self.name

    def question_in(self, language: str) -> str:
        return self.question_en if language == "en" else self.question


@dataclass(frozen=True)
class Track:
    """For ideas of which categories there is a plan, and its steps in order."""

    categories: frozenset[str] = frozenset()
    steps: tuple[TrackStep, ...] = ()

    def step(self, key: str) -> TrackStep | None:
        return next((step for step in self.steps if step.key == key), None)


def track_of(settings: Mapping[str, Any]) -> Track:
    """From the settings of a gemeente; one that was loaded before there were steps has none."""
    told = settings.get("ontmoetingsplek", {})
    steps = tuple(_step(row) for row in told.get("stappen", ()))
    return Track(frozenset(told.get("categorieen", ())), steps)


def load_track(session: Session) -> Track:
    settings = session.scalars(select(Gemeente.settings).limit(1)).first()
    return track_of(settings or {})


def _step(row: Mapping[str, Any]) -> TrackStep:
    return TrackStep(
        row["id"],
        row["naam"],
        row["naam_en"],
        Turn(row["beurt"]),
        row["vraag"],
        row["vraag_en"],
        row["hulp"],
        row["hulp_en"],
        row["soort"] == "opgave",
        tuple(row["regelingen"]),
    )
