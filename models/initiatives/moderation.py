"""What staff decide on a contribution. Each act checks the right to it, moves it, and tells.

Each gives whether its author will hear of it. Each raises `rights.NotAllowed`, and
`MoveNotAllowed` or `Conflict` of `moves`; then nothing was changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, Objection
from models.initiatives.grounds import Ground
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, MoveNotAllowed, NotThere, Step, move, revise, write
from models.initiatives.photos import Photo
from models.initiatives.placing import NOTHING_OFFERED, SILENCE_DAYS, put_on_site
from models.initiatives.telling import tell
from models.initiatives.terms import local_day
from models.messages.outgoing import MessageJson
from models.people.rights import Act, require
from models.people.staff import Staff
from models.plan.areas import Area, AreaKind
from models.plan.gemeente import mark_plan_changed
from models.plan.reading import load_frame

M = Moderation
ACT_OF: Mapping[Deed, Act] = {
    Deed.TAKEN_UP: Act.CLAIM,
    Deed.SECOND_LOOK: Act.SECOND_LOOK,
    Deed.CONFIRMED: Act.SECOND_LOOK,
    Deed.CHANGED: Act.PLACE,
    Deed.CHANGE_DECLINED: Act.DECLINE,
    Deed.ASKED: Act.ASK,
    Deed.OFFERED: Act.PLACE,
    Deed.PLACED: Act.PLACE,
    Deed.DECLINED: Act.DECLINE,
    Deed.REFERRED: Act.REFER,
    Deed.HANDED_OVER: Act.HAND_OVER,
    Deed.HIDDEN: Act.HIDE,
    Deed.UNHIDDEN: Act.HIDE,
    Deed.PHOTO_HIDDEN: Act.HIDE,
    Deed.PHOTO_SHOWN: Act.HIDE,
    Deed.PHOTO_BLURRED: Act.HIDE,
    Deed.PHOTO_RESTORED: Act.HIDE,
    Deed.ORIGINAL_SEEN: Act.HIDE,
    Deed.ADVICE_ASKED: Act.NOTE,
    Deed.LET_GO: Act.DECLINE,
    Deed.HANDLED: Act.HIDE,
    Deed.MERGED: Act.PLACE,
    Deed.PARTED: Act.PLACE,
    Deed.ADVANCED: Act.ADVISE,
    Deed.PLAN_TURNED: Act.ADVISE,
    Deed.PLAN_READ: Act.ADVISE,
    Deed.NOTED: Act.NOTE,
    Deed.LINKED: Act.LINK,
    Deed.UNLINKED: Act.LINK,
    Deed.BLOCK_PROPOSED: Act.BLOCK,
}


@dataclass(frozen=True)
class Decision:
    """Who decides, on which version they saw, when, and the frozen message that they saw.

    `staff` belongs to the session of the act, so that its roles are those of this moment.
    """

    staff: Staff
    version: int
    now: datetime
    message: MessageJson | None = None

    def step(self, act: Deed, **said: str | None) -> Step:
        """The step of this decision, for history."""
        return Step(act, Actor.STAFF, self.version, self.now, self.staff.id, **said)


class NotOffered(Exception):
    """The text is the resident's own already: there is nothing to agree to."""


def check_right(contribution: Contribution, decision: Decision, act: Deed) -> None:
    """Raises `rights.NotAllowed` unless this colleague may do this where it stands now."""
    require(decision.staff, ACT_OF[act], contribution.stadsdeel_id)


def take_up(session: Session, contribution: Contribution, decision: Decision) -> bool:
    """Start on it, or take a question or an offered text back. Nobody is told.

    What was not placed is looked at again by `second_look` instead.
    """
    check_right(contribution, decision, Deed.TAKEN_UP)
    if contribution.status is M.DECLINED:
        raise MoveNotAllowed(contribution.status, M.IN_PROGRESS)
    bring_back(session, contribution, decision, decision.step(Deed.TAKEN_UP))
    return False


def bring_back(
    session: Session, contribution: Contribution, decision: Decision, step: Step, **values: Any
) -> HistoryRow:
    """Make it work in hand again, of whoever decides. What still waited for its author lapses."""
    owner = {"owner_id": decision.staff.id, "claimed_by_id": None, "claimed_at": None}
    values |= NOTHING_OFFERED | owner | {"question": None}
    return move(session, contribution, M.IN_PROGRESS, step, **values)


