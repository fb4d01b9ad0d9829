"""Chats that cannot be reached any more, and groups that moved: once each, and nobody else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models.db import transaction
from models.keys import lookup
from models.messages.outbox import OutMessage, OutState
from models.people.residents import Address, Channel
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.faults import letters
from tests.faults.letters import BOT, Letter
from tests.faults.processes import House, a_house

PATIENCE = 120
EACH = 3
STRANGE = "Forbidden: something that nobody has seen yet"


@dataclass(frozen=True)
class Way:
    """A way to be out of reach, and what we then hold for the reason. None: we close nothing."""

    name: str
    happens: Callable[[FakeTelegram, Person], object]
    reason: str | None


def strange(fake: FakeTelegram, person: Person) -> None:
    fake.fails("sendMessage", "error", chat_id=person.id, code=403, description=STRANGE)


WAYS = (
    Way("blocked", lambda _, person: person.blocks_bot(), "bot was blocked by the user"),
    Way("deactivated", lambda _, person: person.deactivates(), "user is deactivated"),
    Way("gone", lambda _, person: person.vanishes(), "chat not found"),
    Way("a 403 that nobody knows", strange, None),
)


def chat_of(house: House, chat: int) -> Address | None:
    with transaction(house.engine) as session:
        key = lookup(Channel.TELEGRAM, BOT, str(chat))
        return session.scalars(select(Address).where(Address.lookup == key)).first()


def states_of(house: House, chat: int) -> list[OutState]:
    with transaction(house.engine) as session:
        rows = (
            select(OutMessage.state)
            .join(Address, Address.id == OutMessage.address_id)
            .where(Address.lookup == lookup(Channel.TELEGRAM, BOT, str(chat)))
            .order_by(OutMessage.id)
        )
        return list(session.scalars(rows))


def post_to(house: House, people: Sequence[Person], name: str) -> None:
    letters.post(
        house.engine,
        [Letter(one.id, f"{name} {n} voor {one.id}") for n in range(EACH) for one in people],
    )


def sent_all(house: House, fake: FakeTelegram) -> None:
    fake.waits_until(
        lambda: not letters.open_rows(house.engine), PATIENCE, "every letter ends somewhere"
    )


def test_a_closed_chat_is_left_alone_and_an_odd_refusal_closes_nothing(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    crowds = {
        way: [fake.person(f"{way.name} {n}", started=True) for n in range(size(3, 100))]
        for way in WAYS
    }
    everybody = [one for people in crowds.values() for one in people]
    with a_house(server_url, fake, "closed") as house:
        for way, people in crowds.items():
            for one in people:
                way.happens(fake, one)
        post_to(house, everybody, "brief")
        house.start("run", "--only", "delivery")
        sent_all(house, fake)
        for way, people in crowds.items():
            for one in people:
                check(house, fake, way, one)
        closed = [one for way, people in crowds.items() if way.reason for one in people]
        post_to(house, everybody, "later")
        sent_all(house, fake)
        # Nothing is even queued for a chat that is closed; who writes again is heard again.
        assert all(len(fake.calls("sendMessage", chat_id=one.id)) == 1 for one in closed)
        comes_back(house, fake, crowds[WAYS[0]][0])
        tell(note, crowds, len(closed), house)


def check(house: House, fake: FakeTelegram, way: Way, person: Person) -> None:
    address, calls = chat_of(house, person.id), fake.calls("sendMessage", chat_id=person.id)
    assert address is not None
    assert address.closed_reason == way.reason
    assert (address.closed_at is None) is (way.reason is None)
    if way.reason:
        assert len(calls) == 1
        assert states_of(house, person.id) == [OutState.FAILED] + [OutState.EXPIRED] * (EACH - 1)
    else:
        assert len(calls) == EACH
        assert states_of(house, person.id) == [OutState.FAILED] + [OutState.SENT] * (EACH - 1)


def comes_back(house: House, fake: FakeTelegram, person: Person) -> None:
    person.says("/start")
    house.start("run", "--only", "intake,turns")
    fake.waits_until(lambda: bool(person.hears()), PATIENCE, "an answer for who came back")
    address = chat_of(house, person.id)
    assert address is not None
    assert address.closed_at is None


def tell(
    note: Callable[[str, str, str, str], None],
    crowds: dict[Way, list[Person]],
    closed: int,
    house: House,
) -> None:
    with transaction(house.engine) as session:
        still = session.scalar(
            select(func.count()).select_from(Address).where(Address.closed_at.is_not(None))
        )
    each = len(crowds[WAYS[0]])
    note(
        "09 blocked, deactivated, chat gone, an unknown 403",
        "address closed once, no further sends; an unknown 403 closes nothing",
        f"{each} chats of each: {', '.join(way.name for way in WAYS)}; {EACH} letters, and later "
        f"{EACH} more",
        f"{closed} closed at their first refusal with one call each, {closed * (EACH - 1)} letters "
        f"not sent; 0 of {each} closed by an unknown 403; one wrote again and was answered "
        f"({still} still closed)",
    )


def a_group(fake: FakeTelegram, number: int) -> tuple[Person, int]:
    """A neighbour puts the bot in a group, and says something there."""
    neighbour = fake.person(f"Buur {number}")
    return neighbour, neighbour.founds_group(f"Buren {number}")


def test_a_group_that_became_a_supergroup_gets_its_message_once_at_its_new_id(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    groups = [a_group(fake, n) for n in range(size(3, 50))]
    with a_house(server_url, fake, "moved") as house:
        letters.post(
            house.engine, [Letter(group, f"brief {n}") for n, (_, group) in enumerate(groups)]
        )
        moved = [neighbour.upgrades_group(group) for neighbour, group in groups]
        house.start("run", "--only", "delivery")
        sent_all(house, fake)
        seen = letters.ledger(house.engine, fake, moved)
        for (_, old), new in zip(groups, moved, strict=True):
            assert len(fake.calls("sendMessage", chat_id=old)) == 1
            assert len(fake.calls("sendMessage", chat_id=new)) == 1
            assert chat_of(house, old) is None
            address = chat_of(house, new)
            assert address is not None
            assert (address.external_id, address.closed_at) == (str(new), None)
    assert seen.count(OutState.SENT) == len(groups)
    assert [seen.twice, seen.lost, seen.denied] == [[], [], []]
    note(
        "09 a group became a supergroup",
        "its new id is stored, one resend",
        f"{len(groups)} groups with a letter each",
        f"{len(groups)} new ids, {seen.count(OutState.SENT)} letters at the new id after one "
        f"refusal each, {len(seen.twice)} twice",
    )
