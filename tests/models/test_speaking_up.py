"""A resident says something of an opgave, or what is important: read, answered, shown, erased."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import answering, linking, moderation, news
from models.initiatives.contributions import Contribution, ContributionKind, Matter, Reaction
from models.initiatives.erasing import erase
from models.initiatives.lifecycles import Moderation
from models.initiatives.matters import load_matters
from models.initiatives.published import count_published, ideas_per_opgave, published
from models.initiatives.queue import page
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.reactions import public_reactions
from models.initiatives.retention import retire
from models.initiatives.speaking_up import (
    A_DAY,
    Concern,
    SaidEnough,
    UnknownSubject,
    react,
    say_matters,
)
from models.initiatives.telling import frozen, spoken
from models.messages.outgoing import words
from models.people.staff import RoleName
from models.plan.cycles import Cycle, CycleState, Theme
from models.plan.din import Weight
from models.plan.opgaven import OpgaveState
from tests.acts import decision, texts_queued
from tests.builders import NOW, Cast, create_cast, create_staff, later

LONG = "Er is voor meisjes te weinig te doen. " * 10


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def next_cycle(session: Session, cast: Cast) -> Cycle:
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2028, 12, 31)}
    cycle = Cycle(slug="2027-2028", name="2027-2028", state=CycleState.PREPARING, **days)
    session.add(cycle)
    session.flush()
    return cycle


def say_something(session: Session, cast: Cast, text: str = "Dit klopt.") -> Reaction:
    slug = cast.plan_zuid.opgave.slug
    return react(session, slug, text, cast.resident, cast.address, NOW)


def matter(session: Session, cast: Cast, **changes: str) -> Matter:
    fields = {"words": "Scheve stoepen", "wijk": "assendorp", "theme": "cohesie"} | changes
    return say_matters(session, Concern(**fields), cast.resident, cast.address, NOW)


def place(session: Session, cast: Cast, contribution: Contribution) -> None:
    told = frozen(news.placed(news.about(contribution, "https://wijk.test"), None), "nl")
    moderation.place(session, contribution, decision(cast.manager_zuid, contribution, told))


def test_a_reaction_waits_in_the_queue_of_the_opgaves_stadsdeel(
    session: Session, cast: Cast
) -> None:
    said = say_something(session, cast, LONG)
    assert (said.kind, said.stadsdeel_id) == (ContributionKind.REACTION, cast.zuid.id)
    assert (said.wijk_id, said.opgave_id) == (cast.wijk_zuid.id, cast.plan_zuid.opgave.id)
    assert (len(said.title), said.body) == (100, LONG[:2000])
    assert said.due_on == date(2026, 11, 23)
    [card] = page(session, cast.manager_zuid, Filters(tab=Tab.TO_DO), NOW).cards
    assert (card.ref, card.kind) == (said.ref, ContributionKind.REACTION)
    assert counts(session, cast.manager_zuid, NOW)[Tab.TO_DO].number == 1
    assert not counts(session, cast.manager_zuid, NOW)[Tab.OBJECTIONS]
    assert page(session, cast.manager_noord, Filters(), NOW).cards == []


def test_who_lives_elsewhere_reacts_without_a_wijk(session: Session, cast: Cast) -> None:
    slug = cast.plan_noord.opgave.slug
    said = react(session, slug, "Mooi", cast.resident, cast.address, NOW)
    assert (said.stadsdeel_id, said.wijk_id) == (cast.noord.id, None)


def test_once_placed_it_stands_with_the_opgave_and_nowhere_else(
    session: Session, cast: Cast
) -> None:
    said = say_something(session, cast)
    opgave_id = cast.plan_zuid.opgave.id
    assert public_reactions(session, opgave_id) == ()
    place(session, cast, said)
    [shown] = public_reactions(session, opgave_id)
    assert (shown.words, shown.language, shown.on) == ("Dit klopt.", "nl", date(2026, 11, 16))
    assert published(session) == ()
    assert count_published(session) == 0
    linking.link(session, said, decision(cast.manager_zuid, said), _subject(cast), Weight.LIGHT, "")
    assert ideas_per_opgave(session, [opgave_id]) == {}


def test_its_writer_hears_in_words_that_fit(session: Session, cast: Cast) -> None:
    said = say_something(session, cast)
    place(session, cast, said)
    assert texts_queued(session) == [
        f"Het gaat over uw bericht Dit klopt. ({said.ref}).\n\n"
        "Wij zetten uw reactie op de website, zonder uw naam."
    ]
    about = news.about(said, "https://wijk.test")
    assert about.page == f"https://wijk.test/opgave/{cast.plan_zuid.opgave.slug}"
    declined = spoken(frozen(news.declined(about, words("Dubbel."), "14038"), "nl"))
    assert "Wij nemen uw bericht niet over" in declined
    assert "idee" not in declined


def _subject(cast: Cast) -> linking.Subject:
    opgave = cast.plan_zuid.opgave
    return linking.Subject(opgave.id, opgave.title)


def test_a_question_about_it_is_answered_like_any_other(session: Session, cast: Cast) -> None:
    said = say_something(session, cast)
    moderation.ask(session, said, decision(cast.manager_zuid, said), "Waar?")
    answering.answer(session, cast.resident.id, said.ref, "Bij de kerk", NOW)
    assert said.status is Moderation.IN_PROGRESS


@pytest.mark.parametrize("slug", ["bestaat-niet", "", "zuid' OR 1=1"])
def test_nothing_is_said_of_what_is_not_there(session: Session, cast: Cast, slug: str) -> None:
    with pytest.raises(UnknownSubject):
        react(session, slug, "Hoi", cast.resident, cast.address, NOW)


def test_nothing_is_said_of_what_is_still_written(session: Session, cast: Cast) -> None:
    session.merge(cast.plan_zuid.opgave).state = OpgaveState.PREPARING
    session.flush()
    with pytest.raises(UnknownSubject):
        say_something(session, cast)


def test_five_a_day_is_enough(session: Session, cast: Cast) -> None:
    for _ in range(A_DAY - 1):
        say_something(session, cast)
    matter(session, cast)
    with pytest.raises(SaidEnough):
        say_something(session, cast)
    with pytest.raises(SaidEnough):
        matter(session, cast)
    slug = cast.plan_zuid.opgave.slug
    assert react(session, slug, "Morgen", cast.resident, cast.address, later(days=1))


def test_what_matters_is_for_the_cycle_that_is_prepared(
    session: Session, cast: Cast, next_cycle: Cycle
) -> None:
    said = matter(session, cast, place="Bij de kerk")
    assert (said.kind, said.for_cycle_id) == (ContributionKind.MATTER, next_cycle.id)
    assert (said.wijk_id, said.place_text) == (cast.wijk_zuid.id, "Bij de kerk")
    theme = session.get_one(Theme, said.theme_id)
    assert theme.name == "Sociale cohesie", "while the next cycle has none of its own"
    session.add(Theme(cycle_id=next_cycle.id, slug="wonen", name="Wonen"))
    session.flush()
    assert matter(session, cast, theme="cohesie").theme_id is None
    assert session.get_one(Theme, matter(session, cast, theme="wonen").theme_id).name == "Wonen"
    with pytest.raises(UnknownSubject):
        matter(session, cast, wijk="atlantis")


def test_editors_see_the_list_with_counts_and_where_it_went(
    session: Session, cast: Cast, next_cycle: Cycle
) -> None:
    waits, first, second = (matter(session, cast, words=text) for text in ("Een", "Twee", "Drie"))
    open_theme = matter(session, cast, words="Vier", theme="")
    for each in (first, second, open_theme):
        place(session, cast, each)
    by = decision(cast.manager_zuid, second)
    linking.link(session, second, by, _subject(cast), Weight.LIGHT, "")
    found = load_matters(session, create_staff(session, "Rita", RoleName.REDACTEUR))
    assert found.cycle == "2027-2028"
    assert {line.words for line in found.lines} == {"Twee", "Drie", "Vier"}
    assert found.by_theme == [("Sociale cohesie", 2), ("", 1)]
    assert found.by_wijk == [("Assendorp", 3)]
    went = {line.words: line.opgaven for line in found.lines}
    assert went["Drie"] == (cast.plan_zuid.opgave.title,)
    assert load_matters(session, cast.manager_noord).lines == []
    assert waits.ref not in {line.ref for line in found.lines}


def test_erasing_leaves_the_public_words_and_nobody(session: Session, cast: Cast) -> None:
    shown, waiting = say_something(session, cast), matter(session, cast, place="Bij mij thuis")
    place(session, cast, shown)
    erase(session, cast.resident, NOW)
    session.flush()
    assert (shown.resident_id, shown.address_id) == (None, None)
    assert [one.words for one in public_reactions(session, cast.plan_zuid.opgave.id)] == [
        "Dit klopt."
    ]
    session.refresh(waiting)
    assert (waiting.title, waiting.body, waiting.place_text) == ("-", None, None)
    assert (waiting.status, waiting.resident_id) == (Moderation.WITHDRAWN, None)


def test_what_was_said_goes_after_the_term_of_the_gemeente(session: Session, cast: Cast) -> None:
    said = say_something(session, cast)
    place(session, cast, said)

    def after(months: float) -> Reaction:
        while retire(session, NOW + timedelta(days=30.44 * months)):
            session.flush()
        session.expire_all()
        return session.scalars(select(Reaction)).one()

    assert after(59).public_title == "Dit klopt."
    gone = after(60.1)
    assert (str(gone.status), gone.title, gone.public_title) == ("verborgen", "-", None)
