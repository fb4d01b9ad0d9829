"""What residents say of themselves and may change at any time, written for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, case, func, select, update
from sqlalchemy.orm import Session

from models.base import UtcDateTime
from models.bulk import among_given, given, plain, rows, run
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
    run(
        session,
        _chosen(),
        id=list(chosen),
        language=[one.language for one in chosen.values()],
        wijk=[one.wijk for one in chosen.values()],
        sixteen_or_older=[one.sixteen_or_older for one in chosen.values()],
        muted=[one.muted for one in chosen.values()],
    )


@cache
def _chosen() -> Executable:
    columns = ["id", "language", "sixteen_or_older", "muted"]
    told = rows(Resident, columns, wijk=Area.slug.type).c
    wijk = select(Area.id).where(Area.kind == AreaKind.WIJK, Area.slug == told.wijk)
    changed = {
        "language": told.language,
        # One chooses another wijk, but never none.
        "wijk_id": func.coalesce(wijk.scalar_subquery(), Resident.wijk_id),
        "sixteen_or_older": told.sixteen_or_older,
        "muted": told.muted,
    }
    return update(plain(Resident)).where(Resident.id == told.id).values(changed)


def were_here(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """They wrote. Who was erased earlier and writes again begins anew, as a stranger."""
    run(session, _here(), ids=list(resident_ids), now=now)


@cache
def _here() -> Executable:
    now = given("now", UtcDateTime())
    again = Resident.erased_at < now
    seen = {
        "last_seen_at": now,
        "full_at": flooding.after_one_more(now),
        "alarmed_at": flooding.while_it_counts(now),
        "muted": case((again, False), else_=Resident.muted),
        "erased_at": case((again, None), else_=Resident.erased_at),
    }
    return update(plain(Resident)).where(among_given(Resident.id, "ids")).values(seen)
