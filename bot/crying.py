"""Whoever says more than we read still hears at once whom to call, where they are in danger."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot.dialogue.alarm import alarm, heard
from bot.dialogue.events import Text
from bot.dialogue.facts import Plan
from bot.dialogue.replies import Reply
from bot.facts.mine import About
from bot.hearing import hear
from bot.hearing.heard import Heard, NotUnderstood
from bot.speaking import Said, news
from models.keys import WrongKey, open_sealed
from models.messages.taking import Waiting
from models.messages.unread import Unread, unread


def cries(
    session: Session,
    rows: Sequence[Waiting],
    people: Mapping[int, About],
    plan: Plan,
    today: date,
) -> Sequence[Said]:
    """Numbers for those of these rows' people who speak of danger in anything they wait with."""
    kinds: dict[int, tuple[str, ...]] = {}
    for one in unread(session, [row.resident_id for row in rows]):
        kinds[one.resident_id] = kinds.get(one.resident_id) or _dangers(one)
    said: list[Said] = []
    for row in rows:
        if named := kinds.get(row.resident_id):
            facts = people[row.resident_id].facts(row.channel, plan, today)
            said.append(news(row, "alarm", Reply(alarm(named, facts))))
    return said


def _dangers(one: Unread) -> tuple[str, ...]:
    try:
        said = hear(one.channel, open_sealed(one.body))
    except (NotUnderstood, WrongKey):
        return ()
    return () if said.group else _heard(said)


def _heard(said: Heard) -> tuple[str, ...]:
    """Of words, or of those under a photo that nobody fetched yet."""
    event = said.event or (Text(said.file.caption) if said.file else None)
    return heard(event) if event else ()
