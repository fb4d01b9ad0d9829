"""What cannot be read, kills its reader or cannot be shown is set aside; all others go on."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.db import database_now, transaction
from models.keys import lookup
from models.messages.inbox import InboxRow, InboxState
from models.messages.outgoing import MessageJson, message, say
from models.messages.sending import enqueue
from models.people.residents import Address, Channel
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.faults import ledger
from tests.faults.hooks.sitecustomize import FAILS, FAILS_ONCE, KILLS
from tests.faults.processes import House, a_house
from tests.faults.supervised import supervised

HOOKS = str(Path(__file__).parent / "hooks")
PATIENCE = 300
SORRY = "ging bij ons iets mis"
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]

UNREADABLE = (
    b'{"update_id": %UPDATE_ID%, "message": {"text": "half',
    b'\xff\xfe {"update_id": %UPDATE_ID%} \x00',
    b'{"update_id": %UPDATE_ID%, "x": ' + b"[" * 20_000 + b"}",
    b'{"update_id": %UPDATE_ID%, "message": []}',
    b'{"update_id": %UPDATE_ID%, "message": {"chat": {"id": "nobody"}, "text": 7}}',
)


def poison(house: House) -> list[str]:
    with transaction(house.engine) as session:
        rows = select(InboxRow.reason).where(InboxRow.state == InboxState.POISON)
        return [reason or "" for reason in session.scalars(rows.order_by(InboxRow.id))]


def sends_half_an_emoji(fake: FakeTelegram, person: Person) -> None:
    """Telegram's own apps do not send these; a faulty one may."""
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    update = {"message_id": 1, "date": 1, "chat": chat, "from": chat, "text": "hoi \ud83d"}
    fake.receives_raw(
        b'{"update_id": %UPDATE_ID%, "message": ' + json.dumps(update).encode() + b"}"
    )


