"""Following: only when asked, what is new since one looked, and news at once or bundled."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.asking import reaching, room
from models.db import transaction
from models.initiatives import changes, follow_news, following, looking
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.erasing import erase
from models.initiatives.follow_telling import FRESH, tell_followers
from models.initiatives.following import Follow, TooMany, follow, unfollow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.linking import Subject, link
from models.initiatives.realisation import set_realisation
from models.initiatives.submitting import Idea, submit
from models.initiatives.supporting import Unknown
from models.messages import queued as waiting
from models.messages.outbox import Lane, OutState
from models.people import consents
from models.people.residents import OptIn, Resident
from models.plan.din import EffortState, Weight
from models.plan.opgaven import OpgaveState
from models.plan.progress import Judgement, move_effort
from tests.acts import SEEN, decision, queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
    later,
)
from tests.statements import counted

PLACED = Moderation.PLACED
# NOW is a Monday; bundles go on Friday.
FRIDAY = NOW + timedelta(days=4, hours=2)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def bench(session: Session, cast: Cast) -> Initiative:
    """The resident's initiative, on the site."""
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, status=PLACED)


def at_once(session: Session, resident: Resident) -> None:
    consents.set_opt_in(session, resident, OptIn.AT_ONCE, True, NOW)


def runs(session: Session, cast: Cast, bench: Initiative, at: datetime) -> None:
    """Staff say that the initiative is carried out now. Its author is told of that otherwise."""
    for to in (Realisation.FEASIBLE, Realisation.RUNNING):
        by = decision(cast.manager_zuid, bench, None)
        set_realisation(session, bench, type(by)(by.staff, by.version, at), to, "")


def effort_runs(session: Session, cast: Cast, at: datetime) -> None:
    judgement = Judgement(cast.manager_zuid, at, "gemeente")
    effort = cast.plan_zuid.effort
    to = EffortState.RUNNING if effort.state is not EffortState.RUNNING else EffortState.DONE
    move_effort(session, effort, effort.state, to, judgement, lambda listener: SEEN)


def keys(session: Session) -> list[list[str]]:
    """The texts of each message on its way, by key."""
    return [[say.get("key", "") for say in (row.body or {})["says"]] for row in queued(session)]


