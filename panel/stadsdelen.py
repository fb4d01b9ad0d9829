"""The names of stadsdelen and roles, as the panel's lists and choices show them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.accounts import in_order, roles_of
from models.people.staff import Staff
from models.plan.areas import Area, AreaKind
from texts.render import text


def stadsdelen(session: Session) -> Sequence[Area]:
    """All stadsdelen by name."""
    found = select(Area).where(Area.kind == AreaKind.STADSDEEL).order_by(Area.name)
    return session.scalars(found).all()


def role_names(session: Session, staff: Staff) -> list[str]:
    """A colleague's roles as people say them: "wijkmanager (Zuid)"."""
    names = {area.id: area.name for area in stadsdelen(session)}
    return [
        text(f"staff.role.{role}", "nl") + f" ({_where(names, stadsdeel_id)})"
        for role, stadsdeel_id in in_order(roles_of(staff))
    ]


def _where(names: dict[int, str], stadsdeel_id: int | None) -> str:
    if stadsdeel_id is None:
        return text("staff.everywhere", "nl")
    return names[stadsdeel_id]
