"""Telling authors what became of what they brought in: exactly what staff saw, in their chat."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.history import HistoryRow, keep_message
from models.initiatives.lifecycles import Moderation
from models.messages.by_hand import BY_HAND, without_buttons
from models.messages.outbox import Lane
from models.messages.outgoing import Json, MessageJson, message, words
from models.messages.sending import Terms, enqueue, reachable
from models.people.residents import Address, Channel, Resident
from texts.catalogue import LANGUAGES
from texts.render import plain, text


def frozen(draft: MessageJson, language: str, channel: Channel | None = None) -> MessageJson:
    """The same message with every catalogue text put into words, so that it cannot change.

    What staff see before they send is made of this, and this is what goes out. The labels of
    its buttons stay keys. By letter and phone there are none (`channel`).
    """
    if channel in BY_HAND:
        draft = without_buttons(draft)
    return message(list(_in_words(draft["says"], language)), draft.get("choices", ()))


def spoken(body: MessageJson) -> str:
    """The text of a frozen message: its paragraphs with an empty line between."""
    return "\n\n".join(str(say["words"]) for say in body["says"])


def _in_words(says: Sequence[Json], language: str) -> Iterator[Json]:
    """What is in another language than the reader's, is announced: nobody is left guessing."""
    before = language
    for one in (_spoken(each, language) for each in says):
        written_in = str(one.get("language") or language)
        if written_in in LANGUAGES and written_in not in (before, language):
            yield words(text(f"telling.in_{written_in}", language), language)
        before = written_in
        yield one


def _spoken(say: Json, language: str) -> Json:
    return say if "words" in say else words(plain(say, language), language)


def hears(session: Session, contribution: Contribution) -> Address | None:
    """The chat where the author would read news now, or None when nobody can be reached."""
    return reachable(session, contribution.resident_id, contribution.address_id)


def author_language(session: Session, contribution: Contribution) -> str:
    """The language in which the author reads: theirs now, or the one they wrote in."""
    resident = session.get(Resident, contribution.resident_id or 0)
    return resident.language if resident else contribution.language


def languages_of(session: Session, contributions: Sequence[Contribution]) -> Mapping[int, str]:
    """The same of many, by the id of the contribution. One query."""
    authors = {one.resident_id for one in contributions}
    rows = session.execute(select(Resident.id, Resident.language).where(Resident.id.in_(authors)))
    theirs = {id_: language for id_, language in rows}
    return {one.id: theirs.get(one.resident_id or 0, one.language) for one in contributions}


def tell(
    session: Session,
    contribution: Contribution,
    row: HistoryRow,
    body: MessageJson | None,
    now: datetime,
) -> bool:
    """Send a frozen message about one row of history, and keep its text there.

    False where nobody will hear it: no message, or nobody to reach any more. Then the row
    keeps no text, since none went out.
    """
    address = hears(session, contribution) if body is not None else None
    return address is not None and body is not None and _send(session, address, row, body, now)


def _send(
    session: Session, address: Address, row: HistoryRow, body: MessageJson, now: datetime
) -> bool:
    terms = Terms(Lane.SERVICE, contribution_id=row.contribution_id)
    sent = enqueue(session, address, body, dedupe=f"news:{row.id}", now=now, terms=terms)
    if sent:
        keep_message(session, row, spoken(body))
    return sent


@dataclass(frozen=True)
class Listener:
    """An author who will hear news of the plan, about the newest contribution concerned."""

    contribution_id: int
    resident_id: int
    ref: str
    title: str
    language: str
    kind: ContributionKind


def listeners(session: Session, contribution_ids: Sequence[int]) -> list[Listener]:
    """Whom to tell about these contributions: each resident once, only who can be reached.

    One query. Who withdrew their contribution hears no more of it.
    """
    has_chat = (
        select(Address.id)
        .where(Address.resident_id == Resident.id, Address.closed_at.is_(None))
        .exists()
    )
    found = session.execute(
        select(
            Contribution.id,
            Resident.id,
            Contribution.ref,
            func.coalesce(Contribution.public_title, Contribution.title),
            Resident.language,
            Contribution.kind,
        )
        .join(Resident, Resident.id == Contribution.resident_id)
        .where(
            Contribution.id.in_(contribution_ids),
            Contribution.status != Moderation.WITHDRAWN,
            Resident.muted.is_(False),
            Resident.erased_at.is_(None),
            has_chat,
        )
        .ext(distinct_on(Resident.id))
        .order_by(Resident.id, Contribution.id.desc())
    )
    return [Listener(*row) for row in found]