def test_what_cannot_be_read_is_set_aside_and_takes_nobody_along(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    rounds = size(2, 60)
    with a_house(server_url, fake, "unread") as house:
        everybody = list[Person]()
        for number in range(rounds):
            # Others each time: who says so much at once is not answered each time.
            people = [fake.person(f"Bewoner {number}.{n}") for n in range(5)]
            everybody += people
            for person, unreadable in zip(people, UNREADABLE, strict=True):
                person.says(f"/start {number}")
                fake.receives_raw(unreadable)
            people[0].says(f"nul \x00 en {number}")
            sends_half_an_emoji(fake, people[1])
        house.start("run", "--only", "intake,turns,delivery")
        ledger.settles(house, fake, 12 * rounds)
        seen = ledger.look(house, fake, [person.id for person in everybody])
        reasons = poison(house)
    assert len(reasons) == 5 * rounds
    assert seen.inbox == {"done": 7 * rounds, "poison": 5 * rounds}
    assert (seen.answered, seen.missing, seen.extra) == (7 * rounds, 0, 0)
    note(
        "12 updates that cannot be read",
        "each set aside with its reason; all others answered",
        f"{5 * rounds} unreadable ones of 5 kinds between {7 * rounds} good ones, of which"
        f" {2 * rounds} with \\u0000 or half an emoji",
        f"{len(reasons)} set aside, {seen.answered} answered, {seen.missing} lost",
    )


def test_words_that_kill_or_fail_their_worker_are_set_aside_after_three_tries(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    killers, failing, others = size(1, 5), size(2, 50), size(8, 100)
    with a_house(server_url, fake, "kills", PYTHONPATH=HOOKS) as house:
        fatal = [fake.person(f"Doder {n}") for n in range(killers)]
        odd = [fake.person(f"Pech {n}") for n in range(failing)]
        people = [fake.person(f"Bewoner {n}") for n in range(others)]
        for words in (KILLS, FAILS):
            says_between(fatal if words is KILLS else odd, words)
        for person in people:
            person.says("/start")
            person.says(f"{FAILS_ONCE} {person.id}")
        house.start("run", "--only", "intake,delivery")
        with supervised(house, "run", "--only", "turns") as worker:
            ledger.settles(house, fake, 3 * (killers + failing) + 2 * others)
        reasons = poison(house)
        seen = ledger.look(house, fake, [one.id for one in (*fatal, *odd, *people)])
    assert sorted(reasons) == ["Broken"] * failing + ["its worker died"] * killers
    assert (seen.missing, seen.extra) == (0, 0)
    assert seen.answered == 3 * (killers + failing) + 2 * others
    for person in fatal + odd:
        texts = [one.text for one in person.hears()]
        assert sum(SORRY in one for one in texts) == 1
    note(
        "12 words that kill or fail their worker",
        "set aside with its reason after three tries; their next words and all others go on",
        f"{killers} that kill, {failing} that fail, {others} that fail once, a worker started"
        " again at each death",
        f"{len(reasons)} set aside after {worker.deaths} deaths, {seen.answered} answered,"
        f" {seen.missing} lost, {seen.extra} twice",
    )


def says_between(people: Sequence[Person], words: str) -> None:
    for person in people:
        person.says("/start")
        person.says(f"{words} {person.id}")
        person.says("/menu")


def test_a_row_that_cannot_be_opened_or_shown_stops_nobody(
    server_url: str, fake: FakeTelegram, note: Note
) -> None:
    with a_house(server_url, fake, "sealed") as house:
        people = [fake.person(f"Bewoner {n}") for n in range(5)]
        shown, reply, words, state, _ = people
        for person in people:
            person.says("/start")
        bot = house.start("run", "--only", "intake,turns,delivery")
        ledger.settles(house, fake, 5)
        house.stop(bot)
        door = house.start("run", "--only", "intake")
        words.says("8022")
        fake.waits_until(lambda: ledger.waiting(house) == 1, PATIENCE, "one update taken in")
        house.stop(door)
        with transaction(house.engine) as session:
            queue(session, shown, message([say("no.such.text")]))
            queue(session, reply, message([say("house.broken")]))
            session.execute(
                text("UPDATE outbox SET body = :odd WHERE id = :id"), ODD | newest(session)
            )
            session.execute(text("UPDATE inbox SET body = :odd WHERE state = 'open'"), ODD)
            session.execute(
                text("UPDATE conversation SET state = :odd WHERE address_id = :id"),
                ODD | {"id": chat_of(session, state).id},
            )
        for person in people:
            person.says("/menu")
        house.start("run", "--only", "intake,turns,delivery")
        ledger.settles(house, fake, 11)
        seen = ledger.look(house, fake, [person.id for person in people])
        reasons = poison(house)
        failed = reasons_of_failed(house)
    assert reasons == ["WrongKey"]
    assert failed == ["UnknownKey", "WrongKey"]
    assert (seen.answered, seen.missing, seen.extra) == (11, 0, 0)
    for person in people:
        assert "Waar kan ik u mee helpen?" in person.hears()[-1].text, person.transcript()
    assert "ik weet niet meer waar wij waren" in state.hears()[-1].text
    note(
        "12 rows that cannot be opened or shown",
        "that row alone is set aside with its reason; everybody's next words are answered",
        "a message without a text, a message, an update and a talk whose seal does not open",
        f"{len(failed)} messages failed, {len(reasons)} update set aside, {seen.answered} answered",
    )


ODD = {"odd": b"\x01 this was never sealed"}


def chat_of(session: Session, person: Person) -> Address:
    mine = lookup(Channel.TELEGRAM, "8120", str(person.id))
    return session.scalars(select(Address).where(Address.lookup == mine)).one()


def queue(session: Session, person: Person, body: MessageJson) -> None:
    address = chat_of(session, person)
    enqueue(session, address, body, dedupe=f"t:{address.id}", now=database_now(session))


def newest(session: Session) -> dict[str, object]:
    return {"id": session.scalar(text("SELECT max(id) FROM outbox"))}


def reasons_of_failed(house: House) -> list[str]:
    with transaction(house.engine) as session:
        failed = text("SELECT reason FROM outbox WHERE state = 'failed' ORDER BY id")
        return list(session.scalars(failed))
