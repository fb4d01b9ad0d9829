"""What may happen halfway: another phone, another wijk, a change of heart, a thing that is hidden.

Each is a story of one or two people at the real database.
"""

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from models.db import database_now, transaction
from models.initiatives import answering, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.photos import Photo
from models.messages import delivering
from models.messages.conversations import Conversation
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import message, words
from models.messages.sending import Terms, enqueue
from models.people.consents import set_opt_in
from models.people.residents import Address, OptIn, Resident
from models.people.staff import RoleName
from models.plan.areas import Area
from tests.bot.talker import Talker, turns_of
from tests.builders import create_photo, create_staff
from tests.zwolle import load_zwolle


@pytest.fixture
def ria(engine: Engine) -> Talker:
    """Somebody in Diezerpoort."""
    load_zwolle(engine)
    ria = Talker(engine)
    for text in ("/start", "8022", "ja"):
        ria.says_and_hears(text)
    return ria


def propose(ria: Talker, title: str = "Een bankje") -> str:
    """Hand in an idea. Gives its reference."""
    for text in ("/nieuw begin", title, "Ontmoeten", "Voor iedereen", "hele wijk", "ja"):
        ria.says_and_hears(text)
    with transaction(ria.engine) as session:
        asked_age = session.scalars(select(Resident.sixteen_or_older)).first() is None
    for text in ("ja",) if asked_age else ():
        ria.says_and_hears(text)
    for text in ("overslaan", "zonder naam"):
        ria.says_and_hears(text)
    ria.says_and_hears("Versturen")
    with transaction(ria.engine) as session:
        return session.scalars(select(Initiative.ref).order_by(Initiative.id.desc())).first() or ""


def idea_of(session: Session, ref: str) -> Initiative:
    return session.scalars(select(Initiative).where(Initiative.ref == ref)).one()


def decide(engine: Engine, ref: str, act: str) -> None:
    with transaction(engine) as session:
        idea = idea_of(session, ref)
        area = session.get_one(Area, idea.stadsdeel_id)
        staff = create_staff(session, f"Staf {idea.version}", RoleName.WIJKMANAGER, area)
        by = Decision(staff, idea.version, database_now(session))
        if act == "place":
            moderation.place(session, idea, by)
        elif act == "hide":
            moderation.hide(session, idea, by, "Zo.")
        else:
            moderation.decline(session, idea, by, "Te duur.")


def second_phone(ria: Talker) -> Talker:
    """The same person on another phone: one resident, two chats."""
    other = Talker(ria.engine, chat=ria.chat + 1)
    other.says_and_hears("hallo")
    with transaction(ria.engine) as session:
        mine, theirs = session.scalars(select(Address).order_by(Address.id)).all()
        session.execute(
            update(Address).where(Address.id == theirs.id).values(resident_id=mine.resident_id)
        )
    return other


def test_another_wijk_halfway_a_proposal_leaves_the_proposal_where_it_is_about(
    ria: Talker,
) -> None:
    for text in ("/nieuw begin", "Een bankje", "Ontmoeten", "Voor iedereen"):
        ria.says_and_hears(text)
    for text in ("/wijk", "8012", "ja"):
        ria.says_and_hears(text)
    with transaction(ria.engine) as session:
        home = session.scalars(select(Area.name).join(Resident, Resident.wijk_id == Area.id)).one()
        draft = session.scalars(select(Conversation)).one().state["draft"]
    assert (home, draft["wijk"], draft["idea"]) == ("Assendorp", "diezerpoort", "Een bankje")
    assert "Waar is het?" in ria.says_and_hears("/nieuw verder")
    assert "Heel Diezerpoort" in ria.says_and_hears("hele wijk")


def test_each_phone_has_its_own_draft_and_both_see_the_same_ideas(ria: Talker) -> None:
    ref = propose(ria)
    other = second_phone(ria)
    assert ref in other.says_and_hears("/mijn")
    for text in ("/nieuw begin", "Een boom"):
        other.says_and_hears(text)
    assert "Een boom" not in ria.says_and_hears("/start")
    assert "Een boom" in other.says_and_hears("/start")


