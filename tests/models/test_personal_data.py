"""What in a text points at a person or hurts one is found, and clean texts raise no alarm."""

import time
from pathlib import Path

import pytest

from models.initiatives.personal_data.findings import Kind, pieces
from models.initiatives.personal_data.looking import kinds, look

TEXTS = Path(__file__).parents[1] / "data" / "personal"
CLEAN = "clean"
FOUND, FALSE_ALARMS = 0.95, 0.05


def read(name: str) -> list[tuple[set[str], str]]:
    """Each text with the kinds that stand in it."""
    lines = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    split = (line.split(" | ", 1) for line in lines if not line.startswith("#"))
    return [(set(kinds.split("+")) - {CLEAN}, text) for kinds, text in split]


def missed(texts: list[tuple[set[str], str]]) -> list[str]:
    """The texts of which not every kind was found."""
    return [text for wanted, text in texts if not wanted <= set(kinds(look(text)))]


def alarms(texts: list[tuple[set[str], str]]) -> list[str]:
    return [text for wanted, text in texts if not wanted and look(text)]


@pytest.mark.parametrize("name", ["tuning", "aside", "new"])
def test_enough_is_found_and_little_else(name: str) -> None:
    texts = read(name)
    clean = [text for wanted, text in texts if not wanted]
    assert len(clean) >= 30
    assert len(texts) - len(clean) >= 30
    assert len(missed(texts)) <= (1 - FOUND) * (len(texts) - len(clean)), missed(texts)
    assert len(alarms(texts)) <= FALSE_ALARMS * len(clean), alarms(texts)


def test_the_sets_hold_every_kind() -> None:
    wanted = {kind for name in ("tuning", "aside") for kinds, _ in read(name) for kind in kinds}
    assert wanted == set(Kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bel 06-12345678 of mail ria@voorbeeld.nl.", ["06-12345678", "ria@voorbeeld.nl"]),
        ("Assendorperstraat 45-2 is van ons", ["Assendorperstraat 45-2"]),
        ("mijn buurman Piet Jansen, kenteken 12-ABC-3", ["buurman Piet Jansen", "12-ABC-3"]),
        ("NL91 ABNA 0417 1643 00 graag", ["NL91 ABNA 0417 1643 00"]),
    ],
)
def test_just_the_words_themselves_are_marked(text: str, words: list[str]) -> None:
    marked = [part for part, kind in pieces(text, look(text)) if kind]
    assert marked == words
    assert "".join(part for part, _ in pieces(text, look(text))) == text


def test_a_number_of_nine_figures_needs_its_test_and_its_context() -> None:
    assert kinds(look("Mijn bsn: 123456782")) == [Kind.BSN]
    assert look("Mijn bsn: 123456789") == ()
    assert look("Zaaknummer 123456782") == ()


def test_a_thing_may_be_cursed_and_a_person_not() -> None:
    assert look("Kut weer, kutstoep, en dat klote afval ook") == ()
    assert kinds(look("Die kut buurman ook")) == [Kind.INSULT]
    assert kinds(look("wat een kl**tzak")) == [Kind.INSULT]


def test_nonsense_of_two_thousand_letters_takes_a_moment_only() -> None:
    """No pattern may take a time that grows faster than the text."""
    pieces_of_nonsense = ("1 ", "a.", "a-", "a'", "Aa ", "van de ", "x@", "nul ", "k*", "NL91 ")
    started = time.process_time()
    for piece in pieces_of_nonsense:
        look(piece * (2000 // len(piece)))
    assert time.process_time() - started < 5
