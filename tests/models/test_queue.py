"""The queue of one's own stadsdeel: heaps, filters, paging, claims, and few queries."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives import (
    claiming,
    moderation,
    queue,
    queue_counts,
    queue_finding,
    reading,
)
from models.initiatives.contributions import ContributionKind
from models.initiatives.lateness import Late, late_for
from models.initiatives.lifecycles import Moderation
from models.initiatives.links import Link
from models.initiatives.moves import Deed
from models.initiatives.queue_counts import Count, count, counts
from models.initiatives.queue_filters import Age, Filters, Tab
from models.people.staff import RoleName
from tests.acts import decision, set_stage
from tests.builders import (
    NOW,
    Cast,
    create_cast,
    create_initiative,
    create_objection,
    create_photo,
    create_staff,
    later,
)
from tests.statements import counted

M = Moderation
TO_DO = Filters()


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def refs(session: Session, cast: Cast, filters: Filters = TO_DO) -> list[str]:
    return [card.ref for card in queue.page(session, cast.manager_zuid, filters, NOW).cards]


def test_the_heaps_and_their_counts(session: Session, cast: Cast) -> None:
    late = create_initiative(session, cast.wijk_zuid, due_on=date(2026, 11, 13))
    fresh = create_initiative(session, cast.wijk_zuid)
    waits = create_initiative(session, cast.wijk_zuid, status=M.QUESTION, due_on=date(2026, 11, 13))
    placed = create_initiative(session, cast.wijk_zuid, status=M.PLACED)
    melding = create_objection(session, cast.wijk_zuid, placed)
    create_initiative(session, cast.wijk_noord)
    numbers = {tab: one.number for tab, one in counts(session, cast.manager_zuid, NOW).items()}
    assert numbers == {
        Tab.TO_DO: 3,
        Tab.MINE: 0,
        Tab.LATE: 1,
        Tab.WAITING: 1,
        Tab.OBJECTIONS: 1,
        Tab.CHANGES: 0,
        Tab.LOOKS: 0,
        Tab.PLANS: 0,
    }
    assert sorted(refs(session, cast)) == sorted([late.ref, fresh.ref, melding.ref])
    assert refs(session, cast)[0] == late.ref
    assert refs(session, cast, Filters(Tab.LATE)) == [late.ref]
    assert refs(session, cast, Filters(Tab.WAITING)) == [waits.ref]
    assert refs(session, cast, Filters(Tab.OBJECTIONS)) == [melding.ref]
    everything = [melding.ref, placed.ref, waits.ref, fresh.ref, late.ref]
    assert refs(session, cast, Filters(Tab.ALL)) == everything


def test_what_is_due_today_is_not_late_until_the_day_is_over_here(
    session: Session, cast: Cast
) -> None:
    create_initiative(session, cast.wijk_zuid, due_on=date(2026, 11, 16))
    staff = cast.manager_zuid
    assert not counts(session, staff, later(hours=13, minutes=59))[Tab.LATE]
    # 23:01 in London: in Zwolle it is the 17th.
    (card,) = queue.page(session, staff, Filters(), later(hours=14, minutes=1)).cards
    assert card.late


def test_a_card_says_what_one_needs_to_choose(session: Session, cast: Cast) -> None:
    idea = create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, category_id=cast.category.id
    )
    create_photo(session, cast.resident, idea)
    claiming.claim(session, idea, cast.manager_zuid, NOW)
    (card,) = queue.page(session, cast.manager_zuid, Filters(), NOW).cards
    assert (card.wijk, card.stadsdeel, card.category) == ("Assendorp", "Zuid", "Ontmoeten")
    assert (card.photos, card.claimed_by, card.answered) == (1, "Zahra Zuid", False)
    (card,) = queue.page(session, cast.manager_zuid, Filters(), later(minutes=31)).cards
    assert card.claimed_by == ""


def test_filters(session: Session, cast: Cast) -> None:
    one = create_initiative(session, cast.wijk_zuid, title="Een 100%_echte bank")
    two = create_initiative(session, cast.wijk_zuid, title="Moestuin", body="Bij de KERK")
    melding = create_objection(session, cast.wijk_zuid)

    def found(**asked: object) -> list[str]:
        return refs(session, cast, Filters(Tab.ALL, **asked))  # type: ignore[arg-type]

    assert found(words="kerk moes") == [two.ref]
    assert found(words="bankjes") == [one.ref]
    assert found(words="100%_echt") == [one.ref]
    assert found(words="kerk zwembad") == []
    assert found(words="%") == []
    assert len(found(words="een de")) == 3
    assert found(words=one.ref.lower()) == [one.ref]
    assert found(kind=ContributionKind.OBJECTION) == [melding.ref]
    assert found(status=M.PLACED) == []
    assert found(wijk_id=cast.wijk_noord.id) == []
    assert found(wijk_id=cast.wijk_zuid.id, words="bank") == [one.ref]


def test_filters_on_age_category_and_opgave(session: Session, cast: Cast) -> None:
    old = create_initiative(session, cast.wijk_zuid, submitted_at=later(days=-400))
    sorted_ = create_initiative(session, cast.wijk_zuid, category_id=cast.category.id)
    read = create_initiative(session, cast.wijk_zuid, opgave_id=cast.plan_zuid.opgave.id)
    linked = create_initiative(session, cast.wijk_zuid, submitted_at=later(days=-20))
    subject = Link(
        contribution_id=linked.id, opgave_id=cast.plan_zuid.opgave.id, weight=2, linked_at=NOW
    )
    session.add(subject)
    session.flush()

    def found(**asked: object) -> list[str]:
        return refs(session, cast, Filters(Tab.ALL, **asked))  # type: ignore[arg-type]

    assert found(age=Age.WEEK) == [read.ref, sorted_.ref]
    assert found(age=Age.MONTH) == [read.ref, sorted_.ref, linked.ref]
    assert found(age=Age.OLDER) == found(age=Age.YEARS) == [old.ref]
    assert found(category_id=cast.category.id) == [sorted_.ref]
    assert found(opgave_id=cast.plan_zuid.opgave.id) == [read.ref, linked.ref]
    assert found(opgave_id=cast.plan_noord.opgave.id) == []


def test_mine_is_what_i_took_up_or_have_open(session: Session, cast: Cast) -> None:
    other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    taken, open_, others = (create_initiative(session, cast.wijk_zuid) for _ in range(3))
    moderation.take_up(session, taken, decision(cast.manager_zuid, taken))
    claiming.claim(session, open_, cast.manager_zuid, NOW)
    moderation.take_up(session, others, decision(other, others))
    assert refs(session, cast, Filters(Tab.MINE)) == [taken.ref, open_.ref]
    much_later = queue.page(session, cast.manager_zuid, Filters(Tab.MINE), later(hours=1)).cards
    assert [(card.ref, card.owner) for card in much_later] == [(taken.ref, "Zahra Zuid")]
    moderation.hand_over(session, taken, decision(cast.manager_zuid, taken), cast.noord.id)
    assert counts(session, cast.manager_zuid, later(hours=1))[Tab.MINE].number == 0


@pytest.fixture
def looks_at_few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Words are looked for among two rows, then in the index."""
    monkeypatch.setattr(queue_finding, "NEAR", 2)
    queue_finding._ids.cache_clear()
    yield
    queue_finding._ids.cache_clear()