def test_withdrawn_on_one_phone_while_the_other_asks_whether_to(ria: Talker) -> None:
    ref = propose(ria)
    other = second_phone(ria)
    for phone in (ria, other):
        assert "intrekken?" in phone.says_and_hears(f"/intrekken {ref}")
    assert "ingetrokken" in ria.says_and_hears("Ja, intrekken")
    assert "al gesloten" in other.says_and_hears("Ja, intrekken")


def test_erased_on_one_phone_while_the_other_changes_it(ria: Talker) -> None:
    ref = propose(ria)
    other = second_phone(ria)
    for text in (f"/wijzig {ref}", "Mijn idee", "Een houten bank"):
        other.says_and_hears(text)
    for text in (f"/wis {ref}", "Ja, wissen"):
        ria.says_and_hears(text)
    assert "vind ik niet" in other.says_and_hears("Versturen")
    with transaction(ria.engine) as session:
        assert session.scalars(select(Initiative.title)).one() == "-"


def test_a_link_to_something_hidden_says_no_more_than_a_link_to_nothing(ria: Talker) -> None:
    ref = propose(ria, "Een verborgen bankje")
    decide(ria.engine, ref, "place")
    stranger = Talker(ria.engine, chat=99)
    assert "Een verborgen bankje" in stranger.says_and_hears(f"/start i_{ref}")
    decide(ria.engine, ref, "hide")
    hidden, nothing = (Talker(ria.engine, chat=chat) for chat in (100, 101))
    said = hidden.says_and_hears(f"/start i_{ref}")
    assert "bankje" not in said
    assert said == nothing.says_and_hears("/start i_Z-9999")
    for command in ("idee", "mijn", "wijzig", "nogeens", "wis", "intrekken", "antwoord"):
        asked, of_nothing = (one.says_and_hears(f"/{command} {ref}") for one in (hidden, nothing))
        assert "bankje" not in asked
        assert asked == of_nothing


def test_who_erases_themselves_halfway_a_proposal_leaves_nothing_of_it(ria: Talker) -> None:
    for text in ("/nieuw begin", "Een geheim plan", "Ontmoeten"):
        ria.says_and_hears(text)
    with transaction(ria.engine) as session:
        create_photo(session, session.scalars(select(Resident)).one())
    more = ria.data_of("Overslaan")
    for text in ("/verwijder", "Ja, verder"):
        ria.says_and_hears(text)
    assert "gewist" in ria.says_and_hears("Ja, wis alles")
    with transaction(ria.engine) as session:
        assert session.scalars(select(Photo)).all() == []
        assert "geheim" not in str(session.scalars(select(Conversation)).one().state)
    ria.taps(more)
    turns_of(ria.engine).take()
    assert "Deze knop is oud." in ria.last()
    assert "geheim" not in ria.says_and_hears("/nieuw verder")


def test_with_ideas_on_the_site_one_chooses_what_becomes_of_them(ria: Talker) -> None:
    ref = propose(ria)
    decide(ria.engine, ref, "place")
    assert "Wat doen wij met wat geplaatst is?" in ria.says_and_hears("/verwijder")
    assert "Weet u het zeker?" in ria.says_and_hears("Ook weghalen")
    assert "gewist" in ria.says_and_hears("Ja, wis alles")
    with transaction(ria.engine) as session:
        idea = idea_of(session, ref)
        assert (idea.status, idea.title) == (Moderation.WITHDRAWN, "-")


def test_a_second_look_is_asked_where_the_decision_was_read(ria: Talker) -> None:
    ref = propose(ria)
    decide(ria.engine, ref, "decline")
    assert "geen bezwaar" in ria.says_and_hears(f"/nogeens {ref}")
    assert "uiterlijk" in ria.says_and_hears("Er is nog geld over.")
    assert "kijkt hier nog eens naar" in ria.says_and_hears(f"/mijn {ref}")
    assert "kijkt hier nog eens naar" in ria.says_and_hears(f"/nogeens {ref}")


