"""Accounts of colleagues: inviting, the first password, disabling, roles.

Whatever ends what somebody could do also ends their sessions, by changing the mark that
stands in each session (`Staff.fs_uniquifier`). Marks and tokens are made by the caller.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models.people.rights import Act, NotAllowed, reaches
from models.people.staff import Invitation, RoleName, Staff, StaffEvent, StaffRole, Waarneming

INVITATION_HOLDS = timedelta(hours=24)
PASSWORD_LENGTH = range(15, 129)
Role = tuple[RoleName, int | None]
"""A role and the stadsdeel where it holds (none: the whole city)."""
TOP: Role = (RoleName.BEHEERDER, None)


class AccountRefused(Exception):
    """Something about an account that the caller can put right. `why` is a text key."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def invite(
    session: Session,
    email: str,
    name: str,
    role: RoleName,
    stadsdeel_id: int | None,
    now: datetime,
    token: str,
    by: Staff | None = None,
) -> str:
    """Give somebody a role and a link for a password; returns the link's path in the panel.

    The link works once, for 24 hours, and replaces earlier ones. Somebody who already has an
    account gets the role beside their others; their password works until they choose another.
    `by` is none for the command line. Raises `AccountRefused`, `NotAllowed`.
    """
    _check_gives(by, role, stadsdeel_id)
    staff = find(session, email) or _new_account(session, email, name, now, token)
    _check_reach(by, staff)
    if not staff.active:
        raise AccountRefused("staff.refused.disabled")
    if (role, stadsdeel_id) not in roles_of(staff):
        staff.roles.append(StaffRole(role=role, stadsdeel_id=stadsdeel_id))
    record(session, by, "invited", staff, now, written((role, stadsdeel_id)))
    return _new_link(session, staff, now, token)


def invite_again(session: Session, by: Staff, staff: Staff, now: datetime, token: str) -> str:
    """A fresh link, for who let the first expire or forgot the password. As `invite`."""
    check_manages(by, staff)
    if not staff.active:
        raise AccountRefused("staff.refused.disabled")
    record(session, by, "invited again", staff, now)
    return _new_link(session, staff, now, token)


def open_invitation(session: Session, token: str, now: datetime) -> Staff | None:
    """Whose invitation this is, while it can be used. Locks it for the rest of the transaction."""
    invitation = _open(session, token, now)
    return None if invitation is None else session.get_one(Staff, invitation.staff_id)


def accept(
    session: Session, token: str, password_hash: str, now: datetime, mark: str
) -> Staff | None:
    """Use an invitation: from now on this password is theirs, and older sessions have ended.

    None when the link was used, replaced or is too old.
    """
    invitation = _open(session, token, now)
    if invitation is None:
        return None
    staff = session.get_one(Staff, invitation.staff_id)
    invitation.used_at = now
    staff.password = password_hash
    staff.fs_uniquifier = mark
    record(session, staff, "accepted invitation", staff, now)
    return staff


def change_password(
    session: Session, staff: Staff, password_hash: str, now: datetime, mark: str
) -> None:
    """Take another password; all sessions and open links of this colleague have ended."""
    staff.password = password_hash
    staff.fs_uniquifier = mark
    spend_links(session, staff, now)
    record(session, staff, "changed password", staff, now)


def check_password(password: str, staff: Staff) -> None:
    """Long enough, and not what anybody would try first. Raises `AccountRefused`."""
    if len(password) not in PASSWORD_LENGTH:
        raise AccountRefused("staff.refused.password_length")
    plain = re.sub(r"[^a-z0-9]", "", password.lower())
    own = {re.sub(r"[^a-z0-9]", "", word) for word in (staff.email.lower(), staff.name.lower())}
    if len(set(plain)) < 5 or plain in own:
        raise AccountRefused("staff.refused.password_simple")


def disable(session: Session, by: Staff, staff: Staff, now: datetime, mark: str) -> None:
    """Nobody can log in with this account any more; whoever is logged in is out at once."""
    check_manages(by, staff)
    _check_top_stays(session, staff)
    staff.active = False
    staff.fs_uniquifier = mark
    spend_links(session, staff, now)
    _end_standing_in(session, staff, now)
    record(session, by, "disabled", staff, now)


def _end_standing_in(session: Session, staff: Staff, now: datetime) -> None:
    """A closed account lends nothing and stands in for nobody."""
    theirs = or_(Waarneming.absent_id == staff.id, Waarneming.stand_in_id == staff.id)
    ended = update(Waarneming).where(theirs, Waarneming.ends_at > now)
    session.execute(ended.values(ends_at=now).execution_options(synchronize_session=False))


def enable(session: Session, by: Staff, staff: Staff, now: datetime) -> None:
    """Let somebody log in again, with the password and roles that they had."""
    check_manages(by, staff)
    staff.active = True
    record(session, by, "enabled", staff, now)