@pytest.mark.usefixtures("looks_at_few")
@pytest.mark.parametrize("tab", [Tab.ALL, Tab.TO_DO])
@pytest.mark.parametrize("opened", [2, 5000])
@pytest.mark.parametrize("words", ["zeepkist", "bankje zeepkist", "zeepkist een"])
def test_what_is_rare_is_found_behind_what_comes_next(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, words: str, opened: int, tab: Tab
) -> None:
    monkeypatch.setattr(queue_finding, "_OPENED", opened)
    title, text = "Een zeepkistenrace", "Bij een bankje."
    create_initiative(session, cast.wijk_noord, title=title, body=text)
    rare = [
        create_initiative(session, cast.wijk_zuid, title=title, body=text).ref for _ in range(3)
    ]
    for place in range(8):
        fresh = NOW.date() - timedelta(10)
        create_initiative(session, cast.wijk_zuid, body=text * (place > 3), due_on=fresh)
    asked = Filters(tab, words=words)
    expected = rare[::-1] if tab is Tab.ALL else rare
    assert refs(session, cast, asked) == expected
    first = queue.page(session, cast.manager_zuid, asked, NOW, size=2)
    rest = queue.page(session, cast.manager_zuid, asked, NOW, first.after, size=2)
    assert [card.ref for card in (*first.cards, *rest.cards)] == expected
    assert rest.after is None


