"""What is told by the clock costs as many statements for one person as for many."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy.orm import Session

from models.db import database_now
from models.initiatives.follow_up import AFTER, ask_due
from models.initiatives.helping import tell_owners
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import SupportKind, support
from tests.acts import queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
)
from tests.statements import counted

Tell = Callable[[Session, datetime], int]


def statements(session: Session, act: Callable[[], object]) -> int:
    with counted(session.connection().engine) as seen:
        act()
    return len(seen)


def authors(session: Session, cast: Cast, number: int) -> None:
    """So many people with an idea on the site, which the neighbour offers to help with."""
    for _ in range(number):
        author = create_resident(session, cast.wijk_zuid)
        chat = create_address(session, author)
        placed = create_initiative(session, cast.wijk_zuid, author, chat, status=Moderation.PLACED)
        support(session, create_resident(session), chat, placed.ref, SupportKind.HANDS, NOW)
    session.flush()
    session.expunge_all()


def note(told: list[int], tell: Tell, session: Session, at: datetime) -> None:
    told.append(tell(session, at))


@pytest.mark.parametrize(("tell", "at"), [(tell_owners, NOW), (ask_due, NOW + AFTER)])
def test_one_and_many_take_as_many_statements(session: Session, tell: Tell, at: datetime) -> None:
    cast = create_cast(session)
    database_now(session)
    taken = []
    for number in (1, 20):
        authors(session, cast, number)
        told = list[int]()
        taken.append(statements(session, partial(note, told, tell, session, at)))
        assert told == [number]
    assert taken[0] == taken[1] < 10
    assert len(queued(session)) == 21
