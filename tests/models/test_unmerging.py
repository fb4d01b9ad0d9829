"""A merge is undone: each stands as it stood, whoever followed it follows it again, all hear it.

And two who merge crosswise: one of them wins.
"""

import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives import erasing, merging, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.following import Follow, follow
from models.initiatives.lifecycles import Moderation
from models.initiatives.merges import Merge
from models.initiatives.moves import Conflict, Deed, MoveNotAllowed
from models.initiatives.published import published_one
from models.initiatives.supporting import Counted, SupportKind, counts, find, support
from models.people.rights import NotAllowed
from models.people.staff import Staff
from tests.acts import decision, deeds, set_stage, texts_queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
)

PLACED, MERGED = Moderation.PLACED, Moderation.MERGED


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def idea_of_somebody(session: Session, cast: Cast, title: str, **fields: object) -> Initiative:
    """An idea on the site, of a resident of their own."""
    author = create_resident(session, cast.wijk_zuid)
    chat = create_address(session, author)
    fields.setdefault("status", PLACED)
    return create_initiative(session, cast.wijk_zuid, author, chat, title=title, **fields)  # type: ignore[arg-type]


def merge(session: Session, cast: Cast, one: Initiative, into: Initiative) -> None:
    assert merging.merge(session, one, decision(cast.manager_zuid, one), into)


def unmerge(session: Session, cast: Cast, one: Initiative) -> None:
    assert merging.unmerge(session, one, decision(cast.manager_zuid, one))


def followed(session: Session, resident_id: int) -> set[int | None]:
    session.expire_all()
    mine = select(Follow.contribution_id).where(Follow.resident_id == resident_id)
    return set(session.scalars(mine))


def test_everything_is_back_as_it_was(session: Session, cast: Cast) -> None:
    twin = idea_of_somebody(session, cast, "Een zitje")
    bench = idea_of_somebody(session, cast, "Een bankje")
    chat = cast.neighbour_address
    support(session, cast.neighbour, chat, twin.ref, SupportKind.HEART, NOW)
    support(session, cast.resident, cast.address, bench.ref, SupportKind.HEART, NOW)
    follow(session, cast.neighbour, twin.ref, NOW)
    before = (twin.title, twin.public_title, twin.placed_at, twin.realisation)
    merge(session, cast, twin, bench)
    assert counts(session, [bench.id]) == {bench.id: Counted(2, 0)}
    unmerge(session, cast, twin)
    assert (twin.status, twin.merged_into_id) == (PLACED, None)
    assert (twin.title, twin.public_title, twin.placed_at, twin.realisation) == before
    assert published_one(session, twin.ref) is not None
    assert find(session, twin.ref) is twin
    assert counts(session, [twin.id, bench.id]) == {
        twin.id: Counted(1, 0),
        bench.id: Counted(1, 0),
    }
    assert followed(session, cast.neighbour.id) == {twin.id}
    assert deeds(session, twin) == [Deed.MERGED, Deed.PARTED]
    assert deeds(session, bench) == [Deed.JOINED, Deed.LEFT]


def test_every_author_hears_it(session: Session, cast: Cast) -> None:
    first, second, third = (
        idea_of_somebody(session, cast, title) for title in ("Eerste", "Tweede", "Derde")
    )
    merge(session, cast, first, second)
    _, joined = texts_queued(session)
    assert "Eerste" in joined
    assert second.ref in joined
    merge(session, cast, second, third)
    _, joined, led = texts_queued(session)[2:]
    assert "Tweede" in joined
    assert (first.ref in led, third.ref in led) == (True, True)
    unmerge(session, cast, second)
    _, left, led = texts_queued(session)[5:]
    assert third.ref in left
    assert (first.ref in led, second.ref in led) == (True, True)


def test_words_that_were_never_public_are_not_told_to_another(session: Session, cast: Cast) -> None:
    fresh = idea_of_somebody(session, cast, "Geheim plan", status=Moderation.IN_PROGRESS)
    bench = idea_of_somebody(session, cast, "Een bankje")
    merge(session, cast, fresh, bench)
    joined = texts_queued(session)[-1]
    assert "hetzelfde idee" in joined
    assert "Geheim plan" not in joined
    assert fresh.ref not in joined


def test_who_wrote_both_hears_it_once(session: Session, cast: Cast) -> None:
    mine = {"resident": cast.resident, "address": cast.address, "status": PLACED}
    one, other = (create_initiative(session, cast.wijk_zuid, **mine) for _ in range(2))  # type: ignore[arg-type]
    merge(session, cast, one, other)
    unmerge(session, cast, one)
    assert len(texts_queued(session)) == 2