def test_counts_of_filters_say_when_there_is_more(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        create_initiative(session, cast.wijk_zuid)
    create_initiative(session, cast.wijk_zuid, title="Moestuin")
    asked = [Filters(), Filters(words="moestuin"), Filters(words="bankje"), Filters(Tab.WAITING)]
    assert count(session, cast.manager_zuid, asked, NOW) == [Count(5), Count(1), Count(4), Count()]
    monkeypatch.setattr(queue_counts, "MOST", 3)
    assert str(count(session, cast.manager_zuid, asked, NOW)[0]) == "3+"


@pytest.mark.parametrize("tab", [Tab.TO_DO, Tab.ALL])
def test_paging_shows_each_once(session: Session, cast: Cast, tab: Tab) -> None:
    for days in (3, 1, 2, 1, 3, 2, 1):
        create_initiative(session, cast.wijk_zuid, due_on=NOW.date() + timedelta(days))
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = queue.page(session, cast.manager_zuid, Filters(tab), NOW, after, size=3)
        seen += [card.ref for card in page.cards]
        after = page.after
    assert after is None
    assert seen == refs(session, cast, Filters(tab))
    assert len(set(seen)) == 7


def test_everybody_sees_what_they_may_read(session: Session, cast: Cast) -> None:
    zuid = create_initiative(session, cast.wijk_zuid)
    noord = create_initiative(session, cast.wijk_noord)
    coordinator = create_staff(session, "Coor", RoleName.COORDINATOR)
    beheerder = create_staff(session, "Bea", RoleName.BEHEERDER)
    expected = {
        cast.manager_zuid: {zuid.ref},
        cast.manager_noord: {noord.ref},
        coordinator: {zuid.ref, noord.ref},
        cast.stranger: set(),
        beheerder: set(),
    }
    for staff, visible in expected.items():
        for tab in (Tab.TO_DO, Tab.ALL):
            page = queue.page(session, staff, Filters(tab), NOW)
            assert {card.ref for card in page.cards} == visible
        assert counts(session, staff, NOW)[Tab.TO_DO].number == len(visible)
        for idea in (zuid, noord):
            found = reading.find(session, staff, idea.ref.lower())
            assert (found is not None) == (idea.ref in visible)


def test_a_claim_is_seen_by_colleagues_and_forbids_nothing(session: Session, cast: Cast) -> None:
    other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    idea = create_initiative(session, cast.wijk_zuid)
    assert claiming.claim(session, idea, cast.manager_zuid, NOW)
    assert claiming.claim(session, idea, cast.manager_zuid, NOW)
    assert not claiming.claim(session, idea, other, later(minutes=29))
    assert claiming.claim(session, idea, other, later(minutes=31))
    claiming.release(session, idea, cast.manager_zuid)
    assert not claiming.claim(session, idea, cast.manager_zuid, later(minutes=32))
    claiming.release(session, idea, other)
    session.refresh(idea)
    assert (idea.claimed_by_id, idea.version) == (None, 1)
    moderation.place(session, idea, decision(cast.manager_zuid, idea))


def test_a_hundred_take_no_more_queries_than_ten(engine: Engine) -> None:
    cast = set_stage(engine)
    used = []
    for rows in (10, 90):
        with transaction(engine) as session:
            for _ in range(rows):
                idea = create_initiative(session, cast.wijk_zuid, cast.resident)
                create_photo(session, cast.resident, idea)
                note = decision(session.merge(cast.manager_zuid), idea)
                moderation.note(session, idea, note, "Even kijken.")
        with counted(engine) as statements, transaction(engine) as session:
            staff = session.merge(cast.manager_zuid)
            counts(session, staff, NOW)
            assert len(queue.page(session, staff, Filters(), NOW, size=100).cards) >= rows
            reading.dossier(session, reading.find(session, staff, idea.ref) or idea)
        used.append(len(statements))
    assert used[0] == used[1]


def test_the_file_of_one_contribution(session: Session, cast: Cast) -> None:
    idea = create_initiative(
        session,
        cast.wijk_zuid,
        cast.resident,
        cast.address,
        category_id=cast.category.id,
        opgave_id=cast.plan_zuid.opgave.id,
    )
    photo = create_photo(session, cast.resident, idea)
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    melding = create_objection(session, cast.wijk_zuid, idea)
    file = reading.dossier(session, idea)
    assert (file.category, file.opgave) == ("Ontmoeten", cast.plan_zuid.opgave.title)
    assert [line.id for line in file.photos] == [photo.id]
    (line,) = file.history
    assert (line.who, line.act, line.words) == ("Zahra Zuid", Deed.ASKED, "Hoe breed?")
    assert line.message.startswith("Beste bewoner,\n\n")
    assert reading.dossier(session, melding).about is idea
    assert reading.find_photo(session, idea, photo.id) is photo
    assert reading.find_photo(session, melding, photo.id) is None


def test_who_hears_what_is_late(session: Session, cast: Cast) -> None:
    coordinator = create_staff(session, "Coor", RoleName.COORDINATOR)
    mine = create_initiative(session, cast.wijk_zuid, due_on=date(2026, 11, 13))
    moderation.take_up(session, mine, decision(cast.manager_zuid, mine))
    nobodys = create_initiative(session, cast.wijk_zuid, due_on=date(2026, 11, 11))
    create_initiative(session, cast.wijk_zuid)
    assert late_for(session, cast.manager_zuid, NOW) == Late([mine.ref], [])
    # Friday the 13th: on Monday the 16th the owner still has their own two working days.
    assert late_for(session, coordinator, NOW) == Late([], [nobodys.ref])
    assert late_for(session, coordinator, later(days=2)).others == [nobodys.ref, mine.ref]
    assert late_for(session, cast.manager_noord, later(days=9)) == Late([], [])
