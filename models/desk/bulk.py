"""The same decision on many contributions: what each author would read, and a result for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.desk import preparing, standard
from models.desk.asked import Asked, DeskAct
from models.desk.prepared import Why
from models.desk.preparing import Going, Taken
from models.desk.warnings import found_in_public
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import ACT_OF, Decision
from models.initiatives.moves import Conflict, MoveNotAllowed
from models.initiatives.requests import change_of
from models.initiatives.telling import frozen, hears
from models.messages.outgoing import MessageJson
from models.people.rights import Act, NotAllowed, allowed, within
from models.people.staff import Staff
from models.plan.standard_texts import VARIABLE

# As many as one can still look through.
MOST = 50
# These say the same to everybody; a link or another text never does.
SLUGS = ("plaatsen", "niet-plaatsen", "vraag", "doorverwijzen", "afhandelen")
# What a colleague says to the author; a standard text in it has variables.
OWN_WORDS = ("told", "told_en")
TAKEN, LOOK_FIRST = "taken", "look_first"


@dataclass(frozen=True)
class Row:
    """One of them. `why` says why it cannot be, and is empty where it can; `body` is what its
    author would read, or None where nobody hears."""

    contribution: Contribution
    body: MessageJson | None = None
    why: str = ""


@dataclass(frozen=True)
class Many:
    """Who does what to which ones, with the same form for each."""

    session: Session
    staff: Staff
    act: DeskAct
    contributions: Sequence[Contribution]
    values: Mapping[str, str]
    base_url: str
    languages: Mapping[int, str]

    def asked(self, contribution: Contribution) -> Asked:
        """The form for this one: English only for who reads it, and its variables filled in."""
        values = {
            name: self._filled(contribution, name, value)
            for name, value in self.values.items()
            if self.language(contribution) == "en" or not name.endswith("_en")
        }
        return Asked(self.session, contribution, values, self.base_url)

    def language(self, contribution: Contribution) -> str:
        """The language in which its author reads."""
        return self.languages[contribution.id]

    def _filled(self, contribution: Contribution, name: str, value: str) -> str:
        if name not in OWN_WORDS or not VARIABLE.search(value):
            return value
        language = "en" if name.endswith("_en") else "nl"
        return standard.fill(value, standard.variables(self.session, contribution, language))


def find(session: Session, staff: Staff, refs: Sequence[str]) -> Sequence[Contribution]:
    """Those that this colleague may read, in the order in which they are due."""
    here = within(Contribution.stadsdeel_id, staff, Act.READ)
    found = select(Contribution).where(Contribution.ref.in_(refs[:MOST]), here)
    return session.scalars(found.order_by(Contribution.due_on, Contribution.id)).all()


def look(many: Many) -> list[Row]:
    """What would become of each, before anything is done."""
    return [_look(many, contribution) for contribution in many.contributions]


def _look(many: Many, contribution: Contribution) -> Row:
    if why := _refused(many, contribution):
        return Row(contribution, why=why)
    draft = many.act.draft
    chat = hears(many.session, contribution) if draft else None
    if draft is None or chat is None:
        return Row(contribution)
    body = frozen(draft(many.asked(contribution)), many.language(contribution), chat.channel)
    return Row(contribution, body)


def _refused(many: Many, contribution: Contribution) -> str:
    if not allowed(many.staff, ACT_OF[many.act.deed], contribution.stadsdeel_id):
        return Why.NOT_ALLOWED
    if not many.act.possible(contribution):
        return Why.NOT_POSSIBLE
    change = change_of(contribution)
    found = found_in_public(contribution, many.act.deed, change, many.values)
    return LOOK_FIRST if found else ""


def send(
    many: Many, rows: Sequence[Row], versions: Mapping[str, int], now: datetime, going: Going
) -> list[Row]:
    """Let those that can be go as one batch. Each gets a result; one that fails stops no other.

    `versions` are the ones that were seen, by reference.
    """
    return [row if row.why else _send(many, row, versions, now, going) for row in rows]


def _send(many: Many, row: Row, versions: Mapping[str, int], now: datetime, going: Going) -> Row:
    version = versions.get(row.contribution.ref, 0)
    decision = Decision(many.staff, version, now, row.body)
    try:
        preparing.prepare(many.asked(row.contribution), many.act, decision, going)
    except Conflict:
        return Row(row.contribution, why=Why.CONFLICT)
    except MoveNotAllowed:
        return Row(row.contribution, why=Why.NOT_POSSIBLE)
    except NotAllowed:
        return Row(row.contribution, why=Why.NOT_ALLOWED)
    except Taken:
        return Row(row.contribution, why=TAKEN)
    return row
