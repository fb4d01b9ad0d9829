"""What the dialogue asks the neighbourhood to do, and what it must not remember."""

from dataclasses import replace

from bot.dialogue import engine
from bot.dialogue.events import Command, PhotoSent, Place
from bot.dialogue.facts import Facts
from bot.dialogue.registry import COMMANDS, TALKS
from bot.dialogue.state import State
from bot.dialogue.wishes.checkins import AnswerCheckIn
from bot.dialogue.wishes.finding import FindNearby, FindSimilar
from bot.dialogue.wishes.ideas import SubmitIdea
from bot.dialogue.wishes.supporting import GiveSupport
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.talking import Conversation

NAMED_IN_CHAT = (
    *("start", "wijk", "opgaven", "nieuw", "mijn", "checkin", "instellingen", "taal", "help"),
    *("privacy", "gegevens", "stop", "verwijder", "annuleer"),
)


def resident(**known: object) -> Conversation:
    facts: Facts = replace(stranger(), wijk="diezerpoort", sixteen_or_older=True)
    return Conversation(Neighbourhood(replace(facts, **known)))  # type: ignore[arg-type]


def test_every_command_of_the_contract_works_from_nothing() -> None:
    for name in NAMED_IN_CHAT:
        step = engine.step(State(), Command(name), stranger())
        assert step.replies or step.wishes


def test_a_talk_has_a_name_of_its_own_and_commands_are_not_shared() -> None:
    commands = [name for talk in TALKS.values() for name in talk.commands]
    assert sorted(commands) == sorted(COMMANDS)


def test_the_idea_is_handed_in_as_it_was_confirmed() -> None:
    talk = resident()
    for words in ("/nieuw begin", "Een  bank\nbij de vijver ", "ontmoeten", "Voor wie moe is."):
        talk.type(words)
    talk.hear(Place(52.5041, 6.1012))
    talk.type("ja")
    talk.hear(PhotoSent("p1"))
    for words in ("klaar", "ja", "ja, dat is goed", "Ria", "versturen"):
        talk.type(words)
    assert talk.home.wishes[-1] == SubmitIdea(
        title="Een bank bij de vijver",
        body="Voor wie moe is.",
        category="ontmoeten",
        wijk="assendorp",
        place_kind="pin",
        place_text="",
        lat=52.5041,
        lon=6.1012,
        photos=("p1",),
        people_visible=True,
        name="Ria",
        opgave="",
    )
    assert talk.state.draft is None


def test_a_street_after_a_pin_leaves_no_pin_behind() -> None:
    talk = resident()
    for words in ("/nieuw begin", "Een bank", "ontmoeten", "overslaan"):
        talk.type(words)
    talk.hear(Place(52.5041, 6.1012))
    for words in ("Vechtstraat", "ja", "overslaan", "zonder naam", "versturen"):
        talk.type(words)
    wish = talk.home.wishes[-1]
    assert isinstance(wish, SubmitIdea)
    assert (wish.place_kind, wish.place_text, wish.lat) == ("straat", "Vechtstraat", None)


def test_an_answer_to_a_check_in_stands_nowhere_in_the_state() -> None:
    for answer in ("soms", "2"):
        talk = resident()
        talk.home.checkin = "open"
        talk.type("/checkin")
        talk.type(answer)
        assert talk.home.wishes[-1] == AnswerCheckIn("tok1", 1)
        assert "a:1" not in talk.saved
        assert "tok1" not in talk.saved


def test_a_place_shared_to_find_ones_wijk_stands_nowhere_in_the_state() -> None:
    talk = Conversation()
    talk.type("/start")
    talk.hear(Place(52.5181, 6.1012))
    assert "52.51" not in talk.saved
    talk.type("ja")
    talk.hear(Place(52.5041, 6.1012))
    assert "52.50" not in talk.saved


def test_after_erasing_only_the_count_of_questions_is_left() -> None:
    talk = resident()
    for words in ("/nieuw begin", "Een geheim plan", "/verwijder", "ja, verder", "ja, wis alles"):
        talk.type(words)
    assert talk.state.draft is None
    assert "geheim" not in talk.saved
    assert not talk.home.facts.wijk


def test_a_plan_without_opgaven_schemes_or_contacts_still_talks() -> None:
    talk = resident()
    bare = replace(talk.home.facts.plan, opgaven=(), schemes=(), contacts={}, examples=(), ideas=())
    talk.home.facts = replace(talk.home.facts, plan=bare)
    for words in ("/opgaven", "/kan", "/kan geld", "/help", "/mijn", "/idee Z-0042", "/opgave x"):
        assert talk.type(words)


def test_a_place_that_is_looked_around_leaves_no_trace() -> None:
    talk = resident()
    talk.type("/buurt plek")
    talk.hear(Place(52.5041, 6.1012))
    assert talk.home.wishes[-1] == FindNearby(lat=52.5041, lon=6.1012)
    assert "52.50" not in talk.saved
    assert "6.10" not in talk.saved


def test_what_looks_like_it_is_asked_with_all_that_is_known() -> None:
    talk = resident()
    for words in ("/nieuw begin", "Tegels eruit", "ontmoeten", "Met tien buren.", "Vechtstraat"):
        talk.type(words)
    talk.type("ja")
    talk.type("2")
    talk.tap("Dit is ook mijn idee")
    assert talk.home.wishes[-2:] == [
        FindSimilar("Tegels eruit", "Met tien buren.", "ontmoeten", "diezerpoort", None, None),
        GiveSupport("Z-0043", "hart"),
    ]
    assert talk.state.draft is not None
    assert talk.state.draft.idea == "Tegels eruit"
