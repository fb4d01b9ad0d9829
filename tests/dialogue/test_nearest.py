"""A sentence with a wijk in it, a number to call: the small parts of being understood."""

import pytest

from bot.dialogue.areas import named_in
from bot.dialogue.talks.calling import phone_in
from bot.dialogue.wishes.understanding import NoteMiss
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.plan import WIJKEN
from tests.dialogue.talking import Conversation


@pytest.mark.parametrize(
    ("sentence", "wijk"),
    [
        ("ik wil een bankje in Assendorp", "Assendorp"),
        ("een bankje in asendorp graag", "Assendorp"),
        ("iets in Oud-Schelle", "Oud-Schelle"),
        ("bij Wijthmen en Herfte", "Wijthmen en Herfte"),
        ("een bankje bij de vijver", ""),
        ("", ""),
    ],
)
def test_a_wijk_is_heard_in_a_sentence(sentence: str, wijk: str) -> None:
    found = named_in(WIJKEN, sentence)
    assert (found.name if found else "") == wijk


@pytest.mark.parametrize(
    "text", ["06-12345678", "038 202 22 22", "+49 30 1234567", "0031612345678"]
)
def test_a_number_to_call(text: str) -> None:
    assert phone_in(text)


@pytest.mark.parametrize("text", ["14038", "06", "bel 0612345678 om 9 uur", "nee", "0" * 10])
def test_no_number_to_call(text: str) -> None:
    assert not phone_in(text)


def talk() -> Conversation:
    return Conversation(Neighbourhood(stranger()))


def test_a_miss_is_kept_masked() -> None:
    one = talk()
    one.type("/menu")
    one.type("blub van Jan op 0612345678")
    assert one.home.wishes == [NoteMiss("blub van * op *")]


def test_distress_and_answers_to_a_check_in_are_kept_for_nobody() -> None:
    one = talk()
    one.home.checkin = "open"
    for words in ("ik wil dood", "/checkin", "8022", "ja", "soms wel en soms niet hoor"):
        one.type(words)
    assert not [wish for wish in one.home.wishes if isinstance(wish, NoteMiss)]
