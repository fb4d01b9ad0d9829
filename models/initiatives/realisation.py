"""How an initiative itself fares: the gemeente's advice on it, and then the work."""

from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import REALISATION_MOVES, Moderation, Realisation
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, MoveNotAllowed, advance
from models.initiatives.telling import tell

# These two are the gemeente's advice; their reason stays beside the initiative.
ADVICE = frozenset({Realisation.FEASIBLE, Realisation.NOT_FEASIBLE})


def next_steps(initiative: Initiative) -> list[Realisation]:
    """Where it may go from here, in the order of the lifecycle. Nothing before it is placed."""
    if initiative.status is not Moderation.PLACED or initiative.realisation is None:
        return []
    allowed = REALISATION_MOVES[initiative.realisation]
    return [step for step in Realisation if step in allowed]


def set_realisation(
    session: Session, initiative: Initiative, decision: Decision, to: Realisation, reason: str
) -> bool:
    """Advise on it, or say how far it is. Gives whether its author will hear.

    Raises `rights.NotAllowed`, `MoveNotAllowed` and `Conflict`.
    """
    check_right(initiative, decision, Deed.ADVANCED)
    if initiative.status is not Moderation.PLACED:
        raise MoveNotAllowed(initiative.realisation, to)
    step = decision.step(Deed.ADVANCED, reason=reason or None)
    values = {"advice": reason or None} if to in ADVICE else {}
    row = advance(session, initiative, to, step, **values)
    return tell(session, initiative, row, decision.message, decision.now)
