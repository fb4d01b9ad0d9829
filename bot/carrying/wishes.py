"""The wishes of one turn: those about oneself at once, all others in a savepoint."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.carrying.registry import CHANGES_NOTHING_KNOWN, carry_out
from bot.carrying.who import Who
from bot.dialogue.areas import wijk_of
from bot.dialogue.blocked import BLOCKED, BRINGS
from bot.dialogue.events import Done, Outcome, Refused
from bot.dialogue.facts import Plan
from bot.dialogue.wishes import me
from bot.dialogue.wishes.wish import Wish
from bot.facts.mine import About, load_about
from models.db import wait_briefly
from models.initiatives.terms import local_day
from models.messages.taking import Waiting
from models.people.choosing import Choices, choose
from models.people.residents import Address, Resident


@dataclass
class Wishes:
    """Carries out the wishes of one turn: all of them or, when something is raised inside, none.

    What a resident says of themselves changes `about` alone, and is written with that of
    everybody else at the end of the batch. The first other wish opens a savepoint.
    """

    session: Session
    row: Waiting
    about: About
    plan: Plan
    now: datetime
    _written: Choices = field(init=False)
    _in_savepoint: bool = False
    _opened: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self._written = self.about.choices

    def __enter__(self) -> "Wishes":
        return self

    def __exit__(self, *raised: Any) -> None:
        self._opened.__exit__(*raised)

    def carry_out(self, wish: Wish) -> Outcome:
        """Do it, or say why not. Refusals are outcomes; what is raised is a mistake of ours."""
        match wish:
            case me.ChooseWijk(slug) if wijk_of(self.plan, slug) is None:
                return Refused(_name(wish), "unknown")
            case me.ChooseWijk(slug):
                return self._choose(wish, wijk=slug)
            case me.ChooseLanguage(language):
                return self._choose(wish, language=language)
            case me.SayAge(sixteen_or_older):
                return self._choose(wish, sixteen_or_older=sixteen_or_older)
            case me.HearOwnNews(on):
                return self._choose(wish, muted=not on)
        if isinstance(wish, BRINGS) and self.about.blocked_on(local_day(self.now)):
            return Refused(_name(wish), BLOCKED)
        return self._in_database(wish)

    def _choose(self, wish: Wish, **chosen: Any) -> Done:
        self.about = replace(self.about, choices=replace(self.about.choices, **chosen))
        return Done(_name(wish))

    def _in_database(self, wish: Wish) -> Outcome:
        if not self._in_savepoint:
            self._opened.enter_context(self.session.begin_nested())
            wait_briefly(self.session)
            self._in_savepoint = True
        if self.about.choices != self._written:
            choose(self.session, {self.row.resident_id: self.about.choices})
        outcome = carry_out(self.session, wish, self._who(), self.now)
        self.session.flush()
        if not isinstance(wish, CHANGES_NOTHING_KNOWN):
            self.about = load_about(self.session, [self.row.resident_id])[self.row.resident_id]
        self._written = self.about.choices
        return outcome

    def _who(self) -> Who:
        """Read anew: what they chose a moment ago is in the database and not in an old object."""
        resident = self.session.get_one(Resident, self.row.resident_id, populate_existing=True)
        return Who(resident, self.session.get_one(Address, self.row.address_id))


def _name(wish: Wish) -> str:
    return type(wish).__name__
