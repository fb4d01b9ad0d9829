"""The marks of the lists of words: what each of them finds."""

import pytest

from bot.dialogue.meaning.phrases import Phrases
from bot.dialogue.meaning.reading import Slips, sentences


def finds(phrase: str, text: str) -> bool:
    lists = Phrases({"x": [phrase]}, {"who": "man/vrouw"})
    return any(True for words in sentences(text) for _ in lists.found(words))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("brand", "Brand!"),
        ("in de/het fik", "het staat in de fik"),
        ("sla*", "hij slaat"),
        ("*straat 112", "Vechtstraat 112"),
        ("wil .. dood", "ik wil heel graag nu dood"),
        ("^ graag", "Graag een bank"),
        ("niet meer $", "ik kan niet meer"),
        ("mijn <who>", "mijn vrouw"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert finds(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("brand", "brandweer"),
        ("in de fik", "in de grote fik"),
        ("wil .. dood", "ik wil. Hij is dood"),
        ("wil .. dood", "wil een twee drie vier vijf zes zeven dood"),
        ("^ graag", "heel graag"),
        ("niet meer $", "niet meer fietsen"),
        ("mijn <who>", "mijn kat"),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not finds(phrase, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zelfmort", "zelfmoord"),
        ("zelfmoort", "zelfmoord"),
        ("zelfmorod", "zelfmoord"),
        ("zelfmooord", "zelfmoord"),
        ("zelfmoorden", "zelfmoorden"),
        ("overleden", "overleden"),
        ("selfmoord", "selfmoord"),
    ],
)
def test_a_slip_is_mended_and_another_word_is_not(typed: str, meant: str) -> None:
    slips = Slips(["zelfmoord", "overreden"], {"overleden"})
    expected = meant if typed != "zelfmort" else "zelfmort"
    assert slips.mended([typed]) == [expected]
