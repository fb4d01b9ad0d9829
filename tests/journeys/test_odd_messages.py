"""What people also send: each gets a kind, clear sentence in their language; nothing is lost."""

import pytest

from tests.bot.pictures import bomb, picture
from tests.fake_telegram.seen import Seen
from tests.journeys.office import Colleague
from tests.journeys.talking import Talk
from tests.live import Live

STEP_1 = "Stap 1 van 5. Wat is uw idee?"
LARGE = 30 * 1024 * 1024
WEEK = 7 * 24 * 3600
# Emoji with skin and joints, right-to-left marks and letters, a zero byte, and three markups.
ODD = "Film 👩🏽‍🌾👍🏿 \u202eאבג\u202c مرحبا a\u0000b <b>vet</b> & _cursief_ *[dik](http://x)*"


@pytest.fixture
def talk(live: Live) -> Talk:
    """Somebody new, who is asked what their idea is."""
    talk = Talk(live.fake.person("Ria"))
    talk.goes(
        ("/start", "In welke wijk woont u?"),
        ("8022", "Woont u in Diezerpoort?"),
        ("[Ja]", "Dit is nu belangrijk in Diezerpoort:"),
        ("/nieuw begin", STEP_1),
    )
    return talk


def asked_for_a_photo(talk: Talk) -> None:
    talk.goes(
        ("Een filmavond", "Waar past uw idee het beste bij?"),
        ("[Ontmoeten]", "Stap 2 van 5."),
        ("[Overslaan]", "Stap 3 van 5."),
        ("[Hele wijk]", "Heel Diezerpoort"),
        ("[Ja]", "16 jaar of ouder?"),
        ("[Ja]", "Heeft u een foto van de plek?"),
    )


@pytest.mark.parametrize(
    ("kind", "details", "answer"),
    [
        (
            "sticker",
            {"data": "UklGRg==", "emoji": "👍"},
            "Leuke sticker! Maar die kan ik niet lezen.",
        ),
        ("voice", {"data": "T2dnUw==", "seconds": 3}, "Ik kan geen gesproken berichten horen."),
        ("location", {"latitude": 52.5, "longitude": 6.1}, "Ik vraag nu niet om een plek."),
    ],
)
def test_what_is_no_text_gets_a_sentence_and_the_question_again(
    talk: Talk, kind: str, details: dict[str, object], answer: str
) -> None:
    told = talk.after(lambda: talk.person.sends(kind, **details), answer)
    assert STEP_1 in told.text
    talk.says("Een filmavond", "Waar past uw idee het beste bij?")


def test_who_speaks_english_hears_it_in_english(live: Live) -> None:
    person = live.fake.person("Joy", language="en")
    talk = Talk(person)
    talk.says("/start", "Which neighbourhood do you live in?")
    talk.after(lambda: person.sends_voice(), "I cannot hear voice messages.")
    talk.after(lambda: person.sends_sticker(), "sticker")
    talk.says("9999", "")
    assert "postcode" in talk.person.hears()[-1].text


def test_files_that_are_no_photo_are_refused_and_a_photo_is_still_taken(talk: Talk) -> None:
    asked_for_a_photo(talk)
    person = talk.person
    for act, answer in (
        (
            lambda: person.sends_document(b"Dit is tekst.", "foto.jpg", "image/jpeg"),
            "Dit is geen foto. Stuur een foto als JPG of PNG.",
        ),
        (
            lambda: person.sends_document(picture(), "groot.jpg", "image/jpeg", LARGE),
            "Deze foto is te groot.",
        ),
        (
            lambda: person.sends_document(bomb(20_000, 20_000), "plaat.png", "image/png"),
            "Deze foto heeft te veel beeldpunten.",
        ),
        (lambda: person.sends_document(b"%PDF-", "plan.pdf", "application/pdf"), "Dit bestand kan"),
        (lambda: person.sends_photo(picture()[:900]), "Ik kan deze foto niet openen."),
    ):
        told = talk.after(act, answer)
        assert "Stap 4 van 5." in told.text
    talk.after(lambda: person.sends_photo(picture()), "U heeft nu 1 van 3 foto's.")


def test_an_album_gives_its_first_three_photos(talk: Talk) -> None:
    asked_for_a_photo(talk)
    photos = [picture(width=400 + n) for n in range(4)]
    told = talk.after(lambda: talk.person.sends_album(photos, "De plek"), "3 foto's")
    assert told.text
    talk.goes(("Nee", "Stap 5 van 5."), ("[Zonder naam]", "3 foto's"))


