"""Who may do what, where. The expectations are written out again here, on purpose."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.rights import (
    ALL,
    RIGHTS,
    Act,
    NotAllowed,
    allowed,
    allowed_somewhere,
    require,
    stadsdelen_of,
    within,
)
from models.people.staff import RoleName
from models.plan.areas import Area
from tests.builders import Cast, create_cast, create_staff

DECISIONS = {Act.ASK, Act.PLACE, Act.DECLINE, Act.REFER, Act.HAND_OVER, Act.HIDE}
WORDS_OF_RESIDENTS = {Act.READ, Act.NOTE} | DECISIONS


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def who_may(act: Act) -> set[RoleName]:
    return {role for role, acts in RIGHTS.items() if act in acts}


def test_every_role_stands_in_the_table_and_every_act_is_somebodys() -> None:
    assert set(RIGHTS) == set(RoleName)
    assert {act for acts in RIGHTS.values() for act in acts} == set(Act)


@pytest.mark.parametrize("act", sorted(DECISIONS))
def test_only_the_wijkmanager_and_the_coordinator_decide(act: Act) -> None:
    assert who_may(act) == {RoleName.WIJKMANAGER, RoleName.COORDINATOR}


def test_a_wijkmedewerker_prepares() -> None:
    assert {Act.READ, Act.NOTE} <= RIGHTS[RoleName.WIJKMEDEWERKER]
    assert not DECISIONS & RIGHTS[RoleName.WIJKMEDEWERKER]


def test_a_meelezer_reads_and_an_auditor_sees_only_the_log() -> None:
    assert RIGHTS[RoleName.MEELEZER] & WORDS_OF_RESIDENTS == {Act.READ}
    assert not RIGHTS[RoleName.AUDITOR] & WORDS_OF_RESIDENTS
    assert who_may(Act.LOGS) == {RoleName.AUDITOR, RoleName.BEHEERDER}


def test_a_beheerder_has_the_accounts_and_nothing_of_residents() -> None:
    assert who_may(Act.ACCOUNTS) == {RoleName.BEHEERDER}
    assert not RIGHTS[RoleName.BEHEERDER] & WORDS_OF_RESIDENTS


def test_large_campaigns_need_a_second_person() -> None:
    assert not who_may(Act.CAMPAIGN) & who_may(Act.APPROVE_CAMPAIGN)
    assert who_may(Act.CAMPAIGN) | who_may(Act.APPROVE_CAMPAIGN) == who_may(Act.STOP_CAMPAIGN)


def test_a_wijkmanager_decides_at_home_and_nowhere_else(cast: Cast) -> None:
    assert allowed(cast.manager_zuid, Act.PLACE, cast.zuid.id)
    assert not allowed(cast.manager_zuid, Act.PLACE, cast.noord.id)
    assert not allowed(cast.manager_zuid, Act.PLACE, None)
    assert stadsdelen_of(cast.manager_zuid, Act.PLACE) == frozenset({cast.zuid.id})


def test_a_coordinator_is_at_home_everywhere(session: Session, cast: Cast) -> None:
    coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    assert allowed(coordinator, Act.PLACE, cast.noord.id)
    assert allowed(coordinator, Act.PLACE, None)
    assert stadsdelen_of(coordinator, Act.PLACE) is ALL


def test_rights_of_two_roles_do_not_mix(session: Session, cast: Cast) -> None:
    both = create_staff(session, "Beide Rollen", RoleName.WIJKMANAGER, cast.zuid)
    both.roles.extend(create_staff(session, "Tijdelijk", RoleName.MEELEZER, cast.noord).roles)
    session.flush()
    assert allowed(both, Act.READ, cast.noord.id)
    assert not allowed(both, Act.PLACE, cast.noord.id)


def test_the_stranger_may_nothing(cast: Cast) -> None:
    assert not any(allowed_somewhere(cast.stranger, act) for act in Act)
    with pytest.raises(NotAllowed):
        require(cast.stranger, Act.READ, cast.zuid.id)


def test_a_disabled_account_may_nothing(cast: Cast) -> None:
    cast.manager_zuid.active = False
    assert not any(allowed_somewhere(cast.manager_zuid, act) for act in Act)


def test_a_query_sees_only_where_one_may(session: Session, cast: Cast) -> None:
    coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    wijken = select(Area.name).where(Area.wijk_id.is_(None), Area.stadsdeel_id.is_not(None))

    def seen_by(who: object) -> set[str]:
        staff = {"zuid": cast.manager_zuid, "stranger": cast.stranger}.get(str(who), coordinator)
        return set(session.scalars(wijken.where(within(Area.stadsdeel_id, staff, Act.READ))))

    assert seen_by("zuid") == {"Assendorp"}
    assert seen_by("coordinator") == {"Assendorp", "Holtenbroek"}
    assert seen_by("stranger") == set()
