"""Nobody acts on a higher role, nobody on their own account, and somebody always has the keys."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.people import accounts, invitations, rights, second_step
from models.people.accounts import AccountRefused
from models.people.rights import RANK, RIGHTS, Act, NotAllowed, reaches
from models.people.staff import RoleName, Staff, StaffEvent
from tests.builders import NOW, Cast, create_cast, create_staff, later

MARK = "a fresh mark"
BEHEERDER = RoleName.BEHEERDER
TOKEN = "a token that nobody can guess"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def beheerder(session: Session) -> Staff:
    return create_staff(session, "Bea Beheer", BEHEERDER)


def test_the_ranks_are_these() -> None:
    """Written out again, on purpose."""
    order = sorted(RoleName, key=lambda role: RANK[role])
    assert set(order[:4]) == {
        RoleName.MEELEZER,
        RoleName.WIJKMEDEWERKER,
        RoleName.REDACTEUR,
        RoleName.COMMUNICATIE,
    }
    assert order[4:6] == [RoleName.WIJKMANAGER, RoleName.COORDINATOR]
    assert set(order[6:]) == {RoleName.AUDITOR, BEHEERDER}


@pytest.mark.parametrize("theirs", list(RoleName))
def test_whoever_gets_a_right_to_accounts_does_not_reach_above_their_rank(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, theirs: RoleName
) -> None:
    """Of every two roles: as if all of them could act on accounts, which now one can."""
    everybody = {role: acts | {Act.ACCOUNTS} for role, acts in RIGHTS.items()}
    monkeypatch.setattr(rights, "RIGHTS", everybody)
    target = create_staff(session, "Theo Doel", theirs, cast.zuid)
    for own in RoleName:
        by = create_staff(session, f"Eigen {own}", own)
        assert accounts.manages(by, target) == (RANK[own] >= RANK[theirs])
        if RANK[own] < RANK[theirs]:
            with pytest.raises(NotAllowed):
                accounts.disable(session, by, target, NOW, MARK)
            with pytest.raises(NotAllowed):
                second_step.reset(session, by, target, NOW, MARK)
            with pytest.raises(NotAllowed):
                accounts.invite(session, "x@y.nl", "X", theirs, cast.zuid.id, NOW, TOKEN, by)


def test_today_only_a_beheerder_reaches_anybody(session: Session, cast: Cast) -> None:
    for own, theirs in itertools.product(RoleName, RoleName):
        by = create_staff(session, f"{own} bij {theirs}", own)
        assert reaches(by, theirs, None) == (own == BEHEERDER)


def test_a_beheerder_of_one_stadsdeel_reaches_no_further(session: Session, cast: Cast) -> None:
    local = create_staff(session, "Lies Lokaal", BEHEERDER, cast.zuid)
    assert reaches(local, RoleName.COORDINATOR, cast.zuid.id)
    assert not reaches(local, RoleName.MEELEZER, cast.noord.id)
    assert not reaches(local, RoleName.MEELEZER, None)


def test_the_last_beheerder_stays(session: Session, cast: Cast, beheerder: Staff) -> None:
    """One of a single stadsdeel does not count: they reach nobody of the whole city."""
    local = create_staff(session, "Lies Lokaal", BEHEERDER, cast.zuid)
    second = create_staff(session, "Otto Ander", BEHEERDER)
    second.active = False
    session.flush()
    with pytest.raises(NotAllowed):
        accounts.disable(session, second, beheerder, NOW, MARK)
    with pytest.raises(NotAllowed):
        accounts.disable(session, local, beheerder, NOW, MARK)
    second.active = True
    session.flush()
    accounts.disable(session, second, beheerder, NOW, MARK)
    with pytest.raises(AccountRefused, match="own_account"):
        accounts.change_roles(session, second, second, [(RoleName.MEELEZER, None)], NOW, MARK)


def test_two_who_remove_each_other_do_not_leave_nobody(engine: Engine) -> None:
    with transaction(engine) as session:
        create_cast(session)
        ada, bas = (create_staff(session, name, BEHEERDER).id for name in ("Ada", "Bas"))
    with transaction(engine) as first, transaction(engine) as second:
        # Each has looked at the other before either acts.
        of_ada = first.get_one(Staff, ada), first.get_one(Staff, bas)
        of_bas = second.get_one(Staff, bas), second.get_one(Staff, ada)
        accounts.disable(first, *of_ada, NOW, "mark of Bas")
        first.commit()
        with pytest.raises(AccountRefused, match="last_beheerder"):
            accounts.disable(second, *of_bas, NOW, "mark of Ada")
    with transaction(engine) as session:
        assert session.get_one(Staff, ada).active


def test_an_invitation_that_is_taken_back_opens_nothing(
    session: Session, cast: Cast, beheerder: Staff
) -> None:
    role, noord = RoleName.WIJKMANAGER, cast.noord.id
    accounts.invite(session, "ria@zwolle.nl", "Ria", role, noord, NOW, TOKEN)
    ria = accounts.find(session, "ria@zwolle.nl")
    assert ria is not None
    assert invitations.holds_until(session, ria) == NOW + timedelta(hours=24)
    invitations.withdraw(session, beheerder, ria, NOW, MARK)
    assert accounts.open_invitation(session, TOKEN, NOW) is None
    assert invitations.holds_until(session, ria) is None
    assert not ria.active
    assert "withdrew invitation" in session.scalars(select(StaffEvent.act)).all()


def test_who_came_in_before_keeps_their_account(
    session: Session, cast: Cast, beheerder: Staff
) -> None:
    zahra = cast.manager_zuid
    zahra.password = "a hash"
    accounts.invite_again(session, beheerder, zahra, NOW, TOKEN)
    invitations.withdraw(session, beheerder, zahra, NOW, MARK)
    assert accounts.open_invitation(session, TOKEN, NOW) is None
    assert zahra.active


def test_an_invitation_runs_out(session: Session, cast: Cast, beheerder: Staff) -> None:
    accounts.invite_again(session, beheerder, cast.manager_zuid, NOW, TOKEN)
    assert accounts.open_invitation(session, TOKEN, later(hours=25)) is None
    assert invitations.holds_until(session, cast.manager_zuid) == later(hours=24)
