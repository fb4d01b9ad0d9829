"""What there is to choose from in the filters of the queue, for one colleague."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from models.people.rights import Act, Where, inside, stadsdelen_of
from models.people.staff import Staff
from models.plan.areas import Area, AreaKind
from models.plan.help import Category
from models.plan.opgaven import Opgave

Choices = Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Options:
    """Ids and names. Wijken and opgaven are those where one may read."""

    wijken: Choices
    categories: Choices
    opgaven: Choices


def options(session: Session, staff: Staff) -> Options:
    """One query."""
    rows = session.execute(_choices(stadsdelen_of(staff, Act.READ))).all()

    def of(kind: str) -> Choices:
        return [(row.id, row.name) for row in rows if row.kind == kind]

    return Options(of("wijk"), of("category"), of("opgave"))


@lru_cache(maxsize=100)
def _choices(where: Where) -> Select[Any]:
    """Kept, since making it takes longer than running it."""
    name = Area.name.label("name")
    wijken = select(literal("wijk").label("kind"), Area.id.label("id"), name).where(
        Area.kind == AreaKind.WIJK, inside(Area.stadsdeel_id, where)
    )
    categories = select(literal("category"), Category.id, Category.name)
    opgaven = select(literal("opgave"), Opgave.id, Opgave.title).where(
        inside(Opgave.stadsdeel_id, where)
    )
    found = union_all(wijken, categories, opgaven).subquery()
    return select(found).order_by(found.c.name)
