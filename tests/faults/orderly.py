"""The same words once more, one after another, in a house where nothing goes wrong.

What a talk may have come to is what it comes to here: its updates in the order in which they
were taken, each handled to its end before the next is brought in.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, func, make_url, select, update

from bot.channels.telegram.intake import received
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, make_engine, transaction
from models.messages.outbox import OutMessage, OutState
from models.messages.receiving import store
from models.people.residents import Address
from tests.faults import stories, templates, times
from tests.faults.past import take_all
from tests.faults.processes import House
from tests.faults.stories import Story

_REF = re.compile(rb"Z-\d{4,}", re.IGNORECASE)


def differences(server_url: str, house: House, known: Mapping[int, Story]) -> list[str]:
    """The chats whose story goes another way in an orderly house, each with where it parts.

    Who said what we do not keep (an answer to a check-in) has no story to tell again.
    """
    known = {chat: one for chat, one in known.items() if all(row.body for row in one.rows)}
    with _orderly(server_url, f"{make_url(house.url).database}_orderly") as engine:
        _retell(engine, house.settings["WIJKBOT_BASE_URL"], list(known.values()))
        again = stories.read(engine)
    return [
        _difference(story, again[chat])
        for chat, story in known.items()
        if story.told() != again[chat].told()
    ]


@contextmanager
def _orderly(server_url: str, name: str) -> Iterator[Engine]:
    engine = make_engine(templates.copy(server_url, name))
    try:
        yield engine
    finally:
        engine.dispose()
        templates.drop(server_url, name)


def _retell(engine: Engine, base_url: str, told: Sequence[Story]) -> None:
    turns = Turns(engine, PlanCache(base_url))
    for number in range(max(len(story.rows) for story in told)):
        now = [story for story in told if number < len(story.rows)]
        _doubt(engine, [one.chat for one in now if one.doubted(one.rows[number])])
        # However much somebody said, here they took their time.
        times.time_passes(engine, timedelta(minutes=2), "resident")
        rows = [story.rows[number] for story in now]
        bodies = _renamed(engine, told, [row.body or b"" for row in rows])
        with transaction(engine) as session:
            batch = [received(row.bot, body) for row, body in zip(rows, bodies, strict=True)]
            store(session, batch, database_now(session))
        take_all(engine, turns)


def _renamed(engine: Engine, told: Sequence[Story], bodies: Sequence[bytes]) -> list[bytes]:
    """The same, each number of an idea as the number that this idea has here."""
    if not any(_REF.search(body) for body in bodies):
        return list(bodies)
    here = stories.read(engine)
    names = {
        there.encode(): ours.encode()
        for story in told
        if story.chat in here
        for there, ours in zip(story.refs, here[story.chat].refs, strict=False)
    }
    return [_REF.sub(lambda ref: names.get(ref[0].upper(), ref[0]), body) for body in bodies]


def _doubt(engine: Engine, chats: Sequence[int]) -> None:
    """A sender died here with the newest message to these chats on the wire."""
    with transaction(engine) as session:
        everybody = session.scalars(select(Address))
        ids = [one.id for one in everybody if int(one.external_id or 0) in chats]
        newest = select(func.max(OutMessage.id)).where(OutMessage.address_id.in_(ids))
        session.execute(
            update(OutMessage)
            .where(OutMessage.id.in_(newest.group_by(OutMessage.address_id)))
            .values(state=OutState.UNKNOWN)
        )


def _difference(one: Story, other: Story) -> str:
    lines = difflib.unified_diff(one.told().split("\n"), other.told().split("\n"), lineterm="", n=6)
    return "\n".join([f"chat {one.chat}", *list(lines)[:60]])
