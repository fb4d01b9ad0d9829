"""Two initiatives that are the same become one. Nothing is lost, and who supported goes along."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import merging
from models.initiatives.contributions import Initiative
from models.initiatives.following import Follow, follow
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Conflict, Deed, NotThere
from models.initiatives.published import published_one
from models.initiatives.supporting import (
    Counted,
    SupportKind,
    Unknown,
    counts,
    find,
    support,
)
from models.people.rights import NotAllowed
from tests.acts import decision, deeds, texts_queued
from tests.builders import NOW, Cast, create_cast, create_initiative

PLACED = Moderation.PLACED


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def placed(session: Session, cast: Cast) -> Initiative:
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED)


def test_it_goes_off_the_site_keeps_its_words_and_its_author_hears(
    session: Session, cast: Cast
) -> None:
    twin, bench = placed(session, cast), placed(session, cast)
    assert merging.merge(session, twin, decision(cast.manager_zuid, twin), bench)
    assert (twin.status, twin.merged_into_id) == (Moderation.MERGED, bench.id)
    assert (twin.title, twin.public_title) == (bench.title, bench.title)
    assert deeds(session, twin) == [Deed.MERGED]
    assert len(texts_queued(session)) == 1
    assert published_one(session, twin.ref) is None
    assert find(session, twin.ref) is bench


def test_what_never_was_on_the_site_leads_nowhere(session: Session, cast: Cast) -> None:
    bench = placed(session, cast)
    fresh = create_initiative(session, cast.wijk_zuid, cast.resident)
    merging.merge(session, fresh, decision(cast.manager_zuid, fresh), bench)
    for ref in (fresh.ref, "Z-9999"):
        with pytest.raises(Unknown):
            find(session, ref)


def test_supporters_and_followers_go_along_each_once(session: Session, cast: Cast) -> None:
    twin, bench, third = (placed(session, cast) for _ in range(3))
    chat = cast.neighbour_address
    for one in (twin, bench):
        support(session, cast.neighbour, chat, one.ref, SupportKind.HEART, NOW)
        follow(session, cast.neighbour, one.ref, NOW)
    follow(session, cast.resident, twin.ref, NOW)
    merging.merge(session, twin, decision(cast.manager_zuid, twin), bench)
    assert counts(session, [bench.id]) == {bench.id: Counted(1, 0)}
    session.expire_all()
    on_bench = select(Follow.resident_id).where(Follow.contribution_id == bench.id)
    assert set(session.scalars(on_bench)) == {cast.neighbour.id, cast.resident.id}
    # Merged once more, nobody has to follow a chain.
    merging.merge(session, bench, decision(cast.manager_zuid, bench), third)
    session.expire_all()
    assert twin.merged_into_id == third.id
    assert counts(session, [third.id]) == {third.id: Counted(1, 0)}


def test_only_into_another_that_is_on_the_site(session: Session, cast: Cast) -> None:
    twin, bench = placed(session, cast), placed(session, cast)
    hidden = create_initiative(session, cast.wijk_zuid, status=Moderation.HIDDEN)
    for ref in (twin.ref, hidden.ref, "Z-9999", ""):
        with pytest.raises(NotThere):
            merging.find_into(session, twin, ref)
    assert merging.find_into(session, twin, f" {bench.ref.lower()} ") is bench
    bench.status = Moderation.HIDDEN
    session.flush()
    with pytest.raises(NotThere):
        merging.merge(session, twin, decision(cast.manager_zuid, twin), bench)


def test_who_may_merge_and_on_which_version(session: Session, cast: Cast) -> None:
    twin, bench = placed(session, cast), placed(session, cast)
    with pytest.raises(NotAllowed):
        merging.merge(session, twin, decision(cast.manager_noord, twin), bench)
    stale = decision(cast.manager_zuid, twin)
    twin.version += 1
    session.flush()
    with pytest.raises(Conflict):
        merging.merge(session, twin, stale, bench)
