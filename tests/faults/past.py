"""What people did before a test begins: taken at once, without Telegram and without its pace."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, func, select, update

from bot.channels.telegram.intake import received
from bot.dialogue.state import State
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, transaction
from models.messages.conversations import Conversation
from models.messages.inbox import UNFINISHED, InboxRow
from models.messages.outbox import OutMessage, OutState
from models.messages.receiving import store
from models.people.residents import Address
from tests.fake_telegram.client import TOKEN
from tests.faults import crowds, times
from tests.faults.processes import House

BOT = TOKEN.partition(":")[0]


class Past:
    """A house's past, lived while its processes sleep.

    Its updates have low numbers, as those of long ago have.
    """

    def __init__(self, house: House) -> None:
        self._engine = house.engine
        self._turns = Turns(house.engine, PlanCache(house.settings["WIJKBOT_BASE_URL"]))
        self._updates = crowds.stored(house.engine)

    def said(self, words: Mapping[int, str]) -> None:
        """Each of these people typed something, and heard the answer."""
        self._happened([self._update("message", one, text=text) for one, text in words.items()])

    def pressed(self, data: Mapping[int, str]) -> None:
        """Each of these people pressed a button."""
        self._happened([self._update("callback_query", one, data=d) for one, d in data.items()])

    def states(self, people: Collection[int]) -> dict[int, State]:
        """Where their conversations stand."""
        with transaction(self._engine) as session:
            rows = session.execute(
                select(Address, Conversation).join(
                    Conversation, Conversation.address_id == Address.id
                )
            )
            found = {int(one.external_id or 0): talk.state for one, talk in rows}
            return {one: State.from_json(found[one]) for one in people}

    def ends(self) -> None:
        """From now on time is real: only the newest answer to each is still to be sent."""
        newest = select(func.max(OutMessage.id)).group_by(OutMessage.address_id)
        with transaction(self._engine) as session:
            session.execute(
                update(OutMessage)
                .where(OutMessage.state == OutState.QUEUED, OutMessage.id.not_in(newest))
                .values(state=OutState.EXPIRED, done_at=database_now(session))
            )

    def _update(self, kind: str, person: int, **content: Any) -> bytes:
        self._updates += 1
        sender = {"id": person, "is_bot": False, "first_name": "Inwoner", "language_code": "nl"}
        message = {"message_id": 1, "date": 0, "chat": {"id": person, "type": "private"}}
        about = {"id": str(self._updates), "chat_instance": "1", "message": message}
        whole = (message if kind == "message" else about) | {"from": sender} | content
        return json.dumps({"update_id": self._updates, kind: whole}).encode()

    def _happened(self, updates: Sequence[bytes]) -> None:
        with transaction(self._engine) as session:
            store(session, [received(BOT, one) for one in updates], database_now(session))
        take_all(self._engine, self._turns)
        # The next thing they do is another day.
        times.time_passes(self._engine, timedelta(days=1), "resident")


def take_all(engine: Engine, turns: Turns) -> None:
    """Until everything that came in had its turn."""
    while _open(engine):
        turns.take()


def _open(engine: Engine) -> int:
    with transaction(engine) as session:
        waiting = select(func.count()).select_from(InboxRow).where(InboxRow.state.in_(UNFINISHED))
        return session.scalar(waiting) or 0
