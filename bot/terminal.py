"""`wijkbot talk`: one resident of the console channel, whose turns run at once."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from bot.channels import console
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, transaction
from models.messages.outbox import OutMessage
from models.messages.outgoing import MessageJson
from models.messages.receiving import Received, store
from models.people.finding import Caller, find_or_create
from models.people.residents import Channel, Resident


def converse(engine: Engine, base_url: str, name: str) -> None:
    """Talk until the end of the input. Another name is another resident."""
    caller = Caller(Channel.CONSOLE, "", name)
    turns = Turns(engine, PlanCache(base_url), careful=False)
    console.talk(_Terminal(engine, turns, caller).turn, lambda: input("> "), print)


@dataclass
class _Terminal:
    engine: Engine
    turns: Turns
    caller: Caller
    shown: int = 0

    def turn(self, body: console.Body) -> Sequence[tuple[MessageJson, str]]:
        """Store what was typed, take the turn, and read what is new; also news of the panel."""
        with transaction(self.engine) as session:
            now = database_now(session)
            known = find_or_create(session, [self.caller], now)[self.caller]
            raw = json.dumps(body).encode()
            nonce = secrets.token_urlsafe(16)
            store(session, [Received(Channel.CONSOLE, "", nonce, raw, self.caller)], now)
        self.turns.take_of(known.resident_id)
        with transaction(self.engine) as session:
            resident = session.get_one(Resident, known.resident_id)
            rows = session.scalars(
                select(OutMessage)
                .where(OutMessage.address_id == known.address_id, OutMessage.id > self.shown)
                .order_by(OutMessage.id)
            ).all()
            self.shown = max((row.id for row in rows), default=self.shown)
            return [(_body(row), resident.language) for row in rows if row.body]


def _body(row: OutMessage) -> MessageJson:
    return row.body  # type: ignore[return-value]