@pytest.mark.parametrize(
    ("was", "stands"),
    [
        (Moderation.SUBMITTED, Moderation.SUBMITTED),
        (Moderation.IN_PROGRESS, Moderation.IN_PROGRESS),
        (Moderation.QUESTION, Moderation.IN_PROGRESS),
    ],
)
def test_it_stands_where_it_stood(
    session: Session, cast: Cast, was: Moderation, stands: Moderation
) -> None:
    one = idea_of_somebody(session, cast, "Een zitje", status=was)
    merge(session, cast, one, idea_of_somebody(session, cast, "Een bankje"))
    assert merging.stands_after(session, one) is stands
    unmerge(session, cast, one)
    assert one.status is stands


def test_a_link_of_a_chain_is_taken_out(session: Session, cast: Cast) -> None:
    first, second, third = (idea_of_somebody(session, cast, title) for title in "abc")
    fan = cast.neighbour
    follow(session, fan, first.ref, NOW)
    merge(session, cast, first, second)
    merge(session, cast, second, third)
    assert followed(session, fan.id) == {third.id}
    assert [one.id for one in merging.merged_into(session, third.id)] == [first.id, second.id]
    # The middle one takes along what had been merged into it.
    unmerge(session, cast, second)
    assert (first.status, first.merged_into_id) == (MERGED, second.id)
    assert followed(session, fan.id) == {second.id}
    unmerge(session, cast, first)
    assert followed(session, fan.id) == {first.id}
    assert merging.merged_into(session, second.id) == []


def test_the_first_of_a_chain_goes_by_itself(session: Session, cast: Cast) -> None:
    first, second, third = (idea_of_somebody(session, cast, title) for title in "abc")
    merge(session, cast, first, second)
    merge(session, cast, second, third)
    unmerge(session, cast, first)
    merge(session, cast, first, third)
    # It is with the third by itself now: the second does not take it along any more.
    unmerge(session, cast, second)
    assert (first.merged_into_id, second.status) == (third.id, PLACED)


def test_who_followed_both_keeps_both(session: Session, cast: Cast) -> None:
    twin, bench = (idea_of_somebody(session, cast, title) for title in "ab")
    for one in (twin, bench):
        follow(session, cast.neighbour, one.ref, NOW)
    merge(session, cast, twin, bench)
    unmerge(session, cast, twin)
    assert followed(session, cast.neighbour.id) == {twin.id, bench.id}


def test_only_what_is_merged_and_still_there(session: Session, cast: Cast) -> None:
    twin, bench = (idea_of_somebody(session, cast, title) for title in "ab")
    with pytest.raises(MoveNotAllowed):
        merging.unmerge(session, twin, decision(cast.manager_zuid, twin))
    merge(session, cast, twin, bench)
    with pytest.raises(NotAllowed):
        merging.unmerge(session, twin, decision(cast.manager_noord, twin))
    with pytest.raises(MoveNotAllowed):
        moderation.place(session, twin, decision(cast.manager_zuid, twin))
    stale = decision(cast.manager_zuid, twin)
    unmerge(session, cast, twin)
    merge(session, cast, twin, bench)
    with pytest.raises(Conflict):
        merging.unmerge(session, twin, stale)
    erasing.empty(session, twin)
    session.flush()
    with pytest.raises(MoveNotAllowed):
        merging.unmerge(session, twin, decision(cast.manager_zuid, twin))


def test_of_two_who_merge_crosswise_one_wins(engine: Engine) -> None:
    cast = set_stage(engine)
    with transaction(engine) as session:
        pairs = [
            tuple(idea_of_somebody(session, cast, title).id for title in "ab") for _ in range(8)
        ]
    barrier = threading.Barrier(2, timeout=20)
    outcomes: dict[bool, list[str]] = {True: [], False: []}

    def work(forward: bool) -> None:
        for one, other in pairs:
            ids = (one, other) if forward else (other, one)
            barrier.wait()
            outcomes[forward].append(try_to_merge(engine, cast.manager_zuid.id, *ids))

    threads = [threading.Thread(target=work, args=(forward,)) for forward in outcomes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {frozenset(pair) for pair in zip(*outcomes.values(), strict=True)} == {
        frozenset({"won", "not into"})
    }
    with transaction(engine) as session:
        assert len(session.scalars(select(Merge)).all()) == len(pairs)


def try_to_merge(engine: Engine, staff_id: int, one: int, other: int) -> str:
    try:
        with transaction(engine) as session:
            staff = session.get_one(Staff, staff_id)
            mine, into = session.get_one(Initiative, one), session.get_one(Initiative, other)
            merging.merge(session, mine, decision(staff, mine), into)
    except merging.NotInto:
        return "not into"
    return "won"
