"""Accounts: a link that works once, and ends of sessions that are felt at once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.people import accounts
from models.people.accounts import AccountRefused
from models.people.rights import NotAllowed
from models.people.staff import Invitation, RoleName, Staff, StaffEvent
from tests.builders import NOW, Cast, create_cast, create_staff, later

TOKEN = "a token that nobody can guess"
MARK = "a fresh mark"
WIJKMANAGER = RoleName.WIJKMANAGER


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def beheerder(session: Session) -> Staff:
    return create_staff(session, "Bea Beheer", RoleName.BEHEERDER)


def invite(session: Session, cast: Cast, email: str = "Ria@Zwolle.nl", token: str = TOKEN) -> str:
    return accounts.invite(session, email, "Ria Noord", WIJKMANAGER, cast.noord.id, NOW, token)


def invited(session: Session, cast: Cast) -> Staff:
    invite(session, cast)
    staff = accounts.find(session, "ria@zwolle.nl")
    assert staff is not None
    return staff


def events(session: Session) -> list[str]:
    return list(session.scalars(select(StaffEvent.act).order_by(StaffEvent.id)))


def test_an_invitation_makes_an_account_and_gives_its_link(session: Session, cast: Cast) -> None:
    assert invite(session, cast) == f"/uitnodiging/{TOKEN}"
    staff = accounts.find(session, "RIA@zwolle.NL ")
    assert staff is not None
    assert accounts.roles_of(staff) == {(WIJKMANAGER, cast.noord.id)}
    assert staff.password is None
    assert TOKEN.encode() not in session.scalars(select(Invitation.token_hash)).one()


def test_it_is_used_once(session: Session, cast: Cast) -> None:
    staff = invited(session, cast)
    assert accounts.accept(session, TOKEN, "a hash", NOW, MARK) is staff
    assert (staff.password, staff.fs_uniquifier) == ("a hash", MARK)
    assert accounts.accept(session, TOKEN, "another", NOW, "other mark") is None
    assert staff.password == "a hash"


def test_of_two_at_once_one_wins(engine: Engine) -> None:
    with transaction(engine) as session:
        invite(session, create_cast(session))
    with transaction(engine) as first, transaction(engine) as second:
        assert accounts.accept(first, TOKEN, "first", NOW, MARK)
        first.commit()
        assert accounts.accept(second, TOKEN, "second", NOW, "other mark") is None


def test_it_holds_a_day(session: Session, cast: Cast) -> None:
    invited(session, cast)
    assert accounts.open_invitation(session, TOKEN, later(hours=23, minutes=59))
    assert accounts.open_invitation(session, TOKEN, later(hours=24)) is None


def test_a_newer_one_replaces_it(session: Session, cast: Cast, beheerder: Staff) -> None:
    staff = invited(session, cast)
    accounts.invite_again(session, beheerder, staff, NOW, "a newer token")
    assert accounts.open_invitation(session, TOKEN, NOW) is None
    assert accounts.open_invitation(session, "a newer token", NOW) is staff


def test_who_is_known_gets_the_role_beside_their_own(session: Session, cast: Cast) -> None:
    zahra = cast.manager_zuid
    invite(session, cast, zahra.email)
    both = {(WIJKMANAGER, cast.zuid.id), (WIJKMANAGER, cast.noord.id)}
    assert accounts.roles_of(zahra) == both
    assert zahra.name == "Zahra Zuid"


@pytest.mark.parametrize("email", ["ria", "ria@zwolle", "@zwolle.nl", "a b@zwolle.nl", "x" * 300])
def test_what_is_no_address_is_refused(session: Session, cast: Cast, email: str) -> None:
    with pytest.raises(AccountRefused, match="email"):
        invite(session, cast, email)


@pytest.mark.parametrize(
    "password", ["te kort", "aaaaaaaaaaaaaaaaaaaa", "x" * 129, "zahra.zuid@wijk.example"]
)
def test_what_is_easily_guessed_is_refused(cast: Cast, password: str) -> None:
    with pytest.raises(AccountRefused, match="password"):
        accounts.check_password(password, cast.manager_zuid)


def test_a_sentence_will_do(cast: Cast) -> None:
    accounts.check_password("een zin van een paar woorden", cast.manager_zuid)


def test_disabling_ends_sessions_and_links(session: Session, cast: Cast, beheerder: Staff) -> None:
    staff = invited(session, cast)
    accounts.disable(session, beheerder, staff, NOW, MARK)
    assert (staff.active, staff.fs_uniquifier) == (False, MARK)
    assert accounts.open_invitation(session, TOKEN, NOW) is None
    with pytest.raises(AccountRefused, match="disabled"):
        accounts.invite_again(session, beheerder, staff, NOW, "a newer token")
    with pytest.raises(AccountRefused, match="disabled"):
        invite(session, cast, token="a newer token")
    accounts.enable(session, beheerder, staff, NOW)
    assert staff.active
    assert accounts.open_invitation(session, TOKEN, NOW) is None


def test_other_roles_end_sessions(session: Session, cast: Cast, beheerder: Staff) -> None:
    zahra = cast.manager_zuid
    roles = [(RoleName.MEELEZER, cast.zuid.id), (RoleName.REDACTEUR, None)]
    accounts.change_roles(session, beheerder, zahra, roles, NOW, MARK)
    session.flush()
    assert accounts.roles_of(zahra) == set(roles)
    assert zahra.fs_uniquifier == MARK
    with pytest.raises(AccountRefused, match="no_role"):
        accounts.change_roles(session, beheerder, zahra, [], NOW, MARK)


def test_nobody_changes_their_own_account(session: Session, beheerder: Staff) -> None:
    with pytest.raises(AccountRefused, match="own_account"):
        accounts.disable(session, beheerder, beheerder, NOW, MARK)
    with pytest.raises(AccountRefused, match="own_account"):
        accounts.change_roles(session, beheerder, beheerder, [(WIJKMANAGER, None)], NOW, MARK)


def test_nobody_acts_on_who_reaches_further(session: Session, cast: Cast, beheerder: Staff) -> None:
    local = create_staff(session, "Lies Lokaal", RoleName.BEHEERDER, cast.zuid)
    assert accounts.manages(local, cast.manager_zuid)
    assert not accounts.manages(local, cast.manager_noord)
    assert not accounts.manages(local, beheerder)
    with pytest.raises(NotAllowed):
        accounts.disable(session, local, beheerder, NOW, MARK)
    with pytest.raises(NotAllowed):
        accounts.change_roles(
            session, local, cast.manager_zuid, [(RoleName.BEHEERDER, None)], NOW, MARK
        )
    with pytest.raises(NotAllowed):
        accounts.invite(
            session, "x@zwolle.nl", "X", WIJKMANAGER, cast.noord.id, NOW, TOKEN, by=local
        )
    with pytest.raises(NotAllowed):
        accounts.invite(
            session, beheerder.email, "Bea", WIJKMANAGER, cast.zuid.id, NOW, TOKEN, by=local
        )


def test_a_wijkmanager_has_no_say_over_accounts(session: Session, cast: Cast) -> None:
    colleague = create_staff(session, "Mo Zuid", RoleName.WIJKMEDEWERKER, cast.zuid)
    with pytest.raises(NotAllowed):
        accounts.disable(session, cast.manager_zuid, colleague, NOW, MARK)


def test_every_act_is_written_down(session: Session, cast: Cast, beheerder: Staff) -> None:
    staff = invited(session, cast)
    accounts.accept(session, TOKEN, "a hash", NOW, MARK)
    accounts.change_password(session, staff, "another", NOW + timedelta(hours=1), MARK)
    accounts.disable(session, beheerder, staff, NOW, MARK)
    session.flush()
    assert events(session) == ["invited", "accepted invitation", "changed password", "disabled"]
    last = session.scalars(select(StaffEvent).order_by(StaffEvent.id.desc())).first()
    assert last is not None
    assert (last.by_id, last.subject) == (beheerder.id, f"staff {staff.id}")
