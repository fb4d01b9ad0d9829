"""What typed words mean: labels, numbers, and commands where words cannot be the answer."""

import pytest

from bot.dialogue.events import Choose, Command, Event, Text
from bot.dialogue.replies import Choice, Reply, Words, say
from bot.dialogue.state import State
from bot.understand import understand

CHOICES = (
    Choice("skip", say("button.skip")),
    Choice("cafe", Words("Café de Zwaan")),
    Choice("cut", Words("Kansen voor kinderen…")),
    Choice("no", say("button.other_wijk")),
)
ASKED = State(talk="wijk", turn=5, question=Reply((say("menu.what"),), rows=CHOICES))
FREE = State(talk="propose", turn=5, question=Reply((say("menu.what"),), CHOICES[:1]), free=True)
REST = State(talk="menu", turn=5, question=Reply((say("menu.what"),), rows=CHOICES))


def meant(words: str, state: State = ASKED, language: str = "nl") -> Event:
    return understand(Text(words), state, language)


@pytest.mark.parametrize("words", ["Overslaan", "overslaan.", " OVERSLAAN! ", "1", "1.", "over"])
def test_a_label_or_its_number_chooses(words: str) -> None:
    assert meant(words) == Choose("skip", 5)


def test_accents_and_what_was_cut_do_not_matter() -> None:
    assert meant("cafe de zwaan") == Choose("cafe", 5)
    assert meant("Kansen voor kinderen in Diezerpoort") == Choose("cut", 5)


def test_labels_are_read_in_the_language_they_are_shown_in() -> None:
    assert meant("skip", language="en") == Choose("skip", 5)
    assert meant("skip", language="nl") == Text("skip")


def test_a_number_that_is_not_there_is_just_text() -> None:
    assert meant("9") == Text("9")
    assert meant("8022") == Text("8022")


def test_no_chooses_no_and_yes_only_where_it_is_on_offer() -> None:
    assert meant("nee hoor") == Choose("no", 5)
    assert meant("ja") == Text("ja")


def test_where_any_words_answer_only_a_few_are_commands() -> None:
    assert meant("1", FREE) == Text("1")
    assert meant("wijk", FREE) == Text("wijk")
    assert meant("hulp", FREE) == Command("help")
    assert meant("overslaan", FREE) == Choose("skip", 5)


def test_stop_means_what_one_is_in_the_middle_of() -> None:
    assert meant("stop", FREE) == Command("annuleer")
    assert meant("Stop.", REST) == Command("stop")
    stoppable = State(talk="propose", question=Reply((), (Choice("stop", say("button.stop")),)))
    assert meant("stop", stoppable) == Choose("stop", 0)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("Mijn ideeën", Command("mijn")),
        ("english", Command("taal", "en")),
        ("what matters", Command("opgaven")),
        ("/nieuw n_ontmoeten", Command("nieuw", "n_ontmoeten")),
        ("/Help@zwolle_bot", Command("help")),
        ("/unknown", Command("unknown")),
        ("/", Text("/")),
    ],
)
def test_commands_and_their_plain_words(words: str, command: Event) -> None:
    assert meant(words, REST) == command


@pytest.mark.parametrize(
    ("other", "known"),
    [
        (Command("settings"), Command("instellingen")),
        (Command("new", "begin"), Command("nieuw", "begin")),
        (Command("yes"), Command("yes")),
        (Command("english"), Command("taal", "en")),
    ],
)
def test_commands_have_english_names_too(other: Command, known: Command) -> None:
    assert understand(other, REST, "nl") == known