def wait_with_everything(session: Session, address: Address) -> list[int]:
    """One message of each lane and of each kind that needs an opt-in, all waiting to go."""
    now = database_now(session)
    kinds: list[tuple[Lane, OptIn | None]] = [(Lane.SERVICE, None), (Lane.BULK, None)]
    kinds += [(lane, kind) for lane in (Lane.SERVICE, Lane.BULK) for kind in OptIn]
    for number, (lane, kind) in enumerate(kinds):
        body, terms = message([words("Nieuws")]), Terms(lane, opt_in=kind)
        assert enqueue(session, address, body, dedupe=f"w:{number}", now=now, terms=terms)
    session.flush()
    queued = select(OutMessage.id).where(OutMessage.dedupe.startswith("w:"))
    return list(session.scalars(queued.order_by(OutMessage.id)))


def opt_in_to_all(ria: Talker) -> None:
    with transaction(ria.engine) as session:
        resident = session.scalars(select(Resident)).one()
        for kind in OptIn:
            set_opt_in(session, resident, kind, True, database_now(session))


def went(session: Session, ids: list[int]) -> list[OutState]:
    """What becomes of them when the sender takes them, which is when it asks once more."""
    delivering.start(session, ids, database_now(session))
    rows = select(OutMessage.state).where(OutMessage.id.in_(ids)).order_by(OutMessage.id)
    return list(session.scalars(rows))


def test_before_stop_all_of_it_goes(ria: Talker) -> None:
    """Without this the next test could not fail."""
    opt_in_to_all(ria)
    with transaction(ria.engine) as session:
        ids = wait_with_everything(session, session.scalars(select(Address)).one())
        assert set(went(session, ids)) == {OutState.SENDING}


def test_after_stop_nothing_goes_any_more_that_waited_already(ria: Talker) -> None:
    opt_in_to_all(ria)
    with transaction(ria.engine) as session:
        ids = wait_with_everything(session, session.scalars(select(Address)).one())
    assert "Alle berichten staan nu uit" in ria.says_and_hears("/stop")
    with transaction(ria.engine) as session:
        assert set(went(session, ids)) == {OutState.EXPIRED}
        talk = select(OutMessage.id).where(OutMessage.lane == Lane.TALK)
        newest = session.scalars(talk.order_by(OutMessage.id.desc()).limit(1)).all()
        assert went(session, list(newest)) == [OutState.SENDING]


def test_consent_withdrawn_between_queue_and_send(ria: Talker) -> None:
    opt_in_to_all(ria)
    with transaction(ria.engine) as session:
        ids = wait_with_everything(session, session.scalars(select(Address)).one())
        of_burendag = list(
            session.scalars(
                select(OutMessage.id).where(
                    OutMessage.id.in_(ids), OutMessage.opt_in == OptIn.BURENDAG
                )
            )
        )
    for text in ("/instellingen", "Burendag en acties", "Zet uit"):
        ria.says_and_hears(text)
    with transaction(ria.engine) as session:
        assert set(went(session, of_burendag)) == {OutState.EXPIRED}
        assert set(went(session, [one for one in ids if one not in of_burendag])) == {
            OutState.SENDING
        }


def test_an_answer_on_a_closed_question_opens_it_in_the_chat(ria: Talker) -> None:
    ref = propose(ria)
    with transaction(ria.engine) as session:
        idea = idea_of(session, ref)
        idea.status, idea.question = Moderation.LAPSED, "Hoe breed?"
    assert "Hoe breed?" in ria.says_and_hears(f"/antwoord {ref}")
    assert "leest uw antwoord" in ria.says_and_hears("Twee meter")
    with transaction(ria.engine) as session:
        assert idea_of(session, ref).status is Moderation.IN_PROGRESS
        with pytest.raises(answering.NotAsked):
            answering.answer(session, 1, ref, "Nog eens", database_now(session))
