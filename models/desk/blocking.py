"""The act that proposes to block whoever brought something in."""

from datetime import date

from models.desk.asked import Asked, DeskAct
from models.initiatives import blocking
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed
from models.people.blocks import BlockReason


def _has_author(contribution: Contribution) -> bool:
    return contribution.resident_id is not None


def _propose(of: Asked, by: Decision) -> bool:
    reason, until = BlockReason(of.value("reason")), date.fromisoformat(of.value("until"))
    blocking.propose(of.session, of.contribution, by, reason, of.value("words"), until)
    return False


BLOCKING = (DeskAct("blokkeren", Deed.BLOCK_PROPOSED, _has_author, _propose),)
