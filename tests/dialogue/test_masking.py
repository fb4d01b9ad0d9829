"""What editors read of a miss holds nothing that leads to a person."""

import pytest

from bot.dialogue.masking import masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Geel met stippen", "geel met stippen"),
        ("bel 0612345678 dan", "bel * dan"),
        ("mail ria@post.example.nl even", "mail * even"),
        ("ik woon op 8022 AB 12", "ik woon op *"),
        ("de Vechtstraat 12a", "de * *"),
        ("NL91 ABNA 0417 1643 00", "*"),
        ("kijk op www.example.nl/ria of @ria", "kijk op * of *"),
        ("vraag het Jan de Vries maar", "vraag het * maar"),
        ("ik heet piet", "ik heet *"),
        ("", ""),
    ],
)
def test_persons_are_taken_out(text: str, left: str) -> None:
    assert masked(text) == left


def test_it_is_one_short_line() -> None:
    assert masked("blub\nblub") == "blub blub"
    assert len(masked("blub " * 100)) <= 160