def ask(session: Session, contribution: Contribution, decision: Decision, question: str) -> bool:
    """Ask the author something, with a term. `question` is as they will read it."""
    check_right(contribution, decision, Deed.ASKED)
    step = decision.step(Deed.ASKED, words=question)
    days, today = load_frame(session).answer_days, local_day(decision.now)
    when = {
        "answer_by": today + timedelta(days=days),
        "remind_on": today + timedelta(days=days // 2),
    }
    row = move(session, contribution, M.QUESTION, step, question=question, **when)
    return _tell(session, contribution, row, decision)


def place(session: Session, contribution: Contribution, decision: Decision) -> bool:
    """Put the resident's own words on the site. It is no permit and no subsidy."""
    check_right(contribution, decision, Deed.PLACED)
    step = decision.step(Deed.PLACED)
    row = put_on_site(
        session, contribution, step, contribution.title, contribution.body, named=True
    )
    return _tell(session, contribution, row, decision)


def offer(
    session: Session, contribution: Contribution, decision: Decision, title: str, body: str | None
) -> bool:
    """Offer a changed text. It is placed when the resident agrees, or after days of silence.

    What is on the site stays there until then. Raises `NotOffered` when nothing is changed.
    """
    check_right(contribution, decision, Deed.OFFERED)
    shown = contribution.status is M.PLACED
    if (title, body) == _present_text(contribution):
        raise NotOffered
    step = decision.step(Deed.OFFERED)
    until = decision.now + timedelta(days=SILENCE_DAYS)
    values = {"offered_title": title, "offered_body": body, "offered_until": until}
    if shown:
        row = revise(session, contribution, step, **values)
    else:
        row = move(session, contribution, M.QUESTION, step, question=None, **values)
    return _tell(session, contribution, row, decision)


def _present_text(contribution: Contribution) -> tuple[str | None, str | None]:
    if contribution.status is M.PLACED:
        return contribution.public_title, contribution.public_body
    return contribution.title, contribution.body


def decline(
    session: Session,
    contribution: Contribution,
    decision: Decision,
    reason: str,
    ground: Ground = Ground.OTHER,
) -> bool:
    """Do not place it, and say why: `reason` in words, `ground` to count by."""
    check_right(contribution, decision, Deed.DECLINED)
    step = decision.step(Deed.DECLINED, reason=reason)
    return _close(session, contribution, M.DECLINED, step, decision, ground=ground)


def let_go(session: Session, contribution: Contribution, decision: Decision, reason: str) -> bool:
    """Stop with it without judging it, as when two meet at the door, and say why."""
    check_right(contribution, decision, Deed.LET_GO)
    step = decision.step(Deed.LET_GO, reason=reason)
    return _close(session, contribution, M.LAPSED, step, decision)


def refer(
    session: Session, contribution: Contribution, decision: Decision, where: str, url: str
) -> bool:
    """Point the author to the desk that it is for: in words, and with a link if there is one."""
    check_right(contribution, decision, Deed.REFERRED)
    step = decision.step(Deed.REFERRED, reason=f"{where} {url}".strip())
    return _close(session, contribution, M.REFERRED, step, decision)


def handle(session: Session, objection: Objection, decision: Decision, reason: str) -> bool:
    """Close a melding, and write down what was done with it."""
    check_right(objection, decision, Deed.HANDLED)
    step = decision.step(Deed.HANDLED, reason=reason)
    return _close(session, objection, M.HANDLED, step, decision)


def _close(
    session: Session,
    contribution: Contribution,
    to: Moderation,
    step: Step,
    decision: Decision,
    **values: Any,
) -> bool:
    ended = NOTHING_OFFERED | {"question": None, "claimed_by_id": None, "claimed_at": None}
    row = move(session, contribution, to, step, **ended, **values)
    return _tell(session, contribution, row, decision)


def hand_over(
    session: Session, contribution: Contribution, decision: Decision, stadsdeel_id: int
) -> bool:
    """Give it to another stadsdeel; where it stands stays the same. Raises `NotThere`."""
    check_right(contribution, decision, Deed.HANDED_OVER)
    stadsdeel = session.get(Area, stadsdeel_id)
    if stadsdeel is None or stadsdeel.kind is not AreaKind.STADSDEEL:
        raise NotThere("no such stadsdeel")
    if stadsdeel_id == contribution.stadsdeel_id:
        raise NotThere("it is there already")
    step = decision.step(Deed.HANDED_OVER, reason=stadsdeel.name)
    nobody = {"owner_id": None, "claimed_by_id": None, "claimed_at": None}
    row = revise(session, contribution, step, stadsdeel_id=stadsdeel_id, **nobody)
    return _tell(session, contribution, row, decision)


def hide(session: Session, contribution: Contribution, decision: Decision, reason: str) -> bool:
    """Take it off the site, and say why."""
    check_right(contribution, decision, Deed.HIDDEN)
    step = decision.step(Deed.HIDDEN, reason=reason)
    row = move(session, contribution, M.HIDDEN, step, **NOTHING_OFFERED)
    return _tell(session, contribution, row, decision)


def unhide(session: Session, contribution: Contribution, decision: Decision) -> bool:
    """Put it back on the site with the public words it had."""
    check_right(contribution, decision, Deed.UNHIDDEN)
    row = move(session, contribution, M.PLACED, decision.step(Deed.UNHIDDEN))
    return _tell(session, contribution, row, decision)


def note(session: Session, contribution: Contribution, decision: Decision, text: str) -> bool:
    """Write something down for colleagues only. It stands beside other acts, never against."""
    check_right(contribution, decision, Deed.NOTED)
    write(session, contribution, decision.step(Deed.NOTED, note=text))
    return False


def show_photo(
    session: Session, contribution: Contribution, decision: Decision, photo: Photo, shown: bool
) -> bool:
    """Hide one photo, or show it again. Raises `NotThere` for another's photo."""
    act = Deed.PHOTO_SHOWN if shown else Deed.PHOTO_HIDDEN
    check_right(contribution, decision, act)
    if photo.contribution_id != contribution.id:
        raise NotThere("not a photo of this contribution")
    hidden_at = None if shown else decision.now
    session.execute(update(Photo).where(Photo.id == photo.id).values(hidden_at=hidden_at))
    mark_plan_changed(session)
    write(session, contribution, decision.step(act))
    return False


def _tell(
    session: Session, contribution: Contribution, row: HistoryRow, decision: Decision
) -> bool:
    return tell(session, contribution, row, decision.message, decision.now)
