"""The acts that connect a contribution: to another, to the plan, to its being carried out."""

from models.desk.asked import Asked, DeskAct
from models.desk.deciding import ENDED
from models.initiatives import follow_news, linking, merging, news, place_plan_news
from models.initiatives.contributions import Contribution, Initiative, Objection
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed, allowed_moves
from models.initiatives.realisation import next_steps, set_realisation
from models.messages.outgoing import MessageJson
from models.plan.din import Weight


def _can_be_merged(contribution: Contribution) -> bool:
    merges = Moderation.MERGED in allowed_moves(contribution)
    return merges and isinstance(contribution, Initiative)


def can_be_linked(contribution: Contribution) -> bool:
    """Whether it can serve something of the plan now."""
    return not isinstance(contribution, Objection) and contribution.status not in ENDED


def _can_advance(contribution: Contribution) -> bool:
    return isinstance(contribution, Initiative) and bool(next_steps(contribution))


def _merged(of: Asked) -> MessageJson:
    into, title = of.into(), of.about.title
    return follow_news.merged(of.about.ref, title, into.ref, into.public_title or "", of.told())


def _unmerged(of: Asked) -> MessageJson:
    placed = merging.stands_after(of.session, of.initiative) is Moderation.PLACED
    into = of.session.get(Initiative, of.initiative.merged_into_id or 0)
    ref = into.ref if into else ""
    return follow_news.parted(of.about.ref, of.about.title, ref, placed, of.told())


def _linked(of: Asked) -> MessageJson:
    subject = of.subject()
    linking.must_be_new(of.session, of.contribution, subject)
    return news.linked(of.about, subject.opgave, subject.entry)


def _link(of: Asked, by: Decision) -> bool:
    weight, note = Weight(int(of.value("weight"))), of.value("note")
    return linking.link(of.session, of.contribution, by, of.subject(), weight, note)


def _advance(of: Asked, by: Decision) -> bool:
    to = Realisation(of.value("to"))
    return set_realisation(of.session, of.initiative, by, to, of.reason)


MERGING = (
    DeskAct(
        "samenvoegen",
        Deed.MERGED,
        _can_be_merged,
        lambda of, by: merging.merge(of.session, of.initiative, by, of.into()),
        _merged,
    ),
    DeskAct(
        "losmaken",
        Deed.PARTED,
        lambda contribution: contribution.status is Moderation.MERGED,
        lambda of, by: merging.unmerge(of.session, of.initiative, by),
        _unmerged,
    ),
)

CONNECTING = (
    DeskAct(
        "uitvoering",
        Deed.ADVANCED,
        _can_advance,
        _advance,
        lambda of: place_plan_news.advanced(
            of.session, of.initiative, of.about, Realisation(of.value("to")), of.told()
        ),
    ),
    DeskAct("koppelen", Deed.LINKED, can_be_linked, _link, _linked),
)
