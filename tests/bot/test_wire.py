"""Texts on their way to Telegram: never markup, never too long, never half an emoji."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import wire
from texts.render import Part


def test_words_of_people_are_text_and_only_ours_are_bold() -> None:
    parts = [Part("Uw idee: "), Part("<b>bank</b> & _*[", strong=True), Part(" 👍")]
    [payload] = wire.texts(parts)
    assert payload["text"] == "Uw idee: <b>bank</b> & _*[ 👍"
    assert payload["entities"] == [{"type": "bold", "offset": 9, "length": 17}]
    assert "parse_mode" not in payload


def test_offsets_count_utf16_units() -> None:
    [payload] = wire.texts([Part("👍👍 "), Part("ja", strong=True)])
    assert payload["entities"] == [{"type": "bold", "offset": 5, "length": 2}]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    paragraph = "woord " * 100 + "\n\n"
    pieces = [payload["text"] for payload in wire.texts([Part(paragraph * 12)])]
    assert len(pieces) == 2
    assert all(piece.startswith("woord") and piece.rstrip().endswith("woord") for piece in pieces)


@given(
    st.lists(
        st.text(st.sampled_from("ab .\n👩👧\u200d❤\ufe0fé"), min_size=1, max_size=3000), max_size=4
    )
)
def test_every_piece_fits_and_nothing_is_lost(texts: list[str]) -> None:
    pieces = [payload["text"] for payload in wire.texts([Part(text) for text in texts])]
    assert all(wire.units(piece) <= wire.MAX_TEXT for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", "".join(texts))
