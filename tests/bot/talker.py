"""A resident who talks with the bot through inbox and turns, without a channel's network."""

import json
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Engine, select

from bot.channels.telegram.intake import received
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, transaction
from models.messages.outbox import OutMessage
from models.messages.receiving import store
from models.people.residents import Address
from texts.render import plain

BOT = "8120"
_update_ids = count(1)


def turns_of(engine: Engine, *, careful: bool = False) -> Turns:
    return Turns(engine, PlanCache("http://wijk.test"), careful)


@dataclass
class Talker:
    """`says` and `taps` store an update; `hears` takes the turns and gives what came back."""

    engine: Engine
    chat: int = 7

    def says(self, text: str) -> int:
        """A typed text. Returns its update id."""
        return self._update(message=self._message() | {"text": text})

    def sends(self, **content: object) -> int:
        return self._update(message=self._message() | content)

    def taps(self, data: str) -> int:
        message = {"chat": {"id": self.chat, "type": "private"}, "message_id": 1, "date": 1}
        tap = {"id": "1", "from": {"id": self.chat}, "data": data, "message": message}
        return self._update(callback_query=tap)

    def blocks(self) -> int:
        """Closes the chat on their phone."""
        gone = {"old_chat_member": {"status": "member"}, "new_chat_member": {"status": "kicked"}}
        chat = {"id": self.chat, "type": "private"}
        return self._update(
            my_chat_member=gone | {"chat": chat, "from": {"id": self.chat}, "date": 1}
        )

    def says_and_hears(self, text: str) -> str:
        self.says(text)
        turns_of(self.engine).take()
        return self.last()

    def all(self) -> list[OutMessage]:
        with transaction(self.engine) as session:
            mine = select(OutMessage).join(Address, Address.id == OutMessage.address_id)
            rows = session.scalars(mine.order_by(OutMessage.id)).all()
            own = {address.id for address in session.scalars(select(Address)) if self._is(address)}
            return [row for row in rows if row.address_id in own]

    def last(self) -> str:
        """The newest message as one text, with its labels."""
        body = self.all()[-1].body or {}
        says = "\n".join(plain(say, "nl") for say in body["says"])
        return says + "".join(f" [{plain(one['label'], 'nl')}]" for one in body["choices"])

    def data_of(self, label: str) -> str:
        """The callback data of a button under the newest message."""
        body = self.all()[-1].body or {}
        choice = next(one for one in body["choices"] if plain(one["label"], "nl") == label)
        value = str(choice["value"])
        return value if value.startswith("/") else f"{body['turn']}:{value}"

    def _is(self, address: Address) -> bool:
        return address.external_id == str(self.chat)

    def _message(self) -> dict[str, object]:
        sender = {"id": self.chat, "language_code": "nl"}
        return {"message_id": 1, "date": 1, "chat": {"id": self.chat, "type": "private"}} | {
            "from": sender
        }

    def _update(self, **content: object) -> int:
        update_id = next(_update_ids)
        body = json.dumps({"update_id": update_id} | content).encode()
        with transaction(self.engine) as session:
            store(session, [received(BOT, body)], database_now(session))
        return update_id
