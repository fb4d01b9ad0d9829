"""Hearts and hands: once per chat, taken back as easily, counted together after a merge."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import helping
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import (
    Counted,
    PublicCounts,
    Support,
    SupportKind,
    Unknown,
    counts,
    find,
    given,
    public_counts,
    support,
    unsupport,
)
from models.messages.outbox import Lane
from models.people.residents import Channel
from tests.acts import queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
    later,
)

HEART, HANDS = SupportKind.HEART, SupportKind.HANDS
PLACED = Moderation.PLACED


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def bench(session: Session, cast: Cast) -> Initiative:
    """The resident's initiative, on the site."""
    return create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED, name="Fatima"
    )


def gives(
    session: Session, cast: Cast, ref: str, kind: SupportKind, name: str | None = None
) -> Initiative:
    return support(session, cast.neighbour, cast.neighbour_address, ref, kind, NOW, name)


def takes(session: Session, cast: Cast, ref: str, kind: SupportKind) -> Initiative:
    return unsupport(session, cast.neighbour, cast.neighbour_address, ref, kind, NOW)


def test_one_of_each_per_chat_and_back_as_easily(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    for kind in (HEART, HEART, HANDS, HEART):
        assert gives(session, cast, bench.ref.lower(), kind) is bench
    assert counts(session, [bench.id]) == {bench.id: Counted(1, 1)}
    phone = create_address(session, cast.neighbour)
    support(session, cast.neighbour, phone, bench.ref, HEART, NOW)
    assert counts(session, [bench.id]) == {bench.id: Counted(2, 1)}
    for _ in range(2):
        takes(session, cast, bench.ref, HEART)
    assert counts(session, [bench.id]) == {bench.id: Counted(1, 1)}
    assert given(session, cast.neighbour_address.id, bench.id) == {HANDS}


@pytest.mark.parametrize("status", [one for one in Moderation if one is not PLACED])
def test_what_is_not_on_the_site_is_as_unknown_as_what_never_was(
    session: Session, cast: Cast, status: Moderation
) -> None:
    hidden = create_initiative(session, cast.wijk_zuid, cast.resident, status=status)
    for ref in (hidden.ref, "Z-9999", ""):
        with pytest.raises(Unknown) as no:
            gives(session, cast, ref, HEART)
        assert not no.value.args
        with pytest.raises(Unknown):
            takes(session, cast, ref, HEART)
    assert session.scalars(select(Support)).all() == []


def test_everybody_sees_a_number_only_from_the_minimum_on(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    for _ in range(9):
        somebody = create_resident(session)
        support(session, somebody, create_address(session, somebody), bench.ref, HEART, NOW)
    assert public_counts(session, bench.id) == PublicCounts(None, None, 10)
    gives(session, cast, bench.ref, HEART)
    assert public_counts(session, bench.id) == PublicCounts(10, None, 10)


def test_supporters_of_a_merged_initiative_go_along_and_count_once(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    twin = create_initiative(session, cast.wijk_zuid, status=PLACED)
    phone = create_address(session, cast.neighbour)
    gives(session, cast, twin.ref, HEART)
    gives(session, cast, bench.ref, HEART)
    support(session, cast.neighbour, phone, twin.ref, HEART, NOW)
    twin.status, twin.merged_into_id = Moderation.MERGED, bench.id
    session.flush()
    assert counts(session, [bench.id, twin.id]) == {bench.id: Counted(2, 0)}
    assert find(session, twin.ref) is bench
    assert given(session, phone.id, bench.id) == {HEART}
    # Giving it again by the old reference adds nothing; taking it back takes both.
    assert gives(session, cast, twin.ref, HEART) is bench
    assert counts(session, [bench.id]) == {bench.id: Counted(2, 0)}
    takes(session, cast, twin.ref, HEART)
    assert counts(session, [bench.id]) == {bench.id: Counted(1, 0)}
    # Taken apart again, each has its own.
    twin.status, twin.merged_into_id = PLACED, None
    session.flush()
    assert counts(session, [bench.id, twin.id]) == {twin.id: Counted(1, 0)}


def test_a_name_is_sealed_and_never_of_who_is_under_16(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    gives(session, cast, bench.ref, HANDS, "Bas")
    raw = session.connection().exec_driver_sql("SELECT name FROM support").scalar_one()
    assert b"Bas" not in bytes(raw)
    gives(session, cast, bench.ref, HANDS)
    assert session.scalars(select(Support.name)).all() == ["Bas"]
    gives(session, cast, bench.ref, HANDS, "")
    assert session.scalars(select(Support.name)).all() == [None]
    cast.neighbour.sixteen_or_older = False
    gives(session, cast, bench.ref, HANDS, "Bas")
    assert session.scalars(select(Support.name)).all() == [None]


def test_the_owner_hears_once_a_day_of_new_helpers_and_never_at_night(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    gives(session, cast, bench.ref, HANDS)
    support(session, cast.neighbour, create_address(session, cast.neighbour), bench.ref, HANDS, NOW)
    gives(session, cast, bench.ref, HEART)
    assert helping.tell_owners(session, NOW + timedelta(hours=13)) == 0
    assert helping.tell_owners(session, NOW) == 1
    assert helping.tell_owners(session, NOW) == 0
    (told,) = queued(session)
    assert (told.address_id, told.lane) == (cast.address.id, Lane.BULK)
    assert told.body is not None
    assert told.body["says"][1] == {"key": "following.new_helpers", "params": {"n": 2}}
    one_more = create_resident(session)
    support(session, one_more, create_address(session, one_more), bench.ref, HANDS, later(days=1))
    helping.tell_owners(session, later(days=1))
    assert [row.body and row.body["says"][1]["params"]["n"] for row in queued(session)] == [2, 1]


def test_an_owner_who_wants_no_news_hears_none(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    cast.resident.muted = True
    gives(session, cast, bench.ref, HANDS)
    helping.tell_owners(session, NOW)
    assert queued(session) == []


def test_names_are_known_only_when_both_agree(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    gives(session, cast, bench.ref, HANDS, "Bas")
    shy = create_resident(session)
    support(session, shy, create_address(session, shy), bench.ref, HANDS, NOW)
    seen = helping.helpers(session, cast.resident, bench.ref)
    assert (seen.n, seen.names, seen.waiting, seen.own_name) == (2, [], 1, "Fatima")
    seen = helping.meet(session, cast.resident, bench.ref, "Fatima", NOW)
    assert (seen.n, seen.names, seen.waiting) == (2, ["Bas"], 0)
    (told,) = queued(session)
    assert told.address_id == cast.neighbour_address.id
    assert "Fatima" in str(told.body)
    # Once is enough, and who takes the offer back is known no more.
    helping.meet(session, cast.resident, bench.ref, "Fatima", NOW)
    assert len(queued(session)) == 1
    takes(session, cast, bench.ref, HANDS)
    assert helping.helpers(session, cast.resident, bench.ref).names == []


def test_only_the_owner_sees_who_help(session: Session, cast: Cast, bench: Initiative) -> None:
    with pytest.raises(Unknown):
        helping.helpers(session, cast.neighbour, bench.ref)
    with pytest.raises(Unknown):
        helping.meet(session, cast.neighbour, bench.ref, "x", NOW)


def test_an_erased_resident_leaves_no_heart_and_no_name(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    gives(session, cast, bench.ref, HEART)
    gives(session, cast, bench.ref, HANDS, "Bas")
    erase(session, cast.neighbour, NOW)
    assert session.scalars(select(Support)).all() == []


def test_a_web_chat_supports_as_any_other(session: Session, cast: Cast, bench: Initiative) -> None:
    assert cast.neighbour_address.channel is Channel.WEB
    gives(session, cast, bench.ref, HEART)
    assert counts(session, [bench.id])[bench.id].hearts == 1


@pytest.mark.parametrize("status", [Moderation.HIDDEN, Moderation.MERGED])
def test_with_an_initiative_go_the_names_of_who_would_help(
    session: Session, cast: Cast, bench: Initiative, status: Moderation
) -> None:
    gives(session, cast, bench.ref, HANDS, "Bas")
    stays = create_initiative(session, cast.wijk_zuid, status=PLACED)
    bench.status, bench.merged_into_id = status, stays.id
    erase(session, cast.resident, NOW)
    # Where it was merged, they help with the one that stays.
    kept = ["Bas"] if status is Moderation.MERGED else []
    assert session.scalars(select(Support.name)).all() == kept
