"""Letters: messages with words of their own, put in the outbox for people who started the bot.

The words are the oracle: they say which row a message came from, and whether it came twice.
"""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Engine, func, select

from models.db import database_now, transaction
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import message, words
from models.messages.sending import Terms, enqueue
from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel
from tests.fake_telegram.client import TOKEN, FakeTelegram

Process = subprocess.Popen[bytes]
BOT = TOKEN.partition(":")[0]
DEDUPE = "letter:"
SLICE = 1_000
NEWS = Terms(lane=Lane.SERVICE)


@dataclass(frozen=True)
class Letter:
    """Words for one chat. No two letters have the same words."""

    chat: int
    words: str


@dataclass(frozen=True)
class Ledger:
    """What we say of each letter (its row's state), and how often it stands on a screen.

    `others`: how many messages of the bot stand there that are no letters.
    """

    states: Mapping[str, OutState]
    heard: Mapping[str, int]
    others: int

    def count(self, *states: OutState) -> int:
        return sum(1 for state in self.states.values() if state in states)

    @property
    def waiting(self) -> int:
        return self.count(OutState.QUEUED, OutState.SENDING)

    @property
    def twice(self) -> list[str]:
        """Letters that somebody has more than once."""
        return [words for words, times in self.heard.items() if times > 1]

    @property
    def lost(self) -> list[str]:
        """Letters of which we say that they arrived, and that nobody has."""
        return self._with(OutState.SENT, heard=False)

    @property
    def denied(self) -> list[str]:
        """Letters of which we say that they did not arrive, and that somebody has."""
        return [
            words
            for state in (OutState.QUEUED, OutState.FAILED, OutState.EXPIRED)
            for words in self._with(state, heard=True)
        ]

    @property
    def unknown_but_heard(self) -> int:
        return len(self._with(OutState.UNKNOWN, heard=True))

    def _with(self, state: OutState, *, heard: bool) -> list[str]:
        return [
            words
            for words, its in self.states.items()
            if its is state and (self.heard.get(words, 0) > 0) is heard
        ]


def a_letter_each(people: Sequence[int], name: str = "brief") -> list[Letter]:
    return [Letter(chat, f"{name} {chat}") for chat in people]


def post(engine: Engine, letters: Sequence[Letter], terms: Terms = NEWS) -> None:
    """Put them in the outbox, in this order. Whoever is new to us is made a resident."""
    left = iter(letters)
    while some := list(islice(left, SLICE)):
        _post(engine, some, terms)


def _post(engine: Engine, letters: Sequence[Letter], terms: Terms) -> None:
    callers = {one.chat: Caller(Channel.TELEGRAM, BOT, str(one.chat)) for one in letters}
    with transaction(engine) as session:
        now = database_now(session)
        known = find_or_create(session, set(callers.values()), now)
        ids = [one.address_id for one in known.values()]
        found = {row.id: row for row in session.scalars(select(Address).where(Address.id.in_(ids)))}
        for one in letters:
            address = found[known[callers[one.chat]].address_id]
            body = message([words(one.words)])
            enqueue(session, address, body, dedupe=DEDUPE + one.words, now=now, terms=terms)


def open_rows(engine: Engine) -> int:
    """How many messages still wait or are on the wire."""
    with transaction(engine) as session:
        waiting = OutMessage.state.in_((OutState.QUEUED, OutState.SENDING))
        return session.scalar(select(func.count()).select_from(OutMessage).where(waiting)) or 0


def count(engine: Engine, state: OutState) -> int:
    with transaction(engine) as session:
        found = select(func.count()).select_from(OutMessage).where(OutMessage.state == state)
        return session.scalar(found) or 0


def ledger(engine: Engine, fake: FakeTelegram, chats: Sequence[int]) -> Ledger:
    """The account of all letters, with what stands in these chats."""
    with transaction(engine) as session:
        rows = session.execute(
            select(OutMessage.dedupe, OutMessage.state).where(OutMessage.dedupe.startswith(DEDUPE))
        )
        states = {row.dedupe.removeprefix(DEDUPE): row.state for row in rows}
    heard = Counter(said(fake, chats))
    known = {words: times for words, times in heard.items() if words in states}
    return Ledger(states, known, heard.total() - sum(known.values()))


def said(fake: FakeTelegram, chats: Sequence[int]) -> Iterator[str]:
    """Every text of the bot that stands in these chats."""
    left = iter(chats)
    while some := list(islice(left, SLICE)):
        for chat in fake.do_many([("chat", {"chat_id": one}) for one in some]):
            yield from (post["message"].get("text", "") for post in chat["posts"] if post["by_bot"])


def sends(fake: FakeTelegram, start: Callable[[], Process], patience: float = 120) -> Process:
    """Start a bot, and wait until it sends."""
    before = fake.do("counts")["calls"]
    process = start()
    fake.waits_until(
        lambda: bool(fake.calls("sendMessage", since=before)), patience, "the bot sends"
    )
    return process
