"""The acts that a contribution's page offers: when, with which form, what is told, what is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.orm import Session

from models.initiatives import (
    changing,
    follow_news,
    linking,
    merging,
    moderation,
    news,
    second_look,
)
from models.initiatives.contributions import Contribution, Initiative, Objection
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.linking import Subject
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed, NotThere, allowed_moves
from models.initiatives.placing import SILENCE_DAYS
from models.initiatives.realisation import next_steps, set_realisation
from models.initiatives.requests import change_of, look_of
from models.messages.outgoing import Json, MessageJson, words
from models.plan.areas import Area
from models.plan.din import Weight
from models.plan.reading import Frame
from panel.forms import deciding
from panel.forms.fields import ActForm

M = Moderation
_ENDED = frozenset({M.WITHDRAWN, M.MERGED})


@dataclass(frozen=True)
class Asked:
    """A filled-in form about a contribution, and how its author reads."""

    session: Session
    contribution: Contribution
    form: Any
    language: str
    about: news.About
    frame: Frame

    def told(self) -> Json | None:
        """The wijkmanager's own words, in the author's language where they gave them so."""
        english = self.form.told_en.data if "told_en" in self.form else ""
        if english:
            return words(english, "en")
        return words(self.form.told.data, "nl") if self.form.told.data else None

    def must_be_told(self) -> Json:
        """The same, of a form that cannot do without."""
        return self.told() or words("")

    @property
    def reason(self) -> str:
        """What was written in Dutch, for history."""
        return str(self.form.told.data or "")

    @property
    def initiative(self) -> Initiative:
        return cast(Initiative, self.contribution)

    def into(self) -> Initiative:
        """What the form merges into. Raises `NotThere` where that is not on the site."""
        return merging.find_into(self.session, self.initiative, self.form.into.data)

    def stadsdeel(self) -> Area:
        return self.session.get_one(Area, int(self.form.stadsdeel.data))

    def subject(self) -> Subject:
        """What the form links to. Raises `NotThere` when it went away meanwhile."""
        opgave, _, entry = str(self.form.subject.data).partition(":")
        where = self.contribution.stadsdeel_id
        found = linking.find_subject(
            self.session, where, int(opgave), int(entry) if entry else None
        )
        if found is None:
            raise NotThere("not a subject of this stadsdeel")
        return found


@dataclass(frozen=True)
class ActPage:
    """One act. Without a `draft` it never speaks, and is done at once."""

    slug: str
    deed: Deed
    form: type[ActForm]
    possible: Callable[[Contribution], bool]
    carry_out: Callable[[Asked, Decision], bool]
    draft: Callable[[Asked], MessageJson] | None = None


def _may_become(to: Moderation, *, never_from: Moderation | None = None) -> Any:
    def possible(contribution: Contribution) -> bool:
        return contribution.status is not never_from and to in allowed_moves(contribution)

    return possible


def _can_be_offered(contribution: Contribution) -> bool:
    return contribution.status is M.PLACED or M.QUESTION in allowed_moves(contribution)


def _has_change(contribution: Contribution) -> bool:
    return change_of(contribution) is not None


def _can_be_linked(contribution: Contribution) -> bool:
    return not isinstance(contribution, Objection) and contribution.status not in _ENDED


def _offered(of: Asked) -> MessageJson:
    text = [of.form.title.data, of.form.body.data]
    own = [words(part, of.contribution.language) for part in text if part]
    return news.offered(of.about, own, of.told(), SILENCE_DAYS)


def _linked(of: Asked) -> MessageJson:
    subject = of.subject()
    return news.linked(of.about, subject.opgave, subject.entry)


def _merged(of: Asked) -> MessageJson:
    into, title = of.into(), of.about.title
    return follow_news.merged(of.about.ref, title, into.ref, into.public_title or "", of.told())


def _ask(of: Asked, by: Decision) -> bool:
    question = str(of.must_be_told()["words"])
    return moderation.ask(of.session, of.contribution, by, question)


def _offer(of: Asked, by: Decision) -> bool:
    title, body = of.form.title.data, of.form.body.data or None
    return moderation.offer(of.session, of.contribution, by, title, body)


def _refer(of: Asked, by: Decision) -> bool:
    return moderation.refer(of.session, of.contribution, by, of.reason, of.form.url.data)


def _advance(of: Asked, by: Decision) -> bool:
    to = Realisation(of.form.to.data)
    return set_realisation(of.session, of.initiative, by, to, of.reason)


def _link(of: Asked, by: Decision) -> bool:
    weight = Weight(int(of.form.weight.data))
    return linking.link(of.session, of.contribution, by, of.subject(), weight, of.form.note.data)


_PAGES = (
    ActPage(
        "oppakken",
        Deed.TAKEN_UP,
        deciding.SilentForm,
        _may_become(M.IN_PROGRESS, never_from=M.DECLINED),
        lambda of, by: moderation.take_up(of.session, of.contribution, by),
    ),
    ActPage(
        "plaatsen",
        Deed.PLACED,
        deciding.PlaceForm,
        _may_become(M.PLACED, never_from=M.HIDDEN),
        lambda of, by: moderation.place(of.session, of.contribution, by),
        lambda of: news.placed(of.about, of.told()),
    ),
    ActPage("andere-tekst", Deed.OFFERED, deciding.OfferForm, _can_be_offered, _offer, _offered),
    ActPage(
        "vraag",
        Deed.ASKED,
        deciding.AskForm,
        _may_become(M.QUESTION),
        _ask,
        lambda of: news.asked(of.about, of.must_be_told(), of.frame.answer_days),
    ),
    ActPage(
        "niet-plaatsen",
        Deed.DECLINED,
        deciding.ReasonForm,
        _may_become(M.DECLINED),
        lambda of, by: moderation.decline(of.session, of.contribution, by, of.reason),
        lambda of: news.declined(
            of.about, of.must_be_told(), of.frame.phone, again=look_of(of.contribution) is None
        ),
    ),
    ActPage(
        "doorverwijzen",
        Deed.REFERRED,
        deciding.ReferForm,
        _may_become(M.REFERRED),
        _refer,
        lambda of: news.referred(of.about, of.must_be_told(), of.form.url.data),
    ),
    ActPage(
        "samenvoegen",
        Deed.MERGED,
        deciding.MergeForm,
        lambda contribution: (
            isinstance(contribution, Initiative) and M.MERGED in allowed_moves(contribution)
        ),
        lambda of, by: merging.merge(of.session, of.initiative, by, of.into()),
        _merged,
    ),
    ActPage(
        "afhandelen",
        Deed.HANDLED,
        deciding.HandledForm,
        _may_become(M.HANDLED),
        lambda of, by: moderation.handle(
            of.session, cast(Objection, of.contribution), by, of.reason
        ),
    ),
    ActPage(
        "opnieuw-bekijken",
        Deed.SECOND_LOOK,
        deciding.ReasonForm,
        second_look.possible,
        lambda of, by: second_look.look_again(of.session, of.contribution, by, of.reason),
        lambda of: news.looked_again(of.about, of.must_be_told()),
    ),
    ActPage(
        "besluit-blijft",
        Deed.CONFIRMED,
        deciding.ReasonForm,
        second_look.is_asked,
        lambda of, by: second_look.confirm(of.session, of.contribution, by, of.reason),
        lambda of: news.look_confirmed(of.about, of.must_be_told(), of.frame.phone),
    ),
    ActPage(
        "wijziging-plaatsen",
        Deed.CHANGED,
        deciding.PlaceForm,
        lambda contribution: contribution.status is M.PLACED and _has_change(contribution),
        lambda of, by: changing.accept_change(of.session, of.contribution, by),
        lambda of: news.changed(of.about, of.told()),
    ),
    ActPage(
        "wijziging-niet-plaatsen",
        Deed.CHANGE_DECLINED,
        deciding.ReasonForm,
        _has_change,
        lambda of, by: changing.decline_change(of.session, of.contribution, by, of.reason),
        lambda of: news.change_declined(of.about, of.must_be_told(), of.frame.phone),
    ),
    ActPage(
        "verbergen",
        Deed.HIDDEN,
        deciding.ReasonForm,
        _may_become(M.HIDDEN),
        lambda of, by: moderation.hide(of.session, of.contribution, by, of.reason),
        lambda of: news.hidden(of.about, of.must_be_told(), of.frame.phone),
    ),
    ActPage(
        "terugzetten",
        Deed.UNHIDDEN,
        deciding.SilentForm,
        lambda contribution: contribution.status is M.HIDDEN,
        lambda of, by: moderation.unhide(of.session, of.contribution, by),
        lambda of: news.unhidden(of.about),
    ),
    ActPage(
        "uitvoering",
        Deed.ADVANCED,
        deciding.AdvanceForm,
        lambda contribution: (
            isinstance(contribution, Initiative) and bool(next_steps(contribution))
        ),
        _advance,
        lambda of: news.advanced(of.about, Realisation(of.form.to.data), of.told()),
    ),
    ActPage("koppelen", Deed.LINKED, deciding.LinkForm, _can_be_linked, _link, _linked),
    ActPage(
        "overdragen",
        Deed.HANDED_OVER,
        deciding.HandOverForm,
        lambda contribution: contribution.status not in _ENDED,
        lambda of, by: moderation.hand_over(
            of.session, of.contribution, by, int(of.form.stadsdeel.data)
        ),
        lambda of: news.handed_over(of.about, of.stadsdeel().name),
    ),
    ActPage(
        "notitie",
        Deed.NOTED,
        deciding.NoteForm,
        lambda contribution: True,
        lambda of, by: moderation.note(of.session, of.contribution, by, of.form.note.data),
    ),
)

ACTS: Mapping[str, ActPage] = {page.slug: page for page in _PAGES}
