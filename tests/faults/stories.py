"""A person's story: what they said, in the order in which we took it, and all that came of it.

Two houses in which somebody said the same things in the same order must tell the same story,
whatever went wrong in one of them. `told` is the text by which they are compared.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.history import HistoryRow
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage, OutState
from models.people.residents import Address, Channel, Consent, Resident

UNSURE = "house.unsure"
# An idea's number comes from one sequence for all, days from the clock, and who asks for a copy
# of their data gets a secret address.
_REF = re.compile(r"Z-\d{4,}", re.IGNORECASE)
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_COPY = re.compile(r"/chat/gegevens/[\w-]+")


@dataclass
class Story:
    """One chat. `answers` are by the inbox row that they answer, in order."""

    chat: int
    rows: list[InboxRow] = field(default_factory=list)
    answers: dict[int, list[OutMessage]] = field(default_factory=lambda: defaultdict(list))
    state: Mapping[str, Any] = field(default_factory=dict)
    resident: Mapping[str, Any] = field(default_factory=dict)
    ideas: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def messages(self) -> list[OutMessage]:
        """All answers, oldest first."""
        return sorted((one for row in self.answers.values() for one in row), key=lambda m: m.id)

    @property
    def refs(self) -> list[str]:
        """The numbers of ideas and reactions that we named, in the order in which we first did.

        What was withdrawn may be gone from the tables, and its buttons still be there.
        """
        told = json.dumps([one.body for one in self.messages], sort_keys=True)
        return list(dict.fromkeys(ref.upper() for ref in _REF.findall(told)))

    @property
    def settled(self) -> bool:
        """Every word was taken, and of every answer we know, or know that nobody knows."""
        waiting = (OutState.QUEUED, OutState.SENDING)
        taken = all(row.state.is_final for row in self.rows)
        return taken and all(one.state not in waiting for one in self.messages)

    def doubted(self, row: InboxRow) -> bool:
        """Whether we answered that we did not know if the message before it arrived."""
        answers = self.answers.get(row.id)
        return bool(answers and (answers[0].body or {})["says"][0].get("key") == UNSURE)

    def data(self, row: InboxRow) -> str | None:
        """What the button held, where this update is a tap."""
        tap = json.loads(row.body or b"{}").get("callback_query")
        return tap and str(tap.get("data"))

    def set_aside(self) -> list[str]:
        """The reasons of updates that no turn could take."""
        return [row.reason or "" for row in self.rows if row.state is InboxState.POISON]

    def silent(self) -> list[str]:
        """Taps that were answered with nothing, though just that was not pressed before."""
        known: set[str | None] = set()
        found: list[str] = []
        for row in self.rows:
            data = self.data(row)
            if data is not None and not self.answers[row.id] and data not in known:
                found.append(f"chat {self.chat}: {data}")
            known.add(data)
        return found

    def told(self) -> str:
        """All of it but what differs from house to house: row ids, numbers of ideas, days."""
        exchange = [
            {
                "heard": json.loads(row.body or b"null"),
                "became": row.state,
                "said": [one.body for one in self.answers.get(row.id, ())],
            }
            for row in self.rows
        ]
        whole = [exchange, self.ideas, dict(self.resident), dict(self.state)]
        names: dict[str, str] = {}
        text = json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True)
        return _REF.sub(
            lambda ref: names.setdefault(ref[0].upper(), f"idea {len(names) + 1}"),
            _COPY.sub("a copy", _DAY.sub("a day", text)),
        )


def read(engine: Engine) -> dict[int, Story]:
    """The stories of all Telegram chats of a house, by chat id."""
    with transaction(engine) as session:
        addresses = session.scalars(select(Address).where(Address.channel == Channel.TELEGRAM))
        chats = {one.id: one for one in addresses}
        stories = {key: Story(int(one.external_id or 0)) for key, one in chats.items()}
        for row in session.scalars(select(InboxRow).order_by(InboxRow.id)):
            if row.address_id in stories:
                stories[row.address_id].rows.append(row)
        answers = select(OutMessage).where(OutMessage.dedupe.startswith("in:"))
        for message in session.scalars(answers.order_by(OutMessage.id)):
            row_id = int(message.dedupe.split(":")[1])
            stories[message.address_id].answers[row_id].append(message)
        for talk in session.scalars(select(Conversation)):
            stories[talk.address_id].state = talk.state
        residents = {one.id: one for one in session.scalars(select(Resident))}
        consents = _consents(session.scalars(select(Consent)))
        for key, one in chats.items():
            stories[key].resident = _about(residents[one.resident_id], consents)
        histories = _histories(session.scalars(select(HistoryRow).order_by(HistoryRow.id)))
        for idea in session.scalars(select(Initiative).order_by(Initiative.id)):
            if idea.address_id in stories:
                stories[idea.address_id].ideas.append(_idea(idea, histories[idea.id]))
    return {story.chat: story for story in stories.values()}


def _consents(rows: Iterable[Consent]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.resident_id].append(f"{row.kind}: {row.given}")
    return found


def _about(one: Resident, consents: Mapping[int, list[str]]) -> Mapping[str, Any]:
    return {
        "language": one.language,
        "wijk": one.wijk_id,
        "sixteen_or_older": one.sixteen_or_older,
        "muted": one.muted,
        "erased": one.erased_at is not None,
        "consents": sorted(consents.get(one.id, ())),
    }


def _histories(rows: Iterable[HistoryRow]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.contribution_id or 0].append(f"{row.from_status} -> {row.to_status}")
    return found


def _idea(idea: Initiative, history: Sequence[str]) -> Mapping[str, Any]:
    return {
        "title": idea.title,
        "body": idea.body,
        "status": idea.status,
        "category": idea.category_id,
        "wijk": idea.wijk_id,
        "place": idea.place_text,
        "history": list(history),
    }
