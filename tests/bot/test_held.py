"""A colleague is busy with an idea just when its author speaks of it: others do not wait."""

from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.messages.inbox import InboxRow, InboxState
from models.people.residents import Address, Resident
from models.plan.areas import Area, AreaKind
from tests.bot.talker import Talker, turns_of
from tests.builders import create_initiative
from tests.zwolle import load_zwolle


def states(engine: Engine) -> list[InboxState]:
    with transaction(engine) as session:
        return list(session.scalars(select(InboxRow.state).order_by(InboxRow.id)))


def test_who_speaks_of_a_held_idea_is_answered_when_it_is_free(engine: Engine) -> None:
    load_zwolle(engine)
    author, neighbour = Talker(engine), Talker(engine, chat=8)
    author.says_and_hears("hallo")
    with transaction(engine) as session:
        person, address = session.scalars(select(Resident)).one(), session.scalars(select(Address))
        wijk = session.scalars(select(Area).where(Area.kind == AreaKind.WIJK).limit(1)).one()
        idea = create_initiative(
            session,
            wijk,
            person,
            address.one(),
            status=Moderation.QUESTION,
            question="Waar komt het?",
        )
    author.says_and_hears(f"/antwoord {idea.ref} Bij de brug")
    author.says("ja")
    neighbour.says("hallo")
    worker = turns_of(engine)
    with transaction(engine) as session:
        session.execute(select(Initiative.id).with_for_update())
        assert worker.take() == 1
        assert neighbour.last().startswith("Ik ben de wijkassistent")
        assert worker.take() == 0
    assert states(engine)[2:] == [InboxState.OPEN, InboxState.DONE]
    assert worker.take() == 1
    assert "De wijkmanager leest uw antwoord" in author.last()
    assert not worker.careful
