"""Who may do what, where: one table of role and act, and the stadsdeel of each role.

A role without a stadsdeel holds in the whole city. Who stands in for a wijkmanager (waarneming)
may do what `LENT` says in the stadsdelen of that colleague, as long as it lasts. Acts in `models`
call `require` inside their transaction; pages call `allowed` and `stadsdelen_of` for what they
show.
"""

from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from typing import Any, Literal

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import InstrumentedAttribute

from models.people.staff import RoleName, Staff, StaffRole


class Act(StrEnum):
    """Something a colleague does. The value is what stands in logs."""

    OWN_ACCOUNT = "own account"
    PLAN = "see the plan"
    OVERVIEW = "see the overview"
    READ = "read contributions"
    NOTE = "note"
    CLAIM = "claim"
    ASK = "ask"
    PLACE = "place"
    DECLINE = "decline"
    REFER = "refer"
    HAND_OVER = "hand over"
    HIDE = "hide"
    CALL = "call back"
    ON_BEHALF = "enter on behalf"
    EXPORT = "export"
    EXPORT_PERSONAL = "export personal data"
    BLOCK = "block"
    CONFIRM_BLOCK = "confirm block"
    ADVISE = "advise"
    LINK = "link"
    PROGRESS = "progress"
    SECOND_LOOK = "second look"
    SEE_CHECK_INS = "see check-ins"
    CHECK_IN = "check-in"
    SEE_CAMPAIGNS = "see campaigns"
    CAMPAIGN = "campaign"
    STOP_CAMPAIGN = "stop campaign"
    APPROVE_CAMPAIGN = "approve campaign"
    MATTERS = "see matters"
    MEETING = "meeting"
    MESSAGES = "messages"
    TEXTS = "texts"
    MISSES = "read misses"
    REFERENCE_DATA = "reference data"
    ACCOUNTS = "accounts"
    STAND_IN = "arrange waarneming"
    LOGS = "logs"


A = Act
_EVERYONE = frozenset({A.OWN_ACCOUNT, A.PLAN, A.OVERVIEW, A.SEE_CHECK_INS, A.SEE_CAMPAIGNS})
_PREPARES = _EVERYONE | {A.READ, A.NOTE, A.CLAIM, A.MATTERS, A.CALL, A.ON_BEHALF, A.EXPORT}
_DECIDES = _PREPARES | {
    A.ASK,
    A.PLACE,
    A.DECLINE,
    A.REFER,
    A.HAND_OVER,
    A.HIDE,
    A.ADVISE,
    A.LINK,
    A.PROGRESS,
    A.CHECK_IN,
    A.MEETING,
    A.EXPORT_PERSONAL,
    # Of the same block these are two colleagues (`models.initiatives.blocking`).
    A.BLOCK,
    A.CONFIRM_BLOCK,
}

RIGHTS: Mapping[RoleName, frozenset[Act]] = {
    RoleName.WIJKMANAGER: _DECIDES,
    RoleName.WIJKMEDEWERKER: _PREPARES,
    RoleName.COORDINATOR: _DECIDES
    | {A.SECOND_LOOK, A.STOP_CAMPAIGN, A.APPROVE_CAMPAIGN, A.MESSAGES, A.STAND_IN},
    RoleName.REDACTEUR: _EVERYONE | {A.MISSES, A.TEXTS, A.MATTERS},
    RoleName.COMMUNICATIE: _EVERYONE | {A.CAMPAIGN, A.STOP_CAMPAIGN},
    RoleName.MEELEZER: _EVERYONE | {A.READ, A.MATTERS},
    RoleName.AUDITOR: _EVERYONE | {A.LOGS},
    # No residents' content: whoever runs the system need not read what residents write.
    RoleName.BEHEERDER: _EVERYONE | {A.TEXTS, A.REFERENCE_DATA, A.ACCOUNTS, A.LOGS, A.MESSAGES},
}


# Whoever stands in decides as the wijkmanager does, and takes nobody's personal data away.
LENT: frozenset[Act] = _DECIDES - {A.EXPORT_PERSONAL}

# Nobody acts on the account of who has a higher role, whatever else they may.
RANK: Mapping[RoleName, int] = {
    RoleName.MEELEZER: 1,
    RoleName.WIJKMEDEWERKER: 1,
    RoleName.REDACTEUR: 1,
    RoleName.COMMUNICATIE: 1,
    RoleName.WIJKMANAGER: 2,
    RoleName.COORDINATOR: 3,
    RoleName.AUDITOR: 4,
    RoleName.BEHEERDER: 4,
}


class Everywhere(Enum):
    """The whole city, as opposed to a set of stadsdelen."""

    ALL = "all"


ALL: Literal[Everywhere.ALL] = Everywhere.ALL
Where = frozenset[int] | Literal[Everywhere.ALL]


class NotAllowed(Exception):
    """This colleague may not do this here. The panel answers as if the thing were not there."""

    def __init__(self, staff: Staff, act: Act, stadsdeel_id: int | None) -> None:
        super().__init__(f"staff {staff.id} may not {act} in {stadsdeel_id or 'the whole city'}")


def _roles_with(staff: Staff, act: Act) -> Iterator[StaffRole]:
    if staff.active:
        yield from (role for role in staff.roles if act in RIGHTS[role.role])
        yield from (role for role in staff.lent if act in LENT)


def stadsdelen_of(staff: Staff, act: Act) -> Where:
    """The ids of the stadsdelen where a colleague may do this; `ALL` for the whole city."""
    found = {role.stadsdeel_id for role in _roles_with(staff, act)}
    return ALL if None in found else frozenset(id_ for id_ in found if id_ is not None)


def allowed(staff: Staff, act: Act, stadsdeel_id: int | None) -> bool:
    """Whether a colleague may do this in a stadsdeel; `None` asks for the whole city."""
    where = stadsdelen_of(staff, act)
    return where is ALL or stadsdeel_id in where


def allowed_somewhere(staff: Staff, act: Act) -> bool:
    """Whether there is any place where a colleague may do this. Decides on menus and doors."""
    return any(True for _ in _roles_with(staff, act))


def minds(staff: Staff) -> frozenset[int]:
    """Whose work is this colleague's now: their own, and that of whom they stand in for."""
    return frozenset({staff.id, *(role.staff_id for role in staff.lent if staff.active)})


def require(staff: Staff, act: Act, stadsdeel_id: int | None) -> None:
    """Raises `NotAllowed` unless `allowed`."""
    if not allowed(staff, act, stadsdeel_id):
        raise NotAllowed(staff, act, stadsdeel_id)


def reaches(by: Staff, role: RoleName, stadsdeel_id: int | None) -> bool:
    """Whether a colleague may give or take this role here: a right to accounts, and the rank."""
    ranks = (
        RANK[own.role]
        for own in _roles_with(by, Act.ACCOUNTS)
        if own.stadsdeel_id in (None, stadsdeel_id)
    )
    return max(ranks, default=0) >= RANK[role]


def within(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | ColumnElement[Any],
    staff: Staff,
    act: Act,
) -> ColumnElement[bool]:
    """A WHERE on a stadsdeel column: only rows where a colleague may do this."""
    return inside(column, stadsdelen_of(staff, act))


def inside(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | ColumnElement[Any],
    where: Where,
) -> ColumnElement[bool]:
    """The same for stadsdelen that were asked for before."""
    if where is ALL:
        return true()
    return column.in_(where) if where else false()
