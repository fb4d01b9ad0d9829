"""The acts that decide on a contribution: place it, ask, decline, refer, hide."""

from typing import Any, cast

from models.desk import placing
from models.desk.asked import Asked, DeskAct
from models.initiatives import moderation, news
from models.initiatives.contributions import Contribution, Objection
from models.initiatives.grounds import ground_of
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed, allowed_moves
from models.initiatives.placing import SILENCE_DAYS
from models.initiatives.requests import look_of
from models.messages.outgoing import MessageJson, words

M = Moderation
ENDED = frozenset({M.WITHDRAWN, M.MERGED})


def _may_become(to: Moderation, *, never_from: Moderation | None = None) -> Any:
    def possible(contribution: Contribution) -> bool:
        return contribution.status is not never_from and to in allowed_moves(contribution)

    return possible


def _can_be_offered(contribution: Contribution) -> bool:
    return contribution.status is M.PLACED or M.QUESTION in allowed_moves(contribution)


def _offered(of: Asked) -> MessageJson:
    text = [of.value("title"), of.value("body")]
    own = [words(part, of.contribution.language) for part in text if part]
    return news.offered(of.about, own, of.told(), SILENCE_DAYS)


def _offer(of: Asked, by: Decision) -> bool:
    title, body = of.value("title"), of.value("body") or None
    return moderation.offer(of.session, of.contribution, by, title, body)


def _ask(of: Asked, by: Decision) -> bool:
    question = str(of.must_be_told()["words"])
    return moderation.ask(of.session, of.contribution, by, question)


def _declined(of: Asked) -> MessageJson:
    again = look_of(of.contribution) is None
    return news.declined(of.about, of.must_be_told(), of.frame.phone, again=again)


def _refer(of: Asked, by: Decision) -> bool:
    return moderation.refer(of.session, of.contribution, by, of.reason, of.value("url"))


def _handle(of: Asked, by: Decision) -> bool:
    return moderation.handle(of.session, cast(Objection, of.contribution), by, of.reason)


def _hand_over(of: Asked, by: Decision) -> bool:
    return moderation.hand_over(of.session, of.contribution, by, int(of.value("stadsdeel")))


DECIDING = (
    DeskAct(
        "oppakken",
        Deed.TAKEN_UP,
        _may_become(M.IN_PROGRESS, never_from=M.DECLINED),
        lambda of, by: moderation.take_up(of.session, of.contribution, by),
    ),
    DeskAct(
        "plaatsen",
        Deed.PLACED,
        _may_become(M.PLACED, never_from=M.HIDDEN),
        placing.place,
        placing.placed,
    ),
    DeskAct("andere-tekst", Deed.OFFERED, _can_be_offered, _offer, _offered),
    DeskAct(
        "vraag",
        Deed.ASKED,
        _may_become(M.QUESTION),
        _ask,
        lambda of: news.asked(of.about, of.must_be_told(), of.frame.answer_days),
    ),
    DeskAct(
        "niet-plaatsen",
        Deed.DECLINED,
        _may_become(M.DECLINED),
        lambda of, by: moderation.decline(
            of.session, of.contribution, by, of.reason, ground_of(of.value("ground"))
        ),
        _declined,
    ),
    DeskAct(
        "doorverwijzen",
        Deed.REFERRED,
        _may_become(M.REFERRED),
        _refer,
        lambda of: news.referred(of.about, of.must_be_told(), of.value("url")),
    ),
    DeskAct(
        "vervallen",
        Deed.LET_GO,
        _may_become(M.LAPSED),
        lambda of, by: moderation.let_go(of.session, of.contribution, by, of.reason),
        lambda of: news.let_go(of.about, of.must_be_told()),
    ),
    DeskAct("afhandelen", Deed.HANDLED, _may_become(M.HANDLED), _handle, always_waits=True),
    DeskAct(
        "verbergen",
        Deed.HIDDEN,
        _may_become(M.HIDDEN),
        lambda of, by: moderation.hide(of.session, of.contribution, by, of.reason),
        lambda of: news.hidden(of.about, of.must_be_told(), of.frame.phone),
    ),
    DeskAct(
        "terugzetten",
        Deed.UNHIDDEN,
        lambda contribution: contribution.status is M.HIDDEN,
        lambda of, by: moderation.unhide(of.session, of.contribution, by),
        lambda of: news.unhidden(of.about),
    ),
)

# What comes last on the page: to another stadsdeel, or only a note.
BESIDE = (
    DeskAct(
        "overdragen",
        Deed.HANDED_OVER,
        lambda contribution: contribution.status not in ENDED,
        _hand_over,
        lambda of: news.handed_over(of.about, of.stadsdeel().name),
    ),
    DeskAct(
        "notitie",
        Deed.NOTED,
        lambda contribution: True,
        lambda of, by: moderation.note(of.session, of.contribution, by, of.value("note")),
    ),
)
