"""Who waits for several answers reads them in one message; each is still accounted for alone."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from models.db import database_now, transaction
from models.messages.merging import MOST, merged
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson, choice, message, words
from models.messages.sending import Terms, enqueue
from tests.bot.test_delivery import chat_of, deliver, seen, states
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.statements import counted

ANSWER = Terms(lane=Lane.TALK)


def question(says: str, turn: int, *labels: str) -> MessageJson:
    body = message([words(says)], [choice(label, words(label)) for label in labels])
    body["turn"] = turn
    return body


def queue(engine: Engine, person: Person, *bodies: MessageJson, terms: Terms = ANSWER) -> None:
    with transaction(engine) as session:
        address, now = chat_of(session, person), database_now(session)
        for number, body in enumerate(bodies):
            key = f"t:{address.id}:{terms.lane}:{number}"
            enqueue(session, address, body, dedupe=key, now=now, terms=terms)


def numbers(engine: Engine) -> list[int | None]:
    """Telegram's number of the message that each of ours went in."""
    with transaction(engine) as session:
        return list(session.scalars(select(OutMessage.provider_id).order_by(OutMessage.id)))


@pytest.fixture
def resident(fake: FakeTelegram) -> Person:
    return fake.person("Ria", started=True)


def test_several_answers_are_one_message_with_the_newest_buttons(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    answers = (question("een", 1, "Ja", "Nee"), question("twee", 2), question("drie", 3, "Klaar"))
    queue(engine, resident, *answers)
    deliver(engine, fake)
    [only] = resident.hears()
    assert only.text == "een\n\ntwee\n\ndrie"
    assert only.labels == ("Klaar",)
    assert states(engine) == [OutState.SENT] * 3
    assert set(numbers(engine)) == {only.message_id}


def test_what_is_said_again_is_said_once_and_last() -> None:
    again = [question(f"foto {number} staat erbij", number, "Klaar") for number in (1, 2)]
    for body in again:
        body["says"].append(words("Wilt u nog een foto sturen?"))
    said: list[Any] = merged(again)["says"]
    assert [one["words"] for one in said] == [
        "foto 1 staat erbij",
        "foto 2 staat erbij",
        "Wilt u nog een foto sturen?",
    ]


def test_an_answer_without_a_question_leaves_the_buttons_that_stand() -> None:
    body = merged([question("Ja of nee?", 4, "Ja", "Nee"), message([words("Sorry.")])])
    assert (body["turn"], len(body["choices"])) == (4, 2)


def test_pictures_and_news_keep_a_message_of_their_own_and_the_order_stays(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    spot = question("hier is het", 2)
    spot["place"] = [52.5, 6.1, "bij de brug"]
    queue(engine, resident, question("een", 1), spot, question("drie", 3))
    queue(engine, resident, question("nieuws", 4), question("ander nieuws", 5), terms=Terms())
    deliver(engine, fake)
    heard = [one for one in seen(resident) if one]
    assert heard == ["een", "hier is het\n\ndrie", "nieuws", "ander nieuws"]


def test_a_long_wait_is_no_endless_message(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    texts = [f"antwoord {number}" for number in range(MOST + 2)]
    queue(engine, resident, *[question(one, turn) for turn, one in enumerate(texts)])
    deliver(engine, fake)
    assert seen(resident) == ["\n\n".join(texts[:MOST]), "\n\n".join(texts[MOST:])]


def test_one_that_cannot_be_shown_fails_alone(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    odd = question("", 2)
    odd["says"] = [{"key": "no.such.text", "params": {}}]
    queue(engine, resident, question("een", 1), odd, question("drie", 3), question("vier", 4))
    deliver(engine, fake)
    assert states(engine) == [OutState.SENT, OutState.FAILED, OutState.SENT, OutState.SENT]
    assert " ".join(seen(resident)).split() == ["een", "drie", "vier"]


def test_one_whose_seal_does_not_open_fails_alone(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    queue(engine, resident, question("een", 1), question("twee", 2), question("drie", 3))
    with transaction(engine) as session:
        second = "(SELECT id FROM outbox ORDER BY id OFFSET 1 LIMIT 1)"
        damage = text(f"UPDATE outbox SET body = :odd WHERE id = {second}")
        session.execute(damage, {"odd": b"\x01 this was never sealed"})
    deliver(engine, fake)
    assert states(engine) == [OutState.SENT, OutState.FAILED, OutState.SENT]
    assert seen(resident) == ["een", "drie"]


@pytest.mark.parametrize(
    ("code", "becomes", "heard"), [(500, OutState.SENT, 1), (502, OutState.UNKNOWN, 0)]
)
def test_together_they_meet_one_end(
    engine: Engine,
    fake: FakeTelegram,
    resident: Person,
    code: int,
    becomes: OutState,
    heard: int,
) -> None:
    fake.fails("sendMessage", "error", code=code)
    queue(engine, resident, question("een", 1), question("twee", 2))
    deliver(engine, fake)
    assert states(engine) == [becomes] * 2
    assert seen(resident) == ["een\n\ntwee"] * heard


def test_where_nobody_waits_for_more_it_costs_no_query(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    queue(engine, resident, question("een", 1))
    with counted(engine) as asked:
        deliver(engine, fake)
    assert seen(resident) == ["een"]
    assert not any("outbox_1" in statement and "outbox_2" in statement for statement in asked)
