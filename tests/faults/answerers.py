"""People of whom the wijkmanager asked something about their idea, straight into the inbox.

They were asked by SQL and speak without a channel's network: what is measured is turns alone.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import select, text

from bot.channels.telegram.intake import received
from models.db import database_now, transaction
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation
from models.messages.receiving import store
from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel, Resident
from models.plan.areas import Area, AreaKind
from tests.builders import create_initiative
from tests.fake_telegram.client import TOKEN
from tests.faults.hooks.sitecustomize import FAILS, FAILS_ONCE
from tests.faults.processes import House

BOT = TOKEN.partition(":")[0]
FIRST = 2_000_000


@dataclass
class Answerers:
    """`refs` are the numbers of their ideas, one each. In a round each of them answers once."""

    house: House
    number: int
    refs: Sequence[str] = field(init=False)
    answers: list[str] = field(default_factory=list)
    refused: int = 0
    _update_ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        callers = [self._caller(who) for who in range(self.number)]
        with transaction(self.house.engine) as session:
            known = find_or_create(session, set(callers), database_now(session))
            wijk = session.scalars(select(Area).where(Area.kind == AreaKind.WIJK).limit(1)).one()
            self.refs = [
                create_initiative(
                    session,
                    wijk,
                    session.get_one(Resident, known[caller].resident_id),
                    session.get_one(Address, known[caller].address_id),
                    question="Waar komt het?",
                    status=Moderation.QUESTION,
                ).ref
                for caller in callers
            ]

    def ask_again(self) -> None:
        """The wijkmanager wants to know more of everybody; nobody has said too much today."""
        with transaction(self.house.engine) as session:
            session.execute(
                text("UPDATE contribution SET status = :asked, question = 'En wanneer?'"),
                {"asked": Moderation.QUESTION},
            )
            session.execute(text("UPDATE resident SET full_at = NULL"))

    def answer(self, *, refused: int) -> int:
        """Everybody answers, in words of their own, and says that these were the answer. Of so
        many others each turn is refused, half of them once. Returns the number of updates."""
        round_ = len(self.answers) // self.number
        updates = []
        for who, ref in enumerate(self.refs):
            words = f"Antwoord {round_} van {ref}"
            self.answers.append(words)
            updates += [self._says(who, f"/antwoord {ref} {words}"), self._says(who, "ja")]
        for one in range(refused):
            odd = FAILS_ONCE if one % 2 else FAILS
            self.refused += 1
            updates.append(self._says(self.number + self.refused, f"{odd} {self.refused}"))
        with transaction(self.house.engine) as session:
            store(session, [received(BOT, one) for one in updates], database_now(session))
        return len(updates)

    def heard(self) -> dict[str, int]:
        """How often each answer stands in the history of its idea."""
        with transaction(self.house.engine) as session:
            rows = session.scalars(select(HistoryRow))
            return Counter(row.words for row in rows if row.words)

    def _caller(self, who: int) -> Caller:
        return Caller(Channel.TELEGRAM, BOT, str(FIRST + who))

    def _says(self, who: int, words: str) -> bytes:
        chat = {"id": FIRST + who, "type": "private"}
        message = {"message_id": 1, "date": 1, "chat": chat, "from": chat, "text": words}
        return json.dumps({"update_id": next(self._update_ids), "message": message}).encode()
