"""What residents say of themselves and may change at any time, written for many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from models.bulk import among, rows
from models.people import flooding
from models.people.residents import Resident
from models.plan.areas import Area, AreaKind


@dataclass(frozen=True)
class Choices:
    """`wijk` is a slug, empty where none was chosen. `muted`: no news of their own ideas either."""

    language: str
    wijk: str
    sixteen_or_older: bool | None
    muted: bool


def choose(session: Session, chosen: Mapping[int, Choices]) -> None:
    """These residents say this of themselves from now on. The caller holds their locks."""
    wijken = _wijken(session, {one.wijk for one in chosen.values()})
    told: dict[str, Sequence[Any]] = {
        "id": list(chosen),
        "language": [one.language for one in chosen.values()],
        "wijk_id": [wijken.get(one.wijk) for one in chosen.values()],
        "sixteen_or_older": [one.sixteen_or_older for one in chosen.values()],
        "muted": [one.muted for one in chosen.values()],
    }
    given = rows(Resident, told)
    changed: dict[str, ColumnElement[Any]] = {name: given.c[name] for name in told}
    del changed["id"]
    # One chooses another wijk, but never none.
    changed["wijk_id"] = func.coalesce(given.c.wijk_id, Resident.wijk_id)
    change = update(Resident).where(Resident.id == given.c.id).values(changed)
    session.execute(change.execution_options(synchronize_session=False))


def _wijken(session: Session, slugs: Collection[str]) -> dict[str, int]:
    asked = select(Area.slug, Area.id).where(Area.kind == AreaKind.WIJK, among(Area.slug, slugs))
    return {slug: area_id for slug, area_id in session.execute(asked)}


def were_here(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """They wrote. Who was erased earlier and writes again begins anew, as a stranger."""
    again = Resident.erased_at < now
    session.execute(
        update(Resident)
        .where(among(Resident.id, resident_ids))
        .values(
            last_seen_at=now,
            full_at=flooding.after_one_more(now),
            muted=case((again, False), else_=Resident.muted),
            erased_at=case((again, None), else_=Resident.erased_at),
        )
        .execution_options(synchronize_session=False)
    )
