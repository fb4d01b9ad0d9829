"""We warn of what people had better keep to themselves, and leave the rest alone."""

import pytest

from bot.dialogue.warnings import private_things


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bel 0612345678", "phone"),
        ("Bel 06 - 12 34 56 78.", "phone"),
        ("(038) 202 22 22 of zo", "phone"),
        ("+31 6 1234 5678", "phone"),
        ("0031612345678", "phone"),
        ("mail ria.de-boer@post.example.nl even", "mail"),
        ("Ik woon op 8022 AB 12", "home"),
        ("8022ab, nummer 3", "home"),
        ("Vechtstraat 12a, 8022 AB", "home"),
        ("Geef op NL91 ABNA 0417 1643 00", "iban"),
        ("NL91ABNA0417164300.", "iban"),
        ("DE89370400440532013000", "iban"),
    ],
)
def test_private_things_are_found(text: str, kind: str) -> None:
    assert private_things(text) == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "Een bank bij de speeltuin",
        "In 2024 en 2025 was het 3 keer feest",
        "Postcode 8022 AB",
        "Om 10.30 uur, van 1 tot 12 uur, op 12-06-2026",
        "Bel 14038 of 112",
        "NL92ABNA0417164300",
        "Kenmerk Z-0142, bedrag 1.000,50 euro",
        "@buurman",
        "Buslijn 1, 2, 3, 4, 5, 6, 7, 8, 9 en 10",
        "12345678901234567890",
    ],
)
def test_other_things_are_left_alone(text: str) -> None:
    assert private_things(text) == ()


def test_all_of_them_at_once_in_a_fixed_order() -> None:
    text = "NL91ABNA0417164300 ria@example.nl 0612345678 8022 AB 12"
    assert private_things(text) == ("phone", "mail", "home", "iban")
