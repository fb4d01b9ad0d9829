"""The names of stadsdelen and roles, as the panel's lists and choices show them."""

from collections.abc import Sequence

from flask import g
from sqlalchemy.orm import Session

from models.people.accounts import Role, in_order, roles_of, written
from models.people.rights import ALL, Act, reaches, stadsdelen_of
from models.people.staff import RoleName, Staff
from models.plan import queries
from models.plan.areas import Area
from texts.render import text


def stadsdelen(session: Session) -> Sequence[Area]:
    """All stadsdelen by name; read once per request."""
    if "stadsdelen" not in g:
        g.stadsdelen = queries.stadsdelen(session)
    rows: Sequence[Area] = g.stadsdelen
    return rows


def role_names(session: Session, staff: Staff) -> list[str]:
    """A colleague's roles as people say them: "Wijkmanager (Zuid)"."""
    return [role_name(session, role) for role in in_order(roles_of(staff))]


def role_name(session: Session, role: Role) -> str:
    """One role with where it holds."""
    name, stadsdeel_id = role
    places = {area.id: area.name for area in stadsdelen(session)}
    where = text("staff.everywhere", "nl") if stadsdeel_id is None else places[stadsdeel_id]
    return text("staff.role_where", "nl", role=text(f"staff.role.{name}", "nl"), where=where)


def lent_places(session: Session, staff: Staff) -> list[str]:
    """Where a colleague stands in now, by name."""
    if not staff.lent:
        return []
    places = {area.id: area.name for area in stadsdelen(session)}
    everywhere = text("staff.everywhere", "nl")
    return sorted({places.get(role.stadsdeel_id or 0, everywhere) for role in staff.lent})


def role_options(session: Session, by: Staff) -> list[tuple[str, str]]:
    """The roles that `by` can give, as values and labels of a choice (`role_of` reads one)."""
    reach = stadsdelen_of(by, Act.ACCOUNTS)
    places = [area.id for area in stadsdelen(session) if reach is ALL or area.id in reach]
    where = [None, *places] if reach is ALL else places
    roles: list[Role] = [(name, place) for name in RoleName for place in where]
    given = (role for role in roles if reaches(by, *role))
    return [(written(role), role_name(session, role)) for role in given]


def role_of(value: str) -> Role | None:
    """The role that an option's value stands for; none for what is no such value."""
    name, colon, place = value.partition(":")
    if not colon or name not in set(RoleName) or not (place == "" or place.isdecimal()):
        return None
    return RoleName(name), int(place) if place else None
