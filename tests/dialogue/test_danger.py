"""Danger and distress in what people type: who is in need hears a number, others are left alone.

The sentences were written by hand, half of them to be left alone; each round of them was first
tried unseen and then, with what it taught, became part of this file.
"""

from pathlib import Path

import pytest

from bot.dialogue.meaning.danger import dangers, numbers
from tests.dialogue.labelled import Labelled, labelled

SENTENCES = labelled(Path(__file__).with_name("danger_sentences.txt"))
NEEDED = [one for one in SENTENCES if one.label != "-"]
CLEAN = [one for one in SENTENCES if one.label == "-"]
RECALL, FALSE_ALARMS = 0.95, 0.05


def right(one: Labelled) -> bool:
    """Whether the number that belongs to it is among those shown."""
    found = dangers(one.sentence)
    return bool(found) and one.label in numbers(found)


def test_there_are_enough_sentences_of_both_sorts() -> None:
    assert len(NEEDED) >= 80
    assert len(CLEAN) >= 80


def test_who_is_in_need_gets_the_right_number() -> None:
    missed = [one.sentence for one in NEEDED if not right(one)]
    assert 1 - len(missed) / len(NEEDED) >= RECALL, missed


def test_few_are_alarmed_for_nothing() -> None:
    alarmed = [one.sentence for one in CLEAN if dangers(one.sentence)]
    assert len(alarmed) / len(CLEAN) <= FALSE_ALARMS, alarmed


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Er is geen brand", ()),
        ("Hij ademt niet", ("now",)),
        ("ik wil NIET meer leven!!", ("suicide",)),
        ("zelfmoort", ("suicide",)),
        ("Suïcide", ("suicide",)),
        ("De overleden buurman had een mooie tuin", ()),
        ("Er is brand. Mijn man slaat mij.", ("now", "home")),
        ("vroeger was hier brand", ()),
        ("vorige week is mijn fiets gestolen", ("police",)),
        ("", ()),
    ],
)
def test_what_undoes_a_word_and_what_does_not(sentence: str, kinds: tuple[str, ...]) -> None:
    assert dangers(sentence) == kinds


def test_112_is_always_shown_and_the_police_beside_it() -> None:
    assert numbers(("now",)) == ("now", "police")
    assert numbers(("suicide",)) == ("suicide", "now")
    assert numbers(("now", "home")) == ("now", "home", "police")
