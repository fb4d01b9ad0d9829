"""Languages that are not shipped yet: their plurals, their days, and how their pages are read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from texts import catalogue, render

NAMES = ("een", "twee", "drie", "vier", "vijf", "zes")
# By language: which of its forms a number takes, as the language itself has it (CLDR).
FORMS = {
    "tr": {1: 0, 2: 1, 5: 1},
    "pl": {1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 22: 1, 25: 2},
    "uk": {1: 0, 21: 0, 2: 1, 4: 1, 5: 2, 11: 2, 22: 1},
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5},
}
# As the gettext manual has them, and whoever translates gets them from the tools.
_SLAVIC = "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
PLURALS = {
    "tr": "nplurals=2; plural=(n != 1);",
    "pl": f"nplurals=3; plural=(n==1 ? 0 : {_SLAVIC});",
    "uk": f"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : {_SLAVIC});",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);",
}
NUMBER_OF_FORMS = {"tr": 2, "pl": 3, "uk": 3, "ar": 6}


@pytest.fixture(params=sorted(FORMS))
def language(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A language with a scratch catalogue of one sentence, for as long as the test."""
    name: str = request.param
    (tmp_path / name).mkdir()
    forms = "\n".join(
        f'msgstr[{index}] "{NAMES[index]}: {{n}}"' for index in range(NUMBER_OF_FORMS[name])
    )
    head = f'"Language: {name}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    plural = f'"Plural-Forms: {PLURALS[name]}\\n"\n'
    sentence = f'msgid "some.ideas"\nmsgid_plural "some.ideas"\n{forms}\n'
    scratch = f'msgid ""\nmsgstr ""\n{head}{plural}\n{sentence}'
    (tmp_path / name / "scratch.po").write_text(scratch, encoding="utf-8")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(catalogue, "ROOT", tmp_path)
        changed.setattr(catalogue, "LANGUAGES", (name,))
        yield name


def test_a_number_takes_the_form_that_the_language_wants(language: str) -> None:
    read = {
        n: render.plain({"key": "some.ideas", "params": {"n": n}}, language)
        for n in FORMS[language]
    }
    assert read == {n: f"{NAMES[form]}: {n}" for n, form in FORMS[language].items()}


def test_days_are_written_in_the_language(language: str) -> None:
    told = render.day(date(2026, 11, 20), language)
    assert "2026" in told or "٢٠٢٦" in told
    assert told != render.day(date(2026, 11, 20), "nl")


def test_only_arabic_is_read_from_right_to_left() -> None:
    assert {one: catalogue.direction(one) for one in FORMS} == {
        **dict.fromkeys(("tr", "pl", "uk"), "ltr"),
        "ar": "rtl",
    }


def test_what_is_shipped_was_read_by_somebody_who_speaks_it() -> None:
    """Another language joins this list, and `docs/talen.md` says how."""
    assert catalogue.LANGUAGES == ("nl", "en")
