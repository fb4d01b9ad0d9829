"""Danger and distress in what people type: who is in need hears a number, others are left alone.

The sentences were written by hand, most of them to be left alone. Each round was tried unseen and
then became one of the examples that the bot itself reads; the last round never did, and tells how
well we hear what nobody wrote down.
"""

from pathlib import Path

import pytest

from bot.dialogue.meaning import likely
from bot.dialogue.meaning.danger import dangers, numbers
from bot.dialogue.meaning.reading import plain
from tests.dialogue.labelled import Labelled, labelled

MEANING = Path(likely.__file__).parent
SENTENCES = labelled(MEANING / "examples.txt")
UNSEEN = labelled(Path(__file__).with_name("danger_unseen.txt"))
NEEDED = [one for one in SENTENCES if one.label != "-"]
CLEAN = [one for one in SENTENCES if one.label == "-"]
RECALL, FALSE_ALARMS = 0.97, 0.01
# Of what was never seen: so many hear something, and 112 is always part of it.
UNSEEN_RECALL = 0.83


def right(one: Labelled) -> bool:
    """Whether the number that belongs to it is among those shown."""
    found = dangers(one.sentence)
    return bool(found) and one.label in numbers(found)


def test_there_are_enough_sentences_of_both_sorts() -> None:
    assert len(NEEDED) >= 500
    assert len(CLEAN) >= 1_000


def test_who_is_in_need_gets_the_right_number() -> None:
    missed = [one.sentence for one in NEEDED if not right(one)]
    assert 1 - len(missed) / len(NEEDED) >= RECALL, missed


def test_few_are_alarmed_for_nothing() -> None:
    alarmed = [one.sentence for one in CLEAN if dangers(one.sentence)]
    assert len(alarmed) / len(CLEAN) <= FALSE_ALARMS, alarmed


def test_most_of_what_was_never_seen_is_heard_and_nobody_else_alarmed() -> None:
    needed = [one.sentence for one in UNSEEN if one.label != "-"]
    heard = [sentence for sentence in needed if dangers(sentence)]
    assert len(heard) / len(needed) >= UNSEEN_RECALL
    assert not {one.sentence for one in SENTENCES} & {one.sentence for one in UNSEEN}
    clean = [one.sentence for one in UNSEEN if one.label == "-"]
    alarmed = [sentence for sentence in clean if dangers(sentence)]
    assert len(alarmed) / len(clean) <= FALSE_ALARMS, alarmed


def test_phrases_are_written_as_words_are_read() -> None:
    """An accent or a capital in a list is never found."""
    lists = (MEANING / "danger.toml").read_text(encoding="utf-8")
    phrases = "\n".join(line for line in lists.splitlines() if not line.startswith("#"))
    assert phrases.replace("ʼ", "") == plain(phrases)


def test_a_long_story_is_left_to_the_lists() -> None:
    """Among many words some are always like those of need."""
    story = "mijn man en ik willen hier een bankje want wij wonen alleen " * 5
    assert not dangers(story)
    assert dangers(f"{story}. Help, er is brand!") == ("now",)


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