def change_roles(
    session: Session, by: Staff, staff: Staff, roles: Sequence[Role], now: datetime, mark: str
) -> None:
    """Put these roles in the place of all that somebody had. Raises as `invite`."""
    check_manages(by, staff)
    if not roles:
        raise AccountRefused("staff.refused.no_role")
    for role, stadsdeel_id in roles:
        _check_gives(by, role, stadsdeel_id)
    if TOP not in roles:
        _check_top_stays(session, staff)
    kept = [row for row in staff.roles if (row.role, row.stadsdeel_id) in roles]
    new = set(roles) - {(row.role, row.stadsdeel_id) for row in kept}
    staff.roles = kept + [StaffRole(role=role, stadsdeel_id=id_) for role, id_ in in_order(new)]
    staff.fs_uniquifier = mark
    record(session, by, "changed roles", staff, now, ", ".join(map(written, roles)))


def end_sessions(staff: Staff, mark: str) -> None:
    """Log somebody out wherever they are logged in."""
    staff.fs_uniquifier = mark


def find(session: Session, email: str) -> Staff | None:
    """The account of an e-mail address, however it is capitalised."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


def roles_of(staff: Staff) -> frozenset[Role]:
    """A colleague's roles, each with its stadsdeel."""
    return frozenset((row.role, row.stadsdeel_id) for row in staff.roles)


def written(role: Role) -> str:
    """A role as the log and the options of a choice hold it: "wijkmanager:3", "auditor:"."""
    name, stadsdeel_id = role
    return f"{name}:{stadsdeel_id or ''}"


def manages(by: Staff, staff: Staff) -> bool:
    """Whether `by` may change this account: not one's own, and no higher role or one elsewhere."""
    return by.id != staff.id and all(reaches(by, *role) for role in roles_of(staff))


def record(
    session: Session, by: Staff | None, act: str, staff: Staff, now: datetime, detail: str = ""
) -> None:
    """Write down an act on an account."""
    session.flush()
    by_id = None if by is None else by.id
    session.add(
        StaffEvent(at=now, by_id=by_id, act=act, subject=f"staff {staff.id}", detail=detail[:400])
    )


def in_order(roles: Iterable[Role]) -> list[Role]:
    """In a fixed order: by role, the city-wide one first."""
    return sorted(roles, key=lambda role: (role[0], role[1] or 0))


def _new_account(session: Session, email: str, name: str, now: datetime, token: str) -> Staff:
    plain = email.strip().lower()
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", plain) or len(plain) > 255:
        raise AccountRefused("staff.refused.email")
    if not 1 <= len(name.strip()) <= 120:
        raise AccountRefused("staff.refused.name")
    # The mark is for nobody to guess, and the token itself is not stored.
    mark = hashlib.sha256(b"mark" + token.encode()).hexdigest()
    staff = Staff(email=plain, name=name.strip(), fs_uniquifier=mark, created_at=now, active=True)
    session.add(staff)
    session.flush()
    return staff


def check_manages(by: Staff, staff: Staff) -> None:
    """Raises `AccountRefused` or `NotAllowed` where `by` may not change this account."""
    if by.id == staff.id:
        raise AccountRefused("staff.refused.own_account")
    _check_reach(by, staff)


def _check_reach(by: Staff | None, staff: Staff) -> None:
    """Nobody acts on somebody whose role reaches further than their own right to accounts."""
    for role, stadsdeel_id in roles_of(staff):
        _check_gives(by, role, stadsdeel_id)


def _check_gives(by: Staff | None, role: RoleName, stadsdeel_id: int | None) -> None:
    if by is not None and not reaches(by, role, stadsdeel_id):
        raise NotAllowed(by, Act.ACCOUNTS, stadsdeel_id)


def _check_top_stays(session: Session, staff: Staff) -> None:
    """Somebody must be left who can open accounts. Locks them: two could remove each other."""
    top = (
        select(Staff.id)
        .where(Staff.active, Staff.roles.any(role=TOP[0], stadsdeel_id=TOP[1]))
        .order_by(Staff.id)
        .with_for_update()
    )
    if set(session.scalars(top)) == {staff.id}:
        raise AccountRefused("staff.refused.last_beheerder")


def _new_link(session: Session, staff: Staff, now: datetime, token: str) -> str:
    spend_links(session, staff, now)
    expires_at = now + INVITATION_HOLDS
    session.add(Invitation(staff_id=staff.id, token_hash=_hash(token), expires_at=expires_at))
    session.flush()
    return f"/uitnodiging/{token}"


def spend_links(session: Session, staff: Staff, now: datetime) -> None:
    """From now on no link for a password of theirs works."""
    session.execute(
        update(Invitation)
        .where(Invitation.staff_id == staff.id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )


def _open(session: Session, token: str, now: datetime) -> Invitation | None:
    return session.scalar(
        select(Invitation)
        .join(Staff, Staff.id == Invitation.staff_id)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Staff.active,
        )
        .with_for_update(of=Invitation)
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
