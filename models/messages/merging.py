"""What a person still waits for is said in one message: they read it at once, and it counts once.

Each message stays a row of its own, with its own key and its own end: they only travel together.
So nothing has to be undone when it fails, and a row that travels later may travel with others.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, LargeBinary, literal_column, select, type_coerce
from sqlalchemy.orm import Session, aliased

from models.bulk import among_given, run
from models.keys import WrongKey, open_json
from models.messages.outbox import Lane, OutMessage

# So many go together at most: what is too long to read at once is no help.
MOST = 5
# What stands under a message; of several questions only the newest can be answered.
_UNDER = ("choices", "layout", "turn", "ask_place", "ask_photo")

Json = Mapping[str, Any]


def merged(bodies: Sequence[Json]) -> Json:
    """One message that says all of these, in their order, with what stands under the newest.

    What is said again word for word is said once, where it was said last.
    """
    if len(bodies) == 1:
        return bodies[0]
    said = [say for body in bodies for say in body["says"]]
    says = [say for place, say in enumerate(said) if say not in said[place + 1 :]]
    asked = [body for body in bodies if "turn" in body] or [bodies[-1]]
    under = {name: asked[-1][name] for name in _UNDER if name in asked[-1]}
    return {**{name: one for name, one in bodies[0].items() if name not in _UNDER}, **under} | {
        "says": says
    }


def goes_along(body: Json) -> bool:
    """Whether this may be said at the end of another message. Pictures stand above theirs."""
    return not (body.get("photos") or body.get("place") or body.get("leave"))


def companions(session: Session, firsts: Collection[int]) -> Mapping[int, Sequence[int]]:
    """By message that goes now, the ids of what waits behind it in its chat and can go along.

    One query, along the index of each address, from its message on. Only answers (the talk
    lane): news of an idea keeps a message of its own, with its own buttons.
    """
    waiting: dict[int, list[tuple[int, bytes]]] = {}
    for first_id, behind_id, body in run(session, _behind(), firsts=firsts):
        waiting.setdefault(first_id, []).append((behind_id, body))
    return {one: ids for one, rows in waiting.items() if (ids := list(_along(rows)))}


@cache
def _behind() -> Executable:
    first, behind = aliased(OutMessage), aliased(OutMessage)
    return (
        select(first.id, behind.id, type_coerce(behind.body, LargeBinary))
        .join(behind, (behind.address_id == first.address_id) & (behind.id >= first.id))
        .where(among_given(first.id, "firsts"))
        .where(behind.state == literal_column("'queued'"), behind.lane == Lane.TALK)
        .order_by(first.id, behind.id)
    )


def _along(rows: Sequence[tuple[int, bytes | None]]) -> Iterator[int]:
    """Up to the first that has to go by itself: the order stays as it is."""
    for place, (message_id, sealed) in enumerate(rows[:MOST]):
        try:
            body = open_json(sealed or b"")
        except (WrongKey, ValueError):
            return
        if place == 0 and body.get("leave"):
            return
        if place and not goes_along(body):
            return
        if place:
            yield message_id
