"""What residents wish to find. Nothing is written; a place is forgotten with the turn."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.wishes.finding import (
    FindNearby,
    FindSimilar,
    FoundIdea,
    NearbyFound,
    Search,
    SearchFound,
    SimilarFound,
)
from models.initiatives.contributions import PlaceKind
from models.initiatives.nearby import nearby
from models.initiatives.published import PublicInitiative
from models.initiatives.searching import search, tidy
from models.initiatives.similar import Sketch, similar

SUMMARY = 200


def search_words(session: Session, wish: Search, _who: Who, _now: datetime) -> SearchFound:
    found = search(session, tidy(wish.words))
    return SearchFound(
        words=wish.words,
        wijken=tuple(area.slug for area in found.areas),
        opgaven=tuple(opgave.slug for opgave in found.opgaven),
        ideas=tuple(map(_found, found.initiatives)),
        more=found.more,
        guessed=found.guessed,
    )


def find_nearby(session: Session, wish: FindNearby, _who: Who, _now: datetime) -> NearbyFound:
    found = nearby(session, wish.wijk, wish.lat, wish.lon)
    if found is None:
        return NearbyFound(None, ())
    ideas = tuple(_found(one.initiative, one.metres) for one in found.initiatives)
    return NearbyFound(found.wijk, ideas)


def find_similar(session: Session, wish: FindSimilar, who: Who, _now: datetime) -> SimilarFound:
    idea = Sketch(wish.title, wish.wijk, wish.body, wish.category, wish.lat, wish.lon)
    return SimilarFound(tuple(map(_found, similar(session, idea, but_of=who.resident.id))))


def _found(one: PublicInitiative, metres: int | None = None) -> FoundIdea:
    text = " ".join(one.body.split())
    return FoundIdea(
        ref=one.ref,
        title=one.title,
        summary=text if len(text) <= SUMMARY else f"{text[: SUMMARY - 1].rstrip()}…",
        wijk=one.wijk or "",
        place=(one.place or "") if one.place_kind == PlaceKind.STREET else "",
        pin=one.place_kind == PlaceKind.PIN,
        status=str(one.realisation or ""),
        metres=metres,
    )
