"""The plan as a PDF that a screen reader can follow: read back by another program."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NullObject
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.place_plan_pdf import make_pdf
from models.initiatives.place_plan_reading import read
from models.initiatives.place_planning import TurnedOver, fill_in, hand_in, turn_over
from models.plan.track import Turn
from tests.builders import NOW, Cast, create_cast
from tests.models.test_place_plan import create_table, seen_by

NASTY = "#strong[vet] $x$ \\u{1} <b>{plan}</b> [ #sys.inputs *_`"


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def table(session: Session, cast: Cast) -> Initiative:
    return create_table(session, cast)


def made(session: Session, table: Initiative, language: str = "nl") -> PdfReader:
    seen = read(session, table)
    assert seen is not None
    return PdfReader(BytesIO(make_pdf(session, seen, language, NOW)))


def says(session: Session, table: Initiative, key: str, text: str) -> None:
    assert table.resident_id is not None
    fill_in(session, table.resident_id, table.ref, key, text, NOW)


def root(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


def words_of(pdf: PdfReader) -> str:
    """All words in the order in which they come, without the ends of lines."""
    return " ".join("\n".join(page.extract_text() for page in pdf.pages).split())


def tags(node: Any) -> Iterator[tuple[str, str]]:
    """Kind and title of every part of the document, in the order in which it is read."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for one in node:
            yield from tags(one)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield str(node["/S"]), str(node.get("/T", ""))
        yield from tags(node.get("/K", NullObject()))


def test_it_is_tagged_and_says_its_language_and_title(session: Session, table: Initiative) -> None:
    pdf = made(session, table)
    assert root(pdf)["/Lang"] == "nl"
    assert root(pdf)["/MarkInfo"]["/Marked"]
    assert root(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Plan voor een ontmoetingsplek: Een bankje bij de speeltuin"
    assert b"pdfuaid:part" in root(pdf)["/Metadata"].get_data()
    assert root(made(session, table, "en"))["/Lang"] == "en"


def test_its_headings_are_the_steps_in_order(session: Session, table: Initiative) -> None:
    found = [*tags(root(made(session, table))["/StructTreeRoot"]["/K"])]
    assert [title for kind, title in found if kind in ("/H1", "/H2")] == [
        "Wie is aan zet",
        "De stappen",
        "1. Wie doet mee",
        "2. Van wie is de grond",
        "3. Waar past het bij",
        "4. Welke partner helpt",
    ]
    kinds = [kind for kind, _ in found]
    assert (kinds.count("/TH"), kinds.count("/TD")) == (3, 12)


def test_everything_can_be_read_in_order(session: Session, table: Initiative, cast: Cast) -> None:
    says(session, table, "meedoen", "Vier buren.\nWij maken de bank.")
    given = TurnedOver(Turn.RESIDENT, "Van de kerk.", "Weet u van wie het pad is?")
    turn_over(session, table, seen_by(cast.manager_zuid, read(session, table)), "grond", given)
    hand_in(session, cast.resident.id, table.ref, NOW + timedelta(hours=1))
    words = words_of(made(session, table))
    expected = [
        "Plan voor een ontmoetingsplek: Een bankje bij de speeltuin",
        f"Kenmerk: {table.ref}",
        "Wijk: Assendorp",
        "Ingeleverd op: maandag 16 november 2026",
        "Wie is aan zet",
        "1. Wie doet mee",
        "Wie doen er mee, en wat doet ieder?",
        "Vier buren.",
        "Wij maken de bank.",
        "2. Van wie is de grond",
        "Van de kerk.",
        "De wijkmanager schrijft:",
        "Weet u van wie het pad is?",
        "3. Waar past het bij",
        "Hier staat nog niets. De bewoner is aan zet.",
    ]
    places = [words.find(one) for one in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)


def test_words_are_words_and_never_commands(session: Session, table: Initiative) -> None:
    says(session, table, "meedoen", NASTY)
    assert NASTY in words_of(made(session, table))


def test_signs_that_cannot_be_printed_are_told(session: Session, table: Initiative) -> None:
    says(session, table, "meedoen", "Feest \U0001f389\u202e met Ömer en \u4f60\x07 Привет")
    words = words_of(made(session, table))
    assert "Feest \u25a1 met Ömer en \u25a1 Привет" in words
    assert "Waar \u25a1 staat, stond een teken dat wij niet kunnen afdrukken." in words


def test_the_longest_answers_go_on_over_pages(session: Session, table: Initiative) -> None:
    for key in ("meedoen", "opgave"):
        says(session, table, key, "lang " * 400)
    pdf = made(session, table)
    assert len(pdf.pages) > 1
    assert words_of(pdf).count("lang") == 800