def test_a_changed_message_is_not_read_and_says_so(talk: Talk) -> None:
    talk.says("Een filmavond", "Waar past uw idee het beste bij?")
    said = next(one for one in talk.person.sees() if one.text == "Een filmavond")
    told = talk.after(
        lambda: talk.person.edits(said.message_id, "Een tafel"), "U heeft een bericht veranderd."
    )
    assert "Waar past uw idee het beste bij?" in told.text


def test_a_button_of_last_week_is_old_and_the_question_comes_again(live: Live, talk: Talk) -> None:
    old = talk.says("Een filmavond", "Waar past uw idee het beste bij?")
    talk.taps("Ontmoeten", "Stap 2 van 5.")
    live.fake.time_passes(WEEK)
    told = talk.after(
        lambda: talk.person.taps("Overige", message_id=old.message_id), "Deze knop is oud."
    )
    assert "Stap 2 van 5." in told.text
    talk.says("Voor iedereen.", "Stap 3 van 5.")


def test_one_button_ten_times_counts_once(talk: Talk) -> None:
    one = talk.says("Een filmavond", "Waar past uw idee het beste bij?")
    before = talk.last
    for _ in range(10):
        talk.person.taps("Ontmoeten", message_id=one.message_id)
    talk.hears("Stap 2 van 5.", before)
    talk.says("Voor iedereen.", "Stap 3 van 5.")
    talk.goes(("[Hele wijk]", "Heel Diezerpoort"), ("[Ja]", "16 jaar"), ("[Ja]", "foto"))
    talk.goes(("[Overslaan]", "Stap 5 van 5."), ("[Zonder naam]", "Soort: Ontmoeten"))
    told = talk.taps("Versturen", "Dank u wel! Uw nummer is")
    numbers = [seen for seen in talk.person.hears() if "Uw nummer is" in seen.text]
    assert numbers == [told]


def test_two_answers_in_one_second_are_both_heard_in_order(talk: Talk) -> None:
    before = talk.last
    talk.person.says("Een filmavond")
    talk.person.says("Ontmoeten")
    talk.hears("Stap 2 van 5.", before)


def test_in_a_group_the_bot_says_that_it_talks_with_one(live: Live) -> None:
    person = live.fake.person("Ria")
    group = person.founds_group()
    person.says("/start", chat_id=group)

    def said() -> list[Seen]:
        return [one for one in person.history(group) if one.by_bot]

    live.fake.waits_until(lambda: bool(said()), 20, "a word in the group")
    assert "Ik praat alleen met één persoon tegelijk." in said()[0].text
    assert len(said()) == 1


def test_ten_thousand_characters_are_kindly_too_many(talk: Talk) -> None:
    words = "Een lang verhaal over onze straat. " * 286
    before = talk.last
    talk.person.says(words[:10_000])
    told = talk.hears(STEP_1, before)
    assert "te lang" in told.text
    talk.says("Een filmavond", "Waar past uw idee het beste bij?")


def test_odd_letters_and_markup_stay_words_everywhere(live: Live, talk: Talk) -> None:
    talk.goes(
        (ODD, "Waar past uw idee het beste bij?"),
        ("[Ontmoeten]", "Stap 2 van 5."),
        (ODD, "Stap 3 van 5."),
        (ODD, "Is dit de plek?"),
        ("[Ja]", "16 jaar"),
        ("[Ja]", "foto"),
        ("[Overslaan]", "Stap 5 van 5."),
    )
    card = talk.says("<i>Ria</i> & _co_", "Dit is geen aanvraag en geen bezwaar.")
    bold = [card.part(entity) for entity in card.entities]
    for words in (
        "<b>vet</b> & _cursief_ *[dik](http://x)*",
        "👩🏽‍🌾👍🏿",
        "אבג",
        "<i>Ria</i> & _co_",
    ):
        assert words in card.text
    assert "vet" not in bold
    told = talk.taps("Versturen", "Dank u wel! Uw nummer is")
    ref = told.text.partition("Uw nummer is ")[2].split(".")[0]
    colleague = Colleague(live.base_url)
    colleague.enters("wijkmanager.oost@demo.zwolle.example")
    assert "<b>vet</b> & _cursief_" in colleague.sees(ref).words
    assert "<b>vet</b> & _cursief_" in "".join(colleague.queue().words)
