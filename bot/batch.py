"""The turns of one transaction: loaded in a few queries, taken one by one, written in a few.

The same number of statements for two people and for two hundred; only a wish that needs the
database has statements of its own, in a savepoint of its own. Whoever's turn fails, fails alone.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from sqlalchemy.orm import Session

from bot.crying import cries
from bot.dialogue.facts import Plan
from bot.facts.mine import About, load_about
from bot.hearing import hear
from bot.hearing.heard import Heard, NotUnderstood
from bot.speaking import Said, broken, group_sorry, too_much, write_all
from bot.talk import Talked, Turn, talk
from models.bulk import sent_together
from models.db import is_held, is_transient
from models.initiatives.terms import local_day
from models.keys import open_json, open_sealed
from models.messages import conversations, deciding, taking
from models.messages.taking import Waiting
from models.overview import steps
from models.people import choosing, closing, flooding
from models.people.residents import Channel

log = structlog.get_logger()

# The terminal is whoever runs the machine.
FLOODABLE = (Channel.TELEGRAM, Channel.WEB)


@dataclass(frozen=True)
class Done:
    """A row that was handled. `talked` is None where nobody spoke to us (a group, a block).

    `blocked`: they closed the chat (True), or it is open, whatever we thought (False). `flood`:
    they say more than we read.
    """

    row: Waiting
    said: Sequence[Said] = ()
    talked: Talked | None = None
    blocked: bool | None = None
    flood: bool = False


@dataclass
class Batch:
    """`begun` are the rows whose try was counted before. `left` were not taken after all."""

    session: Session
    plan: Plan
    now: datetime
    today: date
    people: Mapping[int, About]
    in_doubt: Mapping[int, int]
    begun: Collection[int] = ()
    done: list[Done] = field(default_factory=list)
    sorry: list[Said] = field(default_factory=list)
    cries: Sequence[Said] = ()
    left: list[Waiting] = field(default_factory=list)

    def run(self, rows: Sequence[Waiting]) -> None:
        for row in rows:
            self._try(row)
        self._hear_cries()
        with sent_together(self.session):
            write_all(self.session, [said for one in self.done for said in one.said], self.now)
            write_all(self.session, [*self.sorry, *self.cries], self.now)
            self._keep_states()
            self._keep_choices()
            self._note_blocks()
            self._settle_doubts()
            self._hush()
            self._count_steps()
            self._finish()

    def _try(self, row: Waiting) -> None:
        """One person's turn. Their failure is theirs alone; a lost connection is everybody's.

        What a colleague holds at this moment, an idea that both change, is for the next batch:
        the others do not wait for it.
        """
        try:
            self.done.append(self._take(row))
        except Exception as error:
            if is_held(error):
                log.info("turn.held", inbox=row.id)
                self.left.append(row)
                return
            if is_transient(error):
                raise
            log.warning("turn.refused", inbox=row.id, error=type(error).__name__)
            counted = row.id in self.begun
            if taking.fail_try(self.session, row, _reason(error), self.now, counted=counted):
                self.sorry.extend(broken(row))

    def _take(self, row: Waiting) -> Done:
        heard = _heard(row)
        if heard.group:
            return Done(row, group_sorry(row, self.plan.phone))
        if heard.event is None:
            return Done(row, blocked=bool(heard.blocked))
        about, in_doubt = self.people[row.resident_id], row.address_id in self.in_doubt
        if about.bucket.is_empty(self.now) and row.channel in FLOODABLE:
            notice = too_much(row) if about.bucket.needs_notice(self.now) else ()
            return Done(row, notice, blocked=False, flood=True)
        turn = Turn(row, about, self.plan, self.now, self.today, in_doubt)
        talked = talk(self.session, turn, heard.event)
        return Done(row, talked.said, talked, blocked=False)

    def _hear_cries(self) -> None:
        """Before their words are dropped unread: does anybody speak of danger in them?"""
        floods = [one.row for one in self.done if one.flood]
        listen = [row for row in floods if self.people[row.resident_id].bucket.may_cry(self.now)]
        if listen:
            self.cries = cries(self.session, listen, self.people, self.plan, self.today)

    def _keep_states(self) -> None:
        talks = [(one.row, one.talked.state) for one in self.done if one.talked]
        states = {row.address_id: state for row, state in talks}
        conversations.keep(self.session, states, [row.version + 1 for row, _ in talks], self.now)

    def _keep_choices(self) -> None:
        """What they chose, and that they were here. Closing the chat is no being here."""
        after = {one.row.resident_id: one.talked.about for one in self.done if one.talked}
        chosen = {
            who: about.choices
            for who, about in after.items()
            if about.choices != self.people[who].choices
        }
        if chosen:
            choosing.choose(self.session, chosen)
        choosing.were_here(self.session, list(after), self.now)

    def _note_blocks(self) -> None:
        if blocked := [one.row.address_id for one in self.done if one.blocked]:
            closing.close(self.session, blocked, self.now)
        back = [one.row.address_id for one in self.done if one.row.closed and one.blocked is False]
        if back:
            closing.reopen(self.session, back)

    def _settle_doubts(self) -> None:
        """Who said something in doubt was answered: their unknown message is nobody's worry."""
        answered = {one.row.address_id for one in self.done}
        settled = [message for address, message in self.in_doubt.items() if address in answered]
        if settled:
            deciding.went_on(self.session, settled, self.now)

    def _hush(self) -> None:
        """What else these people wait with is more than we read too, so nobody waits for it."""
        floods = [one for one in self.done if one.flood]
        if floods:
            told = [one.row.resident_id for one in floods if one.said]
            flooding.gave_notice(self.session, told, self.now)
            cried = [one.to.resident_id for one in self.cries]
            flooding.gave_numbers(self.session, cried, self.now)
            taking.refuse(self.session, [one.row.resident_id for one in floods], self.now)

    def _count_steps(self) -> None:
        """How far proposals came, without who."""
        reached = Counter(
            (Channel(one.row.channel), step)
            for one in self.done
            if one.talked
            for step in one.talked.reached
        )
        steps.count(self.session, reached, self.today)

    def _finish(self) -> None:
        done = [one for one in self.done if not one.flood]
        taking.finish(
            self.session,
            [one.row.id for one in done],
            self.now,
            quiet=[one.row.id for one in done if not one.said],
            forget=[one.row.id for one in done if one.talked and one.talked.forget],
        )


def load(session: Session, rows: Sequence[Waiting], plan: Plan, now: datetime) -> Batch:
    """All that the turns of these rows need to know."""
    about = load_about(session, [row.resident_id for row in rows])
    in_doubt = deciding.in_doubt(session, [row.address_id for row in rows])
    return Batch(session, plan, now, local_day(now), about, in_doubt)


def _heard(row: Waiting) -> Heard:
    if not row.address_id:
        raise NotUnderstood("its address is gone")
    body = open_sealed(row.body) if row.body is not None else b""
    return hear(row.channel, body, open_json(row.files) if row.files is not None else None)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, NotUnderstood) else type(error).__name__
