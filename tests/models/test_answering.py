"""The resident's side: an answer, an OK to a changed text, silence, and taking it back."""

import pytest
from sqlalchemy.orm import Session

from models.initiatives import answering, moderation, queue
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Conflict, Deed
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.silence import lapse_unanswered, release_silent
from tests.acts import decision, deeds, history, queued
from tests.builders import NOW, Cast, create_cast, create_initiative, later

M = Moderation
SITE = "https://wijk.example"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    return create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, name="Ria", show_name=True
    )


def test_an_answer_brings_it_back_to_the_queue_with_a_new_term(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter \u0000 <b>", later(days=4))
    assert (idea.status, idea.question) == (M.IN_PROGRESS, None)
    assert idea.due_on.isoformat() == "2026-11-27"
    assert history(session, idea)[-1].words == "Twee meter \u0000 <b>"
    (card,) = queue.page(session, cast.manager_zuid, Filters(Tab.TO_DO), later(days=4)).cards
    assert card.answered


def test_only_what_was_asked_can_be_answered(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    with pytest.raises(answering.NotAsked):
        answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    with pytest.raises(answering.NotAsked):
        answering.accept_text(session, cast.resident.id, idea.ref, True, NOW)
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    with pytest.raises(answering.NotAsked):
        answering.answer(session, cast.resident.id, idea.ref, "Drie meter", NOW)


def test_without_an_answer_it_lapses_and_a_late_answer_reopens_it(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    assert lapse_unanswered(session, later(days=14), SITE) == 0
    assert lapse_unanswered(session, later(days=15), SITE) == 1
    assert lapse_unanswered(session, later(days=16), SITE) == 0
    assert idea.status is M.LAPSED
    row = history(session, idea)[-1]
    assert (row.act, row.actor) == (Deed.LAPSED, "systeem")
    assert "Hoe breed?" in (row.message or "")
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", later(days=30))
    assert (idea.status, idea.question) == (M.IN_PROGRESS, None)


def test_an_offered_text_does_not_lapse(session: Session, cast: Cast, idea: Initiative) -> None:
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), "Een bank", None)
    assert lapse_unanswered(session, later(days=40), SITE) == 0


def test_a_neighbour_cannot_speak_for_the_resident(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    acts = answering
    for resident_id, ref in ((cast.neighbour.id, idea.ref), (cast.resident.id, "Z-9999")):
        with pytest.raises(acts.Unknown):
            acts.answer(session, resident_id, ref, "Twee meter", NOW)
        with pytest.raises(acts.Unknown):
            acts.accept_text(session, resident_id, ref, True, NOW)
        with pytest.raises(acts.Unknown):
            acts.withdraw(session, resident_id, ref, NOW)
    assert idea.status is M.QUESTION


def test_an_agreed_text_goes_out_with_the_name(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), "Een bank", None)
    answering.accept_text(session, cast.resident.id, idea.ref, True, later(days=1))
    assert (idea.status, idea.placed_at) == (M.PLACED, later(days=1))
    assert (idea.public_title, idea.public_body) == ("Een bank", None)
    assert idea.title == "Een bankje bij de speeltuin"
    assert idea.show_name
    assert idea.offered_title is None
    with pytest.raises(answering.NotAsked):
        answering.accept_text(session, cast.resident.id, idea.ref, False, later(days=1))


def test_a_refused_text_goes_back_to_the_wijkmanager(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), "Een bank", None)
    answering.accept_text(session, cast.resident.id, idea.ref, False, NOW)
    assert (idea.status, idea.public_title, idea.offered_title) == (M.IN_PROGRESS, None, None)
    assert release_silent(session, later(days=6), SITE) == 0


def test_silence_places_it_without_the_name(session: Session, cast: Cast, idea: Initiative) -> None:
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), "Een bank", "Zo.")
    assert release_silent(session, later(days=4, hours=23), SITE) == 0
    assert release_silent(session, later(days=5), SITE) == 1
    assert (idea.status, idea.public_title, idea.show_name) == (M.PLACED, "Een bank", False)
    assert idea.name == "Ria"
    row = history(session, idea)[-1]
    assert (row.act, row.actor) == (Deed.PLACED_UNNAMED, "systeem")
    assert "zonder uw naam" in (row.message or "")
    assert "Dit is nog geen vergunning en geen subsidie." in (row.message or "")
    assert release_silent(session, later(days=6), SITE) == 0
    assert len(queued(session)) == 2


def test_a_changed_text_of_what_is_on_the_site(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.place(session, idea, decision(cast.manager_zuid, idea))
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), idea.title, "Zonder nr.")
    answering.accept_text(session, cast.resident.id, idea.ref, False, NOW)
    assert (idea.status, idea.public_body) == (M.PLACED, idea.body)
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), idea.title, "Zonder nr.")
    answering.accept_text(session, cast.resident.id, idea.ref, True, NOW)
    assert (idea.status, idea.public_body) == (M.PLACED, "Zonder nr.")
    assert deeds(session, idea)[-2:] == [Deed.OFFERED, Deed.ACCEPTED]


def test_withdrawing_from_the_queue_and_from_the_site(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    placed = create_initiative(session, cast.wijk_zuid, cast.resident, status=M.PLACED)
    for mine in (idea, placed):
        answering.withdraw(session, cast.resident.id, mine.ref, NOW)
        assert mine.status is M.WITHDRAWN
        with pytest.raises(answering.TooLate):
            answering.withdraw(session, cast.resident.id, mine.ref, NOW)


def test_who_decides_after_an_answer_learns_that_the_resident_was_first(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    seen = decision(cast.manager_zuid, idea)
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    with pytest.raises(Conflict) as first:
        moderation.decline(session, idea, seen, "Geen antwoord.")
    assert (first.value.act, first.value.actor) == (Deed.ANSWERED, "inwoner")


def test_of_an_erased_idea_that_is_not_on_the_site_nothing_is_left(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    idea.place_text, idea.lon, idea.lat = "Bij mij voor de deur", 6.09, 52.5
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    moderation.offer(session, idea, decision(cast.manager_zuid, idea), "Een bank", "Van hout")
    erase(session, cast.resident, NOW)
    session.flush()
    assert (idea.status, idea.title, idea.body, idea.name) == (M.WITHDRAWN, "-", None, None)
    assert (idea.offered_title, idea.offered_body, idea.question) == (None, None, None)
    assert {getattr(idea, name) for name in ("place_text", "lon", "lat")} == {None}
    rows = history(session, idea)
    assert [row.words for row in rows] == [row.message for row in rows] == [None] * len(rows)


def test_of_an_erased_idea_on_the_site_the_public_words_stay(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.ask(session, idea, decision(cast.manager_zuid, idea), "Hoe breed?")
    answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    moderation.place(session, idea, decision(cast.manager_zuid, idea))
    erase(session, cast.resident, NOW)
    session.flush()
    assert (idea.public_title, idea.show_name, idea.resident_id) == (idea.title, False, None)
    session.expire_all()
    # A question of ours may name what they told us.
    said = {row.act: row.words for row in history(session, idea)}
    assert (said[Deed.ASKED], said[Deed.ANSWERED]) == (None, None)
