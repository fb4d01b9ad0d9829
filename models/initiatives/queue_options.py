"""What there is to choose from in the filters of the queue, for one colleague."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from models.people.rights import Act, within
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
    name = Area.name.label("name")
    wijken = select(literal("wijk").label("kind"), Area.id.label("id"), name).where(
        Area.kind == AreaKind.WIJK, within(Area.stadsdeel_id, staff, Act.READ)
    )
    categories = select(literal("category"), Category.id, Category.name)
    opgaven = select(literal("opgave"), Opgave.id, Opgave.title).where(
        within(Opgave.stadsdeel_id, staff, Act.READ)
    )
    found = union_all(wijken, categories, opgaven).subquery()
    rows = session.execute(select(found).order_by(found.c.name)).all()

    def of(kind: str) -> Choices:
        return [(row.id, row.name) for row in rows if row.kind == kind]

    return Options(of("wijk"), of("category"), of("opgave"))
