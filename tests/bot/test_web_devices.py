"""One talk on two devices, and on a computer that is somebody else's."""

import re

import pytest
from sqlalchemy import Engine, func, select

from models.db import database_now, transaction
from models.people.device_codes import DeviceCode
from models.people.residents import Address
from tests.bot.visitor import Visitor, visitor
from tests.builders import Cast, create_cast

_CODE = re.compile(r"\b\d{4} \d{4}\b")


@pytest.fixture(autouse=True)
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def laptop(engine: Engine) -> Visitor:
    """Where the talk is."""
    visit = visitor(engine)
    visit.begins()
    visit.types("8022")
    return visit


@pytest.fixture
def phone(engine: Engine) -> Visitor:
    return visitor(engine)


def a_code(laptop: Visitor) -> str:
    laptop.opens("/chat/toestel")
    found = _CODE.search(laptop.presses("Maak een code").words)
    assert found
    return found[0]


def types_code(phone: Visitor, code: str) -> None:
    page = phone.opens("/chat/toestel")
    form = page.form_with("code")
    phone._posts(form, {"code": code})


def addresses(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Address)) or 0


def test_the_talk_goes_on_where_the_code_is_typed(laptop: Visitor, phone: Visitor) -> None:
    types_code(phone, a_code(laptop))
    assert "8022" in " ".join(phone.page.theirs)
    phone.presses("Verder zonder wijk")
    assert laptop.opens().theirs == phone.page.theirs


def test_the_first_device_is_told(laptop: Visitor, phone: Visitor) -> None:
    types_code(phone, a_code(laptop))
    assert "op een ander toestel" in laptop.opens().ours[-1]


def test_a_code_works_once_and_only_the_newest(
    engine: Engine, laptop: Visitor, phone: Visitor
) -> None:
    first, second = a_code(laptop), a_code(laptop)
    types_code(phone, first)
    assert phone.status == 422
    assert "klopt niet" in phone.page.words
    types_code(phone, second)
    assert phone.page.theirs
    stranger = visitor(engine)
    types_code(stranger, second)
    assert stranger.status == 422


def test_after_ten_minutes_it_is_too_old(engine: Engine, laptop: Visitor, phone: Visitor) -> None:
    code = a_code(laptop)
    with transaction(engine) as session:
        session.scalars(select(DeviceCode)).one().expires_at = database_now(session)
    types_code(phone, code)
    assert phone.status == 422


def test_who_guesses_is_stopped_after_five(phone: Visitor) -> None:
    for _ in range(5):
        types_code(phone, "0000 0000")
        assert phone.status == 422
    types_code(phone, "0000 0000")
    assert phone.status == 429


def test_a_second_process_gives_no_new_tries(engine: Engine) -> None:
    """Each visitor here has a server of its own; both come from one connection."""
    one, other = visitor(engine), visitor(engine)
    for phone in (one, other, one, other, one):
        types_code(phone, "0000 0000")
        assert phone.status == 422
    types_code(other, "0000 0000")
    assert other.status == 429


def test_who_left_cannot_be_joined(laptop: Visitor, phone: Visitor) -> None:
    code = a_code(laptop)
    laptop.opens("/chat/stop")
    laptop.presses("Stop en wis")
    types_code(phone, code)
    assert phone.status == 422


def test_a_wrong_code_of_nobody_stores_nothing(engine: Engine, phone: Visitor) -> None:
    before = addresses(engine)
    types_code(phone, "\u0661\u0662\u0663 DROP TABLE")
    assert phone.status == 422
    assert addresses(engine) == before


def test_a_borrowed_computer_keeps_its_key_only_while_the_browser_is_open(phone: Visitor) -> None:
    phone.opens()
    form = phone.page.form_with("Begin het gesprek")
    name, value = form.buttons["Begin het gesprek"]
    phone._posts(form, {name: value, "geleend": "1"})
    kept = phone.client.get_cookie("wijkbot-gesprek")
    assert kept is not None
    assert kept.value.endswith(".geleend")
    assert kept.max_age is None
    phone.types("8022")
    assert "8022" in phone.page.theirs
    phone.presses("Sluit af")
    assert "van deze computer af" in phone.page.words
    assert phone.opens().said == []
