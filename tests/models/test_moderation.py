"""What wijkmanagers decide, and what the resident hears of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.initiatives import moderation, news
from models.initiatives.changing import accept_change, decline_change
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moderation import Decision, NotOffered
from models.initiatives.moves import Conflict, Deed, MoveNotAllowed, NotThere
from models.initiatives.realisation import next_steps, set_realisation
from models.initiatives.second_look import confirm, look_again
from models.initiatives.telling import frozen, spoken
from models.messages.outbox import Lane, OutState
from models.messages.outgoing import message, words
from models.people.rights import NotAllowed
from models.people.staff import RoleName
from tests.acts import SEEN, decision, deeds, history, queued, texts_queued
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

M = Moderation


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)


def by_zuid(cast: Cast, idea: Initiative) -> Decision:
    return decision(cast.manager_zuid, idea)


def test_a_question_goes_out_exactly_as_it_was_seen(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    told = words("Hoe breed? <b>&_*[", "nl")
    body = frozen(news.asked(news.about(idea, "https://wijk.example"), told, 14), "nl")
    heard = moderation.ask(session, idea, Decision(cast.manager_zuid, 1, NOW, body), "Hoe breed?")
    assert heard
    assert (idea.status, idea.question) == (M.QUESTION, "Hoe breed?")
    (row,) = history(session, idea)
    (out,) = queued(session)
    assert out.body == body
    assert row.message == spoken(body)
    assert "Hoe breed? <b>&_*[" in row.message
    assert (row.words, row.staff_id) == ("Hoe breed?", cast.manager_zuid.id)
    assert (out.lane, out.state, out.dedupe) == (Lane.SERVICE, OutState.QUEUED, f"news:{row.id}")
    assert (out.address_id, out.contribution_id) == (cast.address.id, idea.id)


def test_placing_makes_the_residents_words_public_and_begins_the_exploring(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    assert moderation.place(session, idea, by_zuid(cast, idea))
    assert (idea.status, idea.placed_at) == (M.PLACED, NOW)
    assert (idea.public_title, idea.public_body) == (idea.title, idea.body)
    assert idea.realisation is Realisation.EXPLORING


def test_a_changed_text_waits_for_the_resident(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.offer(session, idea, by_zuid(cast, idea), "Een bank", "Korter.")
    assert (idea.status, idea.public_title) == (M.QUESTION, None)
    assert (idea.offered_title, idea.offered_body) == ("Een bank", "Korter.")
    assert idea.offered_until == NOW + timedelta(days=5)
    assert idea.title == "Een bankje bij de speeltuin"


def test_an_unchanged_text_is_no_offer(session: Session, cast: Cast, idea: Initiative) -> None:
    with pytest.raises(NotOffered):
        moderation.offer(session, idea, by_zuid(cast, idea), idea.title, idea.body)
    assert history(session, idea) == []


def test_what_is_on_the_site_stays_there_while_another_text_is_offered(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.place(session, idea, by_zuid(cast, idea))
    moderation.offer(session, idea, by_zuid(cast, idea), idea.title, "Zonder nummer.")
    assert (idea.status, idea.public_body) == (M.PLACED, idea.body)
    assert idea.offered_body == "Zonder nummer."


def test_a_reason_and_another_desk_are_kept(session: Session, cast: Cast, idea: Initiative) -> None:
    other = create_initiative(session, cast.wijk_zuid, cast.neighbour, cast.neighbour_address)
    moderation.decline(session, idea, by_zuid(cast, idea), "Er staan namen in.")
    moderation.refer(session, other, by_zuid(cast, other), "Meld het hier", "https://x.example")
    assert (idea.status, other.status) == (M.DECLINED, M.REFERRED)
    assert history(session, idea)[0].reason == "Er staan namen in."
    assert history(session, other)[0].reason == "Meld het hier https://x.example"


def test_handing_over_keeps_the_status_and_moves_the_rights(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.take_up(session, idea, by_zuid(cast, idea))
    moderation.hand_over(session, idea, by_zuid(cast, idea), cast.noord.id)
    assert (idea.status, idea.stadsdeel_id) == (M.IN_PROGRESS, cast.noord.id)
    assert idea.claimed_by_id is None
    with pytest.raises(NotAllowed):
        moderation.place(session, idea, by_zuid(cast, idea))
    moderation.place(session, idea, decision(cast.manager_noord, idea))


def test_only_to_another_stadsdeel(session: Session, cast: Cast, idea: Initiative) -> None:
    for nowhere in (cast.zuid.id, cast.wijk_noord.id, 999_999):
        with pytest.raises(NotThere):
            moderation.hand_over(session, idea, by_zuid(cast, idea), nowhere)


def test_hiding_and_showing_again_as_often_as_needed(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    moderation.place(session, idea, by_zuid(cast, idea))
    for _ in range(2):
        moderation.hide(session, idea, by_zuid(cast, idea), "Een buur staat erop.")
        assert idea.status is M.HIDDEN
        moderation.unhide(session, idea, by_zuid(cast, idea))
        assert (idea.status, idea.public_title) == (M.PLACED, idea.title)
    assert len(queued(session)) == 5


def test_a_note_stays_inside_and_stands_beside_other_acts(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    helper = create_staff(session, "Mees", RoleName.WIJKMEDEWERKER, cast.zuid)
    seen = decision(helper, idea)
    moderation.place(session, idea, by_zuid(cast, idea))
    assert not moderation.note(session, idea, seen, "Ik ken haar.")
    row = history(session, idea)[-1]
    assert (row.note, row.message) == ("Ik ken haar.", None)
    assert len(queued(session)) == 1


def test_a_question_can_be_taken_back(session: Session, cast: Cast, idea: Initiative) -> None:
    moderation.ask(session, idea, by_zuid(cast, idea), "Hoe breed?")
    moderation.take_up(session, idea, by_zuid(cast, idea))
    assert (idea.status, idea.question) == (M.IN_PROGRESS, None)
    assert (idea.owner_id, idea.claimed_by_id) == (cast.manager_zuid.id, None)


def test_a_second_look_is_once_and_by_another(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    coordinator = create_staff(session, "Coor", RoleName.COORDINATOR)
    moderation.decline(session, idea, by_zuid(cast, idea), "Nee.")
    with pytest.raises(MoveNotAllowed):
        moderation.take_up(session, idea, by_zuid(cast, idea))
    with pytest.raises(NotAllowed):
        look_again(session, idea, by_zuid(cast, idea), "Toch wel.")
    look_again(session, idea, decision(coordinator, idea), "Toch wel.")
    assert idea.status is M.IN_PROGRESS
    moderation.decline(session, idea, by_zuid(cast, idea), "Nog steeds niet.")
    with pytest.raises(MoveNotAllowed):
        look_again(session, idea, decision(coordinator, idea), "Toch wel.")


def test_who_declined_does_not_look_again(session: Session, cast: Cast, idea: Initiative) -> None:
    coordinator = create_staff(session, "Coor", RoleName.COORDINATOR)
    moderation.decline(session, idea, decision(coordinator, idea), "Nee.")
    with pytest.raises(MoveNotAllowed):
        look_again(session, idea, decision(coordinator, idea), "Toch wel.")


def test_a_melding_is_handled_and_nobody_hears(session: Session, cast: Cast) -> None:
    melding = create_objection(session, cast.wijk_zuid)
    heard = moderation.handle(session, melding, decision(cast.manager_zuid, melding), "Foto weg.")
    assert not heard
    assert melding.status is M.HANDLED
    (row,) = history(session, melding)
    assert (row.reason, row.message) == ("Foto weg.", None)
    assert queued(session) == []


def test_a_photo_is_hidden_and_shown(session: Session, cast: Cast, idea: Initiative) -> None:
    photo = create_photo(session, cast.resident, idea)
    loose = create_photo(session, cast.resident)
    moderation.show_photo(session, idea, by_zuid(cast, idea), photo, shown=False)
    session.refresh(photo)
    assert photo.hidden_at == NOW
    moderation.show_photo(session, idea, by_zuid(cast, idea), photo, shown=True)
    session.refresh(photo)
    assert photo.hidden_at is None
    with pytest.raises(NotThere):
        moderation.show_photo(session, idea, by_zuid(cast, idea), loose, shown=False)


def test_advice_then_work(session: Session, cast: Cast, idea: Initiative) -> None:
    with pytest.raises(MoveNotAllowed):
        set_realisation(session, idea, by_zuid(cast, idea), Realisation.FEASIBLE, "Er is plek.")
    assert next_steps(idea) == []
    moderation.place(session, idea, by_zuid(cast, idea))
    assert Realisation.FEASIBLE in next_steps(idea)
    set_realisation(session, idea, by_zuid(cast, idea), Realisation.FEASIBLE, "Er is plek.")
    set_realisation(session, idea, by_zuid(cast, idea), Realisation.RUNNING, "")
    assert (idea.realisation, idea.advice) == (Realisation.RUNNING, "Er is plek.")
    with pytest.raises(MoveNotAllowed):
        set_realisation(session, idea, by_zuid(cast, idea), Realisation.EXPLORING, "")
    moderation.hide(session, idea, by_zuid(cast, idea), "Even weg.")
    assert next_steps(idea) == []


def test_who_stopped_messages_hears_nothing_and_no_text_is_kept(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    cast.resident.muted = True
    session.flush()
    assert not moderation.place(session, idea, by_zuid(cast, idea))
    assert history(session, idea)[0].message is None
    assert queued(session) == []


def test_a_closed_chat_is_not_written_to_but_an_open_one_is(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    cast.address.closed_at = later(hours=1)
    session.flush()
    assert not moderation.ask(session, idea, by_zuid(cast, idea), "Hoe breed?")
    cast.neighbour_address.resident_id = cast.resident.id
    session.flush()
    moderation.take_up(session, idea, by_zuid(cast, idea))
    assert moderation.ask(session, idea, by_zuid(cast, idea), "Hoe breed?")
    assert queued(session)[0].address_id == cast.neighbour_address.id


def test_no_message_of_keys_is_ever_kept_as_what_was_said(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    unfrozen = news.placed(news.about(idea, ""), None)
    with pytest.raises(KeyError):
        moderation.place(session, idea, Decision(cast.manager_zuid, 1, NOW, unfrozen))


def every_act(
    session: Session, cast: Cast, idea: Initiative, seen: Decision
) -> list[Callable[[], bool]]:
    """Each act there is, on an idea of Zuid, with ids that are right."""
    on = (session, idea, seen)
    photo = create_photo(session, cast.resident, idea)
    melding = create_objection(session, cast.wijk_zuid)
    m = moderation
    return [
        lambda: m.take_up(*on),
        lambda: look_again(*on, "x"),
        lambda: confirm(*on, "x"),
        lambda: accept_change(*on),
        lambda: decline_change(*on, "x"),
        lambda: m.ask(*on, "?"),
        lambda: m.place(*on),
        lambda: m.offer(*on, "Anders", None),
        lambda: m.decline(*on, "Nee."),
        lambda: m.refer(*on, "Daar", ""),
        lambda: m.hand_over(*on, cast.noord.id),
        lambda: m.hide(*on, "Nee."),
        lambda: m.unhide(*on),
        lambda: m.note(*on, "x"),
        lambda: m.show_photo(*on, photo, shown=False),
        lambda: m.handle(session, melding, seen, "x"),
        lambda: set_realisation(*on, Realisation.FEASIBLE, ""),
    ]


def test_noord_may_do_nothing_in_zuid_nor_may_a_stranger(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    for staff in (cast.manager_noord, cast.stranger):
        for act in every_act(session, cast, idea, decision(staff, idea)):
            with pytest.raises(NotAllowed):
                act()
    assert (idea.version, idea.status, history(session, idea)) == (1, M.SUBMITTED, [])
    assert texts_queued(session) == []


def test_a_wijkmedewerker_notes_but_does_not_decide(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    helper = create_staff(session, "Mees", RoleName.WIJKMEDEWERKER, cast.zuid)
    moderation.note(session, idea, decision(helper, idea), "Ik ga langs.")
    with pytest.raises(NotAllowed):
        moderation.place(session, idea, decision(helper, idea))
    assert deeds(session, idea) == [Deed.NOTED]


def test_the_second_of_two_decisions_hears_of_the_first(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    seen = Decision(cast.manager_zuid, idea.version, NOW, SEEN)
    moderation.ask(session, idea, seen, "Hoe breed?")
    moderation.note(session, idea, seen, "Notities tellen niet mee.")
    with pytest.raises(Conflict) as first:
        moderation.ask(session, idea, seen, "Hoe lang?")
    assert first.value.act == Deed.ASKED
    assert idea.question == "Hoe breed?"
    assert len(queued(session)) == 1


def test_the_message_says_its_language(cast: Cast, idea: Initiative) -> None:
    body = frozen(message([words("Hallo")]), "nl")
    assert body["says"] == [{"words": "Hallo"}]
