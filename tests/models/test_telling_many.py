"""News of the plan for many authors at once: each in their own chat, in as many statements."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.linking import find_subject, link
from models.initiatives.telling import Listener
from models.messages.outbox import OutMessage
from models.messages.outgoing import MessageJson, message, words
from models.plan.din import EffortState, Weight
from models.plan.progress import Judgement, move_effort
from tests.acts import decision, history, queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
)
from tests.statements import counted

E = EffortState


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def ideas(session: Session, cast: Cast, many: int) -> list[Initiative]:
    """Of as many authors, each linked to the inspanning of Zuid without a word."""
    plan = cast.plan_zuid
    subject = find_subject(session, cast.zuid.id, plan.opgave.id, plan.effort.id)
    assert subject
    made = []
    for _ in range(many):
        author = create_resident(session, cast.wijk_zuid)
        chat = create_address(session, author)
        made.append(create_initiative(session, cast.wijk_zuid, author, chat))
        link(
            session,
            made[-1],
            decision(cast.manager_zuid, made[-1], None),
            subject,
            Weight.LIGHT,
            "",
        )
    return made


def compose(to: Listener) -> MessageJson:
    return message([words(f"Voor {to.ref}")])


def move(session: Session, cast: Cast, was: E, to: E) -> tuple[int, int]:
    """How many hear, and how many statements that took."""
    judgement = Judgement(cast.manager_zuid, NOW, "Wijkmanagement Zuid")
    session.flush()
    with counted(session.connection().engine) as asked:
        told = move_effort(session, cast.plan_zuid.effort, was, to, judgement, compose)
        session.flush()
    return told, len(asked)


def test_more_authors_take_no_more_statements(session: Session, cast: Cast) -> None:
    ideas(session, cast, 2)
    assert move(session, cast, E.PLANNED, E.RUNNING)[0] == 2
    few = move(session, cast, E.RUNNING, E.DONE)
    ideas(session, cast, 10)
    move(session, cast, E.DONE, E.RUNNING)
    many = move(session, cast, E.RUNNING, E.DONE)
    assert (few[0], many[0]) == (2, 12)
    assert many[1] == few[1]


def test_each_reads_their_own_and_it_is_kept(session: Session, cast: Cast) -> None:
    made = ideas(session, cast, 3)
    move(session, cast, E.PLANNED, E.RUNNING)
    for one in made:
        assert history(session, one)[-1].message == f"Voor {one.ref}"
    sent = {out.contribution_id: out.address_id for out in queued(session)}
    assert sent == {one.id: one.address_id for one in made}


def test_the_newest_open_chat_where_the_own_one_is_closed(session: Session, cast: Cast) -> None:
    (one,) = ideas(session, cast, 1)
    author = create_resident(session, cast.wijk_zuid)
    closed, older, newer = (create_address(session, author) for _ in range(3))
    one.resident_id, one.address_id = author.id, closed.id
    closed.closed_at = NOW
    session.flush()
    move(session, cast, E.PLANNED, E.RUNNING)
    older.closed_at = None
    (out,) = session.scalars(select(OutMessage)).all()
    assert out.address_id == newer.id
