"""The acts upon what residents ask of staff after a decision: a second look, another text."""

from models.desk.asked import DeskAct
from models.initiatives import changing, news, second_look
from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed
from models.initiatives.requests import change_of


def _has_change(contribution: Contribution) -> bool:
    return change_of(contribution) is not None


def _has_placeable_change(contribution: Contribution) -> bool:
    return contribution.status is Moderation.PLACED and _has_change(contribution)


LOOKING_AGAIN = (
    DeskAct(
        "opnieuw-bekijken",
        Deed.SECOND_LOOK,
        second_look.possible,
        lambda of, by: second_look.look_again(of.session, of.contribution, by, of.reason),
        lambda of: news.looked_again(of.about, of.must_be_told()),
    ),
    DeskAct(
        "besluit-blijft",
        Deed.CONFIRMED,
        second_look.is_asked,
        lambda of, by: second_look.confirm(of.session, of.contribution, by, of.reason),
        lambda of: news.look_confirmed(of.about, of.must_be_told(), of.frame.phone),
    ),
    DeskAct(
        "wijziging-plaatsen",
        Deed.CHANGED,
        _has_placeable_change,
        lambda of, by: changing.accept_change(of.session, of.contribution, by),
        lambda of: news.changed(of.about, of.told()),
    ),
    DeskAct(
        "wijziging-niet-plaatsen",
        Deed.CHANGE_DECLINED,
        _has_change,
        lambda of, by: changing.decline_change(of.session, of.contribution, by, of.reason),
        lambda of: news.change_declined(of.about, of.must_be_told(), of.frame.phone),
    ),
)
