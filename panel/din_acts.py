"""The judgements of the plan: with which form, what is told to whom, and what is done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from models.initiatives import news
from models.initiatives.telling import Listener, frozen
from models.messages.outgoing import Json, MessageJson, words
from models.plan import progress
from models.plan.din import DinEntry, DinKind, EffortState, Koers, KoersMark
from models.plan.progress import Judgement, Mark
from panel.forms.fields import ActForm
from panel.forms.judging import EffortForm, KoersForm, ReachedForm
from panel.previewing import Preview, mark


@dataclass(frozen=True)
class DinAct:
    """One way to judge an entry of these kinds."""

    slug: str
    kinds: frozenset[DinKind]
    form: type[ActForm]
    draft: Callable[["Judging", news.About, Json | None], MessageJson]
    carry_out: Callable[["Judging", Session], int]


@dataclass
class Judging:
    """One request to judge one entry: the form as filled in, and who would hear of it."""

    page: DinAct
    entry: DinEntry
    form: Any
    listeners: Sequence[Listener]
    newest: KoersMark | None
    judgement: Judgement
    today: date

    def __post_init__(self) -> None:
        if not any(listener.language == "en" for listener in self.listeners):
            self.form.keep_language("nl")
        if isinstance(self.form, EffortForm):
            self.form.offer_states(self.entry.state)

    @property
    def state(self) -> str:
        """What was seen of the entry; it differs when somebody else judged it since."""
        newest = str(self.newest.id) if self.newest else "-"
        return f"{self.entry.state or '-'} {self.entry.reached_on or '-'} {newest}"

    @property
    def possible(self) -> bool:
        """A doel is reached once."""
        return self.page.slug != "bereikt" or self.entry.reached_on is None

    def begin(self) -> None:
        """A doel is usually noted on the day itself."""
        if isinstance(self.form, ReachedForm):
            self.form.on.data = self.today

    def valid(self) -> bool:
        if isinstance(self.form, ReachedForm):
            return self.possible and self.form.validate_by(self.today)
        return bool(self.form.validate())

    @property
    def is_news(self) -> bool:
        """The same koers again is no news."""
        if self.newest is None or not isinstance(self.form, KoersForm):
            return True
        return bool(self.newest.koers != self.form.koers.data)

    def compose(self, listener: Listener) -> MessageJson:
        """The message to one author, in their language."""
        page = f"{current_app.config['BASE_URL']}/initiatief/{listener.ref}"
        about = news.About(listener.ref, listener.title, page, listener.kind)
        return frozen(self.page.draft(self, about, self._told(listener)), listener.language)

    def _told(self, listener: Listener) -> Json | None:
        english = self.form.told_en.data if "told_en" in self.form else ""
        if english and listener.language == "en":
            return words(english, "en")
        return words(self.form.told.data, "nl") if self.form.told.data else None

    @cached_property
    def previews(self) -> list[Preview]:
        """The message to the first author of each language, as an example."""
        first = {listener.language: listener for listener in reversed(self.listeners)}
        shown = first if self.is_news else {}
        return [Preview(self.compose(one), language, None) for language, one in shown.items()]

    @property
    def heard_in(self) -> Mapping[str, int]:
        """How many will read it, by language."""
        return Counter(listener.language for listener in self.listeners) if self.is_news else {}

    @property
    def mark(self) -> str:
        """Stands for what is told, and to how many: somebody may be linked meanwhile."""
        return mark(self.heard_in, *[preview.body for preview in self.previews])

    def carry_out(self, session: Session) -> int:
        """Judge, and tell; gives how many authors hear of it."""
        return self.page.carry_out(self, session)


def _move(judging: Judging, session: Session) -> int:
    entry, to = judging.entry, EffortState(judging.form.to.data)
    return progress.move_effort(session, entry, entry.state, to, judging.judgement, judging.compose)


def _mark(judging: Judging, session: Session) -> int:
    form = judging.form
    given = Mark(
        Koers(form.koers.data),
        form.reason.data,
        form.next_review_on.data,
        after=judging.newest.id if judging.newest else None,
    )
    return progress.mark_koers(session, judging.entry, given, judging.judgement, judging.compose)


def _reach(judging: Judging, session: Session) -> int:
    on = judging.form.on.data
    return progress.reach(session, judging.entry, on, judging.judgement, judging.compose)


_PAGES = (
    DinAct(
        "status",
        frozenset({DinKind.INSPANNING}),
        EffortForm,
        lambda of, about, told: news.effort_moved(about, of.entry.title, of.form.to.data, told),
        _move,
    ),
    DinAct(
        "koers",
        frozenset({DinKind.INSPANNING, DinKind.DOEL}),
        KoersForm,
        lambda of, about, told: news.koers_marked(about, of.entry.title, of.form.koers.data, told),
        _mark,
    ),
    DinAct(
        "bereikt",
        frozenset({DinKind.DOEL}),
        ReachedForm,
        lambda of, about, told: news.goal_reached(about, of.entry.title, told),
        _reach,
    ),
)

ACTS: Mapping[str, DinAct] = {page.slug: page for page in _PAGES}
