"""From the outbox to a phone: in order, at pace, once; and what every kind of trouble makes."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.sending import TryLater
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.channel import TelegramChannel
from bot.delivery import Sender
from bot.pace import Pace
from models.db import database_now, transaction
from models.messages import delivering, leasing
from models.messages.delivering import Claim
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import choice, message, words
from models.messages.pauses import Pause
from models.messages.pausing import paused_until
from models.messages.sending import Terms, enqueue
from models.people.consents import set_opt_in, stop_all
from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel, OptIn, Resident
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person

BOT = "8120"
SERVICE = Terms()


def chat_of(session: Session, person: Person) -> Address:
    caller = Caller(Channel.TELEGRAM, BOT, str(person.id))
    known = find_or_create(session, [caller], database_now(session))
    return session.get_one(Address, known[caller].address_id)


def queue(engine: Engine, person: Person, *texts: str, terms: Terms = SERVICE) -> list[int]:
    with transaction(engine) as session:
        address, now = chat_of(session, person), database_now(session)
        for text in texts:
            body = message([words(text)], [choice("/mijn", words("Mijn idee"))])
            enqueue(session, address, body, dedupe=f"t:{text}", now=now, terms=terms)
        rows = select(OutMessage.id).where(OutMessage.address_id == address.id)
        return list(session.scalars(rows.order_by(OutMessage.id)))


def states(engine: Engine) -> list[OutState]:
    with transaction(engine) as session:
        return list(session.scalars(select(OutMessage.state).order_by(OutMessage.id)))


def settled(engine: Engine) -> bool:
    return not {OutState.QUEUED, OutState.SENDING} & set(states(engine))


def deliver(
    engine: Engine,
    fake: FakeTelegram,
    until: Callable[[], bool] | None = None,
    holder: str = "one",
    rate: float = 1000,
) -> None:
    """Run a sender until everything is settled (or `until`), half a minute at most."""

    async def main() -> None:
        done = until or (lambda: settled(engine))
        async with BotApi(fake.token, fake.api) as api:
            channel = TelegramChannel(api, lambda photo: None)
            sender = Sender(engine, BOT, channel, Pace(rate), holder)
            stop = asyncio.Event()
            task = asyncio.create_task(sender.run(stop))
            for _ in range(600):
                await asyncio.sleep(0.05)
                if await asyncio.to_thread(done):
                    break
            stop.set()
            await task

    asyncio.run(main())


def a_second() -> Callable[[], bool]:
    """Done when the sender had a second to do what it should not."""
    end = time.monotonic() + 1
    return lambda: time.monotonic() > end


def seen(person: Person) -> list[str]:
    return [one.text for one in person.sees() if one.by_bot]


@pytest.fixture
def resident(fake: FakeTelegram) -> Person:
    return fake.person("Ria", started=True)


def test_messages_arrive_in_order_with_their_buttons(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    queue(engine, resident, "een <b>", "twee &", "drie _*[")
    deliver(engine, fake)
    assert seen(resident) == ["een <b>", "twee &", "drie _*["]
    assert states(engine) == [OutState.SENT] * 3


def test_a_person_who_blocked_us_is_left_alone(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.blocks_bot()
    queue(engine, resident, "een", "twee", "drie")
    deliver(engine, fake)
    assert len(fake.calls("sendMessage")) == 1
    assert states(engine) == [OutState.FAILED, OutState.EXPIRED, OutState.EXPIRED]
    with transaction(engine) as session:
        assert chat_of(session, resident).closed_reason == "bot was blocked by the user"


def test_an_unknown_refusal_closes_nothing(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    fake.fails("sendMessage", "error", code=403, description="Forbidden: something new")
    queue(engine, resident, "een", "twee")
    deliver(engine, fake)
    assert states(engine) == [OutState.FAILED, OutState.SENT]
    with transaction(engine) as session:
        assert chat_of(session, resident).closed_at is None


def test_too_many_requests_pauses_the_whole_bot_over_a_restart(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    fake.says_too_many(2282)
    queue(engine, resident, "een")

    def is_paused() -> bool:
        with transaction(engine) as session:
            return paused_until(session, BOT, database_now(session)) is not None

    deliver(engine, fake, is_paused)
    deliver(engine, fake, a_second(), holder="after the restart")
    assert len(fake.calls("sendMessage")) == 1
    assert states(engine) == [OutState.QUEUED]


@pytest.mark.parametrize(
    ("kind", "details", "becomes"),
    [
        ("error", {"code": 502}, OutState.UNKNOWN),
        ("error", {"code": 504}, OutState.UNKNOWN),
        ("reset_after", {}, OutState.UNKNOWN),
        ("error", {"code": 400, "description": "Bad Request: odd"}, OutState.FAILED),
        ("error", {"code": 500}, OutState.SENT),
    ],
)
def test_trouble_of_the_network_ends_in_a_final_state_and_never_twice(
    engine: Engine,
    fake: FakeTelegram,
    resident: Person,
    kind: str,
    details: dict[str, object],
    becomes: OutState,
) -> None:
    fake.fails("sendMessage", kind, times=1, **details)
    queue(engine, resident, "een")
    deliver(engine, fake)
    assert states(engine) == [becomes]
    assert len(seen(resident)) <= 1


def test_what_a_dead_sender_had_on_the_wire_is_unknown_and_not_sent_again(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    [first, second] = queue(engine, resident, "een", "twee")
    with transaction(engine) as session:
        leasing.take_lease(session, f"send:{BOT}", "dead", database_now(session))
        sending = update(OutMessage).where(OutMessage.id == first)
        session.execute(sending.values(state=OutState.SENDING))
        leasing.give_back(session, f"send:{BOT}", "dead", database_now(session) - leasing.TERM)
    deliver(engine, fake)
    assert states(engine) == [OutState.UNKNOWN, OutState.SENT]
    assert seen(resident) == ["twee"]
    assert second


def test_one_process_at_a_time_sends(engine: Engine, fake: FakeTelegram, resident: Person) -> None:
    with transaction(engine) as session:
        leasing.take_lease(session, f"send:{BOT}", "other", database_now(session))
    queue(engine, resident, "een")
    deliver(engine, fake, a_second())
    assert states(engine) == [OutState.QUEUED]


def test_consent_mute_and_expiry_are_asked_again_before_it_goes(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    asked = Terms(lane=Lane.SERVICE, opt_in=OptIn.BURENDAG)
    with transaction(engine) as session:
        address, now = chat_of(session, resident), database_now(session)
        person = session.get_one(Resident, address.resident_id)
        set_opt_in(session, person, OptIn.BURENDAG, True, now)
    queue(engine, resident, "actie", terms=asked)
    queue(engine, resident, "te laat", terms=Terms(expires_at=now - timedelta(seconds=1)))
    queue(engine, resident, "antwoord", terms=Terms(lane=Lane.TALK))
    with transaction(engine) as session:
        person = session.get_one(Resident, chat_of(session, resident).resident_id)
        stop_all(session, person, database_now(session))
    deliver(engine, fake)
    assert states(engine) == [OutState.EXPIRED, OutState.EXPIRED, OutState.SENT]


def test_a_chat_hears_three_at_once_and_then_one_a_second(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    queue(engine, resident, *[f"bericht {n}" for n in range(5)])
    deliver(engine, fake)
    assert fake.limiter()["violations"] == []
    assert seen(resident) == [f"bericht {n}" for n in range(5)]


def test_the_long_queue_of_one_chat_does_not_hide_the_others(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    # More than the sender looks at in one round.
    queue(engine, resident, *[f"bericht {n}" for n in range(310)])
    neighbour = fake.person("Bob", started=True)
    queue(engine, neighbour, "hallo")
    began = time.monotonic()
    deliver(engine, fake, lambda: seen(neighbour) == ["hallo"])
    assert seen(neighbour) == ["hallo"]
    assert time.monotonic() - began < 5


def test_a_chat_that_moves_to_one_that_we_know_ends(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    neighbour = fake.person("Bob", started=True)
    with transaction(engine) as session:
        now = database_now(session)
        old, known = chat_of(session, resident), chat_of(session, neighbour)
        delivering.move_address(session, old.id, "777", now)
        assert (old.external_id, old.closed_at) == ("777", None)
        delivering.move_address(session, old.id, str(neighbour.id), now)
        session.refresh(old)
        assert (old.external_id, old.closed_reason) == ("777", "moved")
        assert known.closed_at is None


def test_a_photo_that_the_database_cannot_give_now_waits(fake: FakeTelegram) -> None:
    def away(photo: str) -> bytes | None:
        raise OperationalError("select", None, Exception())

    async def main() -> None:
        async with BotApi(fake.token, fake.api) as api:
            body = {"says": [words("kijk")], "photos": ["1"]}
            await TelegramChannel(api, away).send(Claim(1, 1, "7", "nl", body, 1), lambda: None)

    with pytest.raises(TryLater):
        asyncio.run(main())
    assert fake.calls("sendMessage") == []


def test_a_pause_that_the_database_ends_is_over(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    fake.says_too_many(10_072)
    queue(engine, resident, "een")

    def over_at_once() -> bool:
        with transaction(engine) as session:
            session.execute(update(Pause).values(until=database_now(session)))
        return settled(engine)

    deliver(engine, fake, over_at_once)
    assert seen(resident) == ["een"]


def test_a_message_whose_seal_does_not_open_is_set_aside_alone(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    queue(engine, resident, "een", "twee", "drie")
    with transaction(engine) as session:
        session.execute(text("UPDATE outbox SET body = '\\x0102' WHERE dedupe = 't:twee'"))
    deliver(engine, fake)
    assert seen(resident) == ["een", "drie"]
    assert states(engine) == [OutState.SENT, OutState.FAILED, OutState.SENT]
