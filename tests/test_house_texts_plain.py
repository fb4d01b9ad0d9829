"""Texts are as easy as B1 asks: active, without hard words, and short where a channel is narrow."""

import re

from tests.house import LANGUAGES, Text, catalogue
from texts import plain

BUTTON, ROW = 20, 24
# Labels that only ever stand in a list, where there is room for more.
ONLY_ROWS = {
    "button.opgaven",
    "button.possible",
    "button.see_text",
    "button.set_vragen",
    "button.look",
    "button.copy",
    "button.stop_all",
}
# What only runs the system, in words of its own trade.
TRADE = ("load", "operations")
# `{n}` before a word counts something: then there is a form for one and one for more.
_COUNTS = re.compile(r"\{n\}\*{0,2} [a-zà-ÿ]")
# One form is right here: the number is a limit of ours, never one, or what follows is no noun.
ONE_FORM = {
    *("asking.number_few", "asking.answered_few", "asking.reach_few", "asking.hidden_why"),
    *("proposed.few", "public.melden.too_long", "rotate.table", "contribution.photo"),
    *("contribution.photo_hide", "contribution.photo_show", "public.input.gerealiseerd"),
    *("public.input.gestopt", "load.csv_cells", "rotate.held"),
    *("rotate.damaged", "doctor.pending", "following.line_news", "following.and_more"),
}


def passive(text: Text) -> list[str]:
    return [sentence for form in text.forms for sentence in plain.passive(form)]


def hard(text: Text, language: str) -> list[str]:
    return sorted(plain.hard_words(" ".join(text.forms), language))


def too_wide(text: Text) -> bool:
    """A label longer than what it stands on, or one that ends as a sentence does."""
    if not text.key.startswith("button."):
        return False
    room = ROW if text.key in ONLY_ROWS else BUTTON
    shown = [re.sub(r"\{\w+\}", "", form) for form in text.forms]
    return any(len(form) > room or form.endswith((".", ":", ",")) for form in shown)


def lacks_forms(text: Text) -> bool:
    """It counts something in one form only; or it has forms and no number to choose by."""
    if len(text.forms) > 1:
        return "n" not in text.placeholders
    return text.key not in ONE_FORM and bool(_COUNTS.search(text.forms[0]))


def test_dutch_is_active() -> None:
    assert {text.key: found for text in catalogue("nl") if (found := passive(text))} == {}


def test_hard_words_stay_out() -> None:
    for language in LANGUAGES:
        wrong = {
            text.key: found
            for text in catalogue(language)
            if text.domain not in TRADE and (found := hard(text, language))
        }
        assert not wrong


def test_english_sentences_are_short_too() -> None:
    wrong = [
        text.key for text in catalogue("en") for form in text.forms if plain.too_long(form, "en")
    ]
    assert wrong == []


def test_labels_fit_the_narrowest_channel() -> None:
    for language in LANGUAGES:
        assert [text.key for text in catalogue(language) if too_wide(text)] == []


def test_what_counts_has_a_form_for_one_and_for_more() -> None:
    for language in LANGUAGES:
        assert [text.key for text in catalogue(language) if lacks_forms(text)] == []


def test_both_languages_have_forms_for_the_same_texts() -> None:
    several = {
        language: {text.key for text in catalogue(language) if len(text.forms) > 1}
        for language in LANGUAGES
    }
    assert several["nl"] == several["en"]


def test_exceptions_are_needed_and_exist() -> None:
    texts = [text for language in LANGUAGES for text in catalogue(language)]
    long = {t.key for t in texts if any(len(form) > BUTTON for form in t.forms)}
    counting = {t.key for t in texts if len(t.forms) == 1 and _COUNTS.search(t.forms[0])}
    assert sorted(ONLY_ROWS - long) == []
    assert sorted(ONE_FORM - counting) == []


def test_these_rules_bite() -> None:
    assert passive(Text("chat", "a.b", ("Uw idee wordt morgen gelezen.",)))
    assert passive(Text("chat", "a.b", ("Kort. Ideeën werden voorbereid.",)))
    assert not passive(Text("chat", "a.b", ("Het wordt mooi. Wij hebben gewacht.",)))
    assert hard(Text("chat", "a.b", ("Indien u wilt",)), "nl") == ["indien"]
    assert not hard(Text("chat", "a.b", ("{indien} `reeds`",)), "nl")
    assert too_wide(Text("chat", "button.x", ("x" * (BUTTON + 1),)))
    assert too_wide(Text("chat", "button.x", ("Klaar.",)))
    assert not too_wide(Text("chat", "button.opgaven", ("x" * ROW,)))
    assert lacks_forms(Text("chat", "a.b", ("{n} ideeën",)))
    assert lacks_forms(Text("chat", "a.b", ("een", "meer")))
    assert not lacks_forms(Text("chat", "a.b", ("Foto {n}",)))