def test_who_asks_follows_once_and_stops_as_easily(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    slug = cast.plan_zuid.opgave.slug
    for name in (bench.ref, bench.ref.lower(), slug, slug):
        follow(session, cast.neighbour, name, NOW)
    own = following.followed(session, following.of_resident(cast.neighbour.id))
    assert {one.subject.name for one in own} == {bench.ref, slug}
    for _ in range(2):
        unfollow(session, cast.neighbour, bench.ref)
        unfollow(session, cast.neighbour, slug)
    assert following.followed(session, following.of_resident(cast.neighbour.id)) == []


def test_what_is_not_public_cannot_be_followed_nor_be_told_from_nothing(
    session: Session, cast: Cast
) -> None:
    hidden = create_initiative(session, cast.wijk_zuid, status=Moderation.HIDDEN)
    cast.plan_noord.opgave.state = OpgaveState.PREPARING
    session.flush()
    for name in (hidden.ref, cast.plan_noord.opgave.slug, "Z-9999", "", "x" * 200):
        with pytest.raises(Unknown):
            follow(session, cast.neighbour, name, NOW)
        unfollow(session, cast.neighbour, name)


def test_nobody_follows_more_than_a_hundred(session: Session, cast: Cast) -> None:
    for _ in range(following.MOST):
        one = create_initiative(session, cast.wijk_zuid, status=PLACED)
        follow(session, cast.neighbour, one.ref, NOW)
    with pytest.raises(TooMany):
        follow(session, cast.neighbour, cast.plan_zuid.opgave.slug, NOW)


def test_an_author_follows_by_default_and_is_not_told_twice(session: Session, cast: Cast) -> None:
    idea = Idea("Bankje", "", "", "assendorp", PlaceKind.WIJK)
    made = submit(session, idea, cast.resident, cast.address, NOW)
    (own,) = session.scalars(select(Follow)).all()
    assert (own.resident_id, own.contribution_id) == (cast.resident.id, made.id)
    made.status, made.public_title, made.realisation = PLACED, "Bankje", Realisation.EXPLORING
    session.flush()
    consents.set_opt_in(session, cast.resident, OptIn.FOLLOWING, True, NOW)
    runs(session, cast, made, later(hours=1))
    assert tell_followers(session, FRIDAY) == 0


def test_what_is_new_is_new_until_one_looked(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    opgave = cast.plan_zuid.opgave
    follow(session, cast.neighbour, bench.ref, NOW)
    follow(session, cast.neighbour, opgave.slug, NOW)
    runs(session, cast, bench, later(days=1))
    effort_runs(session, cast, later(days=1))
    subject = Subject(opgave.id, opgave.title, None, "", None)
    link(session, bench, decision(cast.manager_zuid, bench), subject, Weight.LIGHT, "")
    session.flush()
    news = {one.subject.name: n for one, n in looking.overview(session, cast.neighbour.id)}
    # The link was made at the moment at which following began, so it is not new.
    assert news == {bench.ref: 2, opgave.slug: 1}
    seen = looking.look(
        session, cast.neighbour.id, following.find(session, bench.ref), later(days=2)
    )
    assert seen is not None
    assert seen.since == NOW
    assert [change.told["params"]["status"]["key"] for change in seen.news] == [
        "mine.was_haalbaar",
        "mine.was_loopt",
    ]
    news = {one.subject.name: n for one, n in looking.overview(session, cast.neighbour.id)}
    assert news == {bench.ref: 0, opgave.slug: 1}
    assert looking.look(session, cast.resident.id, following.find(session, bench.ref), NOW) is None


def test_who_wants_it_at_once_hears_at_once_and_others_on_friday(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    hasty, calm = cast.neighbour, create_resident(session)
    chat = create_address(session, calm)
    for one in (hasty, calm):
        follow(session, one, bench.ref, NOW)
        follow(session, one, cast.plan_zuid.opgave.slug, NOW)
    at_once(session, hasty)
    runs(session, cast, bench, later(hours=1))
    # Something more may follow at once, and would be news of its own.
    assert tell_followers(session, later(hours=1, minutes=9)) == 0
    assert tell_followers(session, later(hours=1, minutes=10)) == 1
    assert tell_followers(session, later(hours=2)) == 0
    effort_runs(session, cast, later(days=1))
    assert tell_followers(session, FRIDAY - timedelta(hours=3)) == 1
    assert tell_followers(session, FRIDAY) == 1
    assert tell_followers(session, FRIDAY) == 0
    first, second, bundle = queued(session)
    assert {first.address_id, second.address_id} == {cast.neighbour_address.id}
    assert (bundle.address_id, bundle.lane, bundle.opt_in) == (
        chat.id,
        Lane.BULK,
        OptIn.FOLLOWING,
    )
    assert keys(session)[2] == [
        "following.bundle",
        *("following.subject", "following.effort"),
        *("following.subject", "mine.moment", "mine.moment"),
    ]


def test_at_night_nobody_is_told_and_old_news_not_at_all(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    follow(session, cast.neighbour, bench.ref, NOW)
    at_once(session, cast.neighbour)
    runs(session, cast, bench, later(hours=1))
    assert tell_followers(session, NOW.replace(hour=22)) == 0
    assert tell_followers(session, NOW + FRESH + timedelta(hours=2)) == 0
    assert queued(session) == []


def test_at_most_two_unasked_messages_a_week_whatever_they_are_about(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    follow(session, cast.neighbour, bench.ref, NOW)
    at_once(session, cast.neighbour)
    room.spoke(session, [cast.neighbour.id] * 2, NOW)
    runs(session, cast, bench, later(hours=1))
    assert tell_followers(session, later(hours=2)) == 0
    # A week on there is room again, and what waited is told.
    assert tell_followers(session, later(days=7, hours=1)) == 1
    consents.set_opt_in(session, cast.neighbour, OptIn.BURENDAG, True, NOW)
    room.spoke(session, [cast.neighbour.id], later(days=7, hours=1))
    mail = reaching.Mailing(
        "x", reaching.agreed(OptIn.BURENDAG), lambda _: follow_news.bundle([]), OptIn.BURENDAG
    )
    assert reaching.next_slice(session, mail, 0, later(days=8)) == []
    assert len(reaching.next_slice(session, mail, 0, later(days=15))) == 1
    assert room.forget(session, later(days=15)) == 4


@pytest.mark.parametrize("how", ["off", "stop", "erase", "young", "unfollow", "hidden"])
def test_who_does_not_want_it_any_more_hears_nothing(
    session: Session, cast: Cast, bench: Initiative, how: str
) -> None:
    follow(session, cast.neighbour, bench.ref, NOW)
    at_once(session, cast.neighbour)
    runs(session, cast, bench, later(hours=1))
    if how == "off":
        consents.set_opt_in(session, cast.neighbour, OptIn.FOLLOWING, False, NOW)
    elif how == "stop":
        consents.stop_all(session, cast.neighbour, NOW)
    elif how == "erase":
        erase(session, cast.neighbour, NOW)
        assert session.scalars(select(Follow)).all() == []
    elif how == "young":
        cast.neighbour.sixteen_or_older = False
    elif how == "unfollow":
        unfollow(session, cast.neighbour, bench.ref)
    else:
        bench.status = Moderation.HIDDEN
    session.flush()
    assert tell_followers(session, later(hours=2)) == 0
    assert queued(session) == []


def test_consent_that_is_withdrawn_while_it_waits_is_asked_again(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    phone = create_address(session, cast.neighbour)
    follow(session, cast.neighbour, bench.ref, NOW)
    at_once(session, cast.neighbour)
    runs(session, cast, bench, later(hours=1))
    tell_followers(session, later(hours=2))
    (row,) = queued(session)
    assert (row.address_id, row.state) == (phone.id, OutState.QUEUED)
    consents.set_opt_in(session, cast.neighbour, OptIn.FOLLOWING, False, later(hours=2))
    assert waiting.expire(session, later(hours=2)) == 1
    session.refresh(row)
    assert row.state is OutState.EXPIRED


def test_who_is_under_16_follows_and_is_sent_nothing(
    session: Session, cast: Cast, bench: Initiative
) -> None:
    cast.neighbour.sixteen_or_older = False
    follow(session, cast.neighbour, bench.ref, NOW)
    runs(session, cast, bench, later(hours=1))
    assert tell_followers(session, FRIDAY) == 0


def test_queries_do_not_grow_with_followers_or_news(engine: Engine) -> None:
    with transaction(engine) as session:
        cast = create_cast(session)
    counts = []
    for people, at in ((2, later(days=20)), (8, later(days=40))):
        with transaction(engine) as session:
            refs = []
            for _ in range(people):
                one = create_initiative(session, session.merge(cast.wijk_zuid), status=PLACED)
                refs.append(one)
            for _ in range(people):
                somebody = create_resident(session)
                create_address(session, somebody)
                at_once(session, somebody)
                for one in refs:
                    follow(session, somebody, one.ref, at)
            manager = session.merge(cast.manager_zuid)
            for one in refs:
                by = decision(manager, one, None)
                now = at + timedelta(hours=1)
                set_realisation(
                    session, one, type(by)(manager, one.version, now), Realisation.FEASIBLE, ""
                )
        with transaction(engine) as session, counted(engine) as asked:
            assert tell_followers(session, at + timedelta(hours=2)) == people
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_the_changes_of_many_cost_as_many_queries_as_those_of_one(
    session: Session, cast: Cast, bench: Initiative, engine: Engine
) -> None:
    with counted(engine) as asked:
        changes.of_initiatives(session, [bench.id], NOW)
        changes.of_opgaven(session, [cast.plan_zuid.opgave.id], NOW)
    assert len(asked) == 5


def test_a_queue_that_is_full_takes_no_more(
    session: Session, cast: Cast, bench: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SLICE", 1)
    for _ in range(2):
        somebody = create_resident(session)
        create_address(session, somebody)
        at_once(session, somebody)
        follow(session, somebody, bench.ref, NOW)
    runs(session, cast, bench, later(hours=1))
    assert tell_followers(session, later(hours=2)) == 1
    assert tell_followers(session, later(hours=2)) == 0
    queued(session)[0].state = OutState.SENT
    session.flush()
    assert tell_followers(session, later(hours=2)) == 1
