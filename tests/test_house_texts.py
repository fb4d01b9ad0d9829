"""Every text exists in both languages, alike, plain, and is used; every key used exists."""

import re

from tests.house import LANGUAGES, Text, catalogue
from texts import plain

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# Sentences that may be longer, by key, each with its reason in a comment.
LONGER: frozenset[str] = frozenset()
# Word -> the catalogues it may not stand in (None: none of them).
BANNED: dict[str, tuple[str, ...] | None] = {
    r"(?i)goedgekeurd": None,  # "geplaatst" is no permit and no promise
    # The wijkmanagers' word, not the residents'.
    r"\bDIN\b": (
        *("chat", "public", "common", "web"),
        *("understanding", "finding", "saying", "following", "living", "plans"),
    ),
}


def too_long(text: Text) -> list[str]:
    if text.key in LONGER:
        return []
    return [sentence for form in text.forms for sentence in plain.too_long(form)]


def banned(text: Text) -> list[str]:
    return [
        word
        for word, domains in BANNED.items()
        if (domains is None or text.domain in domains) and re.search(word, " ".join(text.forms))
    ]


def is_unfinished(text: Text) -> bool:
    return text.fuzzy or not all(form.strip() for form in text.forms)


def uneven_marks(text: Text) -> bool:
    return any(form.count("**") % 2 or re.search(r"<\w|&\w+;", form) for form in text.forms)


def by_key(language: str) -> dict[tuple[str, str], Text]:
    return {(text.domain, text.key): text for text in catalogue(language)}


def test_both_languages_hold_the_same_keys() -> None:
    dutch, english = by_key("nl"), by_key("en")
    assert sorted(dutch.keys() - english.keys()) == []
    assert sorted(english.keys() - dutch.keys()) == []


def test_both_languages_take_the_same_placeholders() -> None:
    english = by_key("en")
    wrong = {
        key: (text.placeholders, english[key].placeholders)
        for key, text in by_key("nl").items()
        if key in english and text.placeholders != english[key].placeholders
    }
    assert not wrong


def test_a_key_stands_in_one_domain_once() -> None:
    for language in LANGUAGES:
        keys = [text.key for text in catalogue(language)]
        assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_keys_are_dotted_lower_case() -> None:
    for language in LANGUAGES:
        assert [text.key for text in catalogue(language) if not KEY.fullmatch(text.key)] == []


def test_no_text_is_empty_or_fuzzy() -> None:
    for language in LANGUAGES:
        assert [text.key for text in catalogue(language) if is_unfinished(text)] == []


def test_texts_hold_no_markup_but_strong() -> None:
    for language in LANGUAGES:
        assert [text.key for text in catalogue(language) if uneven_marks(text)] == []


def test_dutch_sentences_are_short() -> None:
    wrong = {text.key: found for text in catalogue("nl") if (found := too_long(text))}
    assert not wrong


def test_banned_words_stay_out() -> None:
    for language in LANGUAGES:
        wrong = {text.key: found for text in catalogue(language) if (found := banned(text))}
        assert not wrong


def test_these_rules_bite() -> None:
    words = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien"
    assert not too_long(Text("chat", "a.b", (f"{words} {{name}}. Nog een zin.",)))
    assert too_long(Text("chat", "a.b", (f"Kort. {words} vijftien zestien.",)))
    assert banned(Text("panel", "a.b", ("Uw idee is Goedgekeurd",)))
    assert banned(Text("chat", "a.b", ("Het DIN",)))
    assert not banned(Text("panel", "a.b", ("Het DIN",)))
    assert is_unfinished(Text("chat", "a.b", ("",)))
    assert uneven_marks(Text("chat", "a.b", ("**half",)))
    assert uneven_marks(Text("chat", "a.b", ("<b>vet</b>",)))
    assert not KEY.fullmatch("Welcome.Who")
