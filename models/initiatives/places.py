"""Where an initiative is, as its author tells it anew, and what moves along with that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.requests import ChangeRequest
from models.initiatives.submitting import UnknownWijk
from models.plan.areas import Area
from models.plan.queries import wijk_by_slug


@dataclass(frozen=True)
class NewPlace:
    """Another place: a street or spot in words, a pin, or the whole wijk.

    `wijk` is a slug; empty is the wijk where it is now.
    """

    kind: PlaceKind
    text: str = ""
    wijk: str = ""
    lat: float | None = None
    lon: float | None = None


def put(session: Session, mine: Initiative, place: NewPlace) -> dict[str, Any]:
    """The columns that change with it. The pin or words of the old place go.

    In another stadsdeel it is nobody's yet, since others decide there; what was handed over
    stays where it is while its wijk does. Raises `UnknownWijk`.
    """
    wijk = _wijk(session, place.wijk) if place.wijk else None
    return _columns(mine, place.kind, place.text, (place.lat, place.lon), wijk)


def ask(session: Session, wanted: ChangeRequest, place: NewPlace) -> None:
    """Let a request want this place. Raises `UnknownWijk`."""
    wanted.wijk_id = _wijk(session, place.wijk).id if place.wijk else None
    wanted.place_kind, wanted.place_text = place.kind, place.text or None
    wanted.pin = [at for at in (place.lat, place.lon) if at is not None] or None


def asked(session: Session, mine: Initiative, wanted: ChangeRequest) -> dict[str, Any]:
    """The columns that change when the request is granted; none where the place stays."""
    if wanted.place_kind is None:
        return {}
    wijk = session.get(Area, wanted.wijk_id) if wanted.wijk_id else None
    lat, lon = wanted.pin or (None, None)
    return _columns(mine, wanted.place_kind, wanted.place_text or "", (lat, lon), wijk)


def _columns(
    mine: Initiative,
    kind: PlaceKind,
    text: str,
    pin: tuple[float | None, float | None],
    wijk: Area | None,
) -> dict[str, Any]:
    lat, lon = pin
    place = {"place_kind": kind, "place_text": text or None, "lat": lat, "lon": lon}
    if wijk is None or wijk.id == mine.wijk_id:
        return place
    place["wijk_id"] = wijk.id
    if wijk.stadsdeel_id == mine.stadsdeel_id:
        return place
    nobody = {"owner_id": None, "claimed_by_id": None, "claimed_at": None}
    return place | nobody | {"stadsdeel_id": wijk.stadsdeel_id}


def _wijk(session: Session, slug: str) -> Area:
    wijk = wijk_by_slug(session, slug)
    if wijk is None or wijk.stadsdeel_id is None:
        raise UnknownWijk(slug)
    return wijk
