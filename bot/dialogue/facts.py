"""What the conversation may know: this resident, and one snapshot of the gemeente's plan.

All frozen. `bot/facts.py` loads them; the plan is cached until its version changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class WijkFact:
    slug: str
    name: str
    stadsdeel: str
    stadsdeel_name: str


@dataclass(frozen=True)
class GroupFact:
    slug: str
    name: str
    stadsdeel: str


@dataclass(frozen=True)
class EffortFact:
    title: str
    state: str
    koers: str
    parties: tuple[str, ...]


@dataclass(frozen=True)
class FigureFact:
    """A figure of a wijk (or of the city where `area` says so), with year and source."""

    name: str
    unit: str
    value: str
    year: int
    area: str
    source: str


@dataclass(frozen=True)
class OpgaveFact:
    """`wijken` are slugs, empty when it holds for the whole stadsdeel or for a group."""

    slug: str
    title: str
    intro: str
    goal: str
    theme: str
    stadsdeel: str
    wijken: frozenset[str]
    group: str
    reason: str
    efforts: tuple[EffortFact, ...]
    parties: tuple[str, ...]
    figures: tuple[FigureFact, ...]
    demo: bool
    contributions: int


@dataclass(frozen=True)
class SchemeFact:
    """`sort` is geld, grond, hulp or materiaal. Only schemes that are valid today are here.

    `checked`: somebody of the gemeente has looked whether its terms still hold.
    """

    slug: str
    sort: str
    name: str
    text: str
    condition: str
    max_euro: int | None
    url: str
    valid_until: date
    checked: bool = True


@dataclass(frozen=True)
class ContactFact:
    stadsdeel: str
    name: str
    phone: str
    email: str
    hours: str


@dataclass(frozen=True)
class ExampleFact:
    name: str
    text: str
    wijk: str


@dataclass(frozen=True)
class CategoryFact:
    slug: str
    name: str
    name_en: str


@dataclass(frozen=True)
class EmergencyFact:
    """Whom to call: the number, perhaps a second one of the same people, and for what."""

    number: str
    also: str
    name: str
    name_en: str
    reason: str
    reason_en: str


@dataclass(frozen=True)
class ReportFact:
    """Where to report what is broken or dirty. A word with a star is how words begin."""

    slug: str
    name: str
    name_en: str
    words: tuple[str, ...]
    place: str
    phone: str
    url: str


@dataclass(frozen=True)
class PublicIdea:
    """A published initiative, for "what neighbours do" and for deep links."""

    ref: str
    title: str
    wijk: str
    status: str


@dataclass(frozen=True)
class ThemeFact:
    """A theme that one can choose for what is important."""

    slug: str
    name: str


@dataclass(frozen=True)
class MeetingFact:
    """A gesprek that is announced. `wijk` and `stadsdeel` are slugs; `opgave` is a title."""

    id: int
    about: str
    on: date
    time: str
    place: str
    wijk: str
    stadsdeel: str
    opgave: str


@dataclass(frozen=True)
class MomentFact:
    """The next time of a moment in the year. `sure`: a source says when it is."""

    slug: str
    name: str
    text: str
    first: date
    last: date
    sure: bool


@dataclass(frozen=True)
class TrackStepFact:
    """One question of a plan for an ontmoetingsplek. `schemes` are slugs of regelingen."""

    key: str
    name: str
    name_en: str
    question: str
    question_en: str
    help: str
    help_en: str
    opgave: bool
    schemes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The gemeente. `postcodes` maps PC4 to (wijk slug, share of addresses), largest first.

    `kept_months`: how long a published contribution is kept, `withdrawn_months` one that is not
    or no more published; 0 where nothing is said of it.
    `proposed` are the opgaven that are voorgelegd, also those of the cycle that is prepared.
    `emergency` is by kind of danger (`meaning.danger.KINDS`).
    """

    gemeente: str
    phone: str
    base_url: str
    terms_days: int
    wijken: tuple[WijkFact, ...]
    groups: tuple[GroupFact, ...]
    postcodes: Mapping[str, tuple[tuple[str, float], ...]]
    opgaven: tuple[OpgaveFact, ...]
    schemes: tuple[SchemeFact, ...]
    contacts: Mapping[str, ContactFact]
    examples: tuple[ExampleFact, ...]
    categories: tuple[CategoryFact, ...]
    ideas: tuple[PublicIdea, ...]
    kept_months: int = 0
    withdrawn_months: int = 0
    proposed: tuple[OpgaveFact, ...] = ()
    themes: tuple[ThemeFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    moments: tuple[MomentFact, ...] = ()
    emergency: Mapping[str, EmergencyFact] = field(default_factory=dict)
    reports: tuple[ReportFact, ...] = ()
    # The steps of a plan for an ontmoetingsplek, and for which categories of ideas it is.
    track: tuple[TrackStepFact, ...] = ()
    track_categories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HistoryFact:
    """A public moment of one's own contribution: when, and which status it got."""

    on: date
    status: str


@dataclass(frozen=True)
class MyIdea:
    """One's own contribution. `question` and `offered_*` are filled while they wait for us.

    `kind`: initiatief, reactie or belangrijk.
    `answer_by` is the last day to answer a question that is still open.
    `look`: whether a second look is possible (`can`), asked for (`asked`), or was taken (`done`).
    `title`, `body` and `place` are those on the site, where it is; `changing`: another text waits.
    `place` is in words; `pin`: it is a spot on the map. Neither: it is the whole wijk.
    """

    ref: str
    title: str
    status: str
    realisation: str
    due: date
    question: str
    offered_title: str
    offered_body: str
    public: bool
    linked: tuple[str, ...]
    timeline: tuple[HistoryFact, ...]
    kind: str = "initiatief"
    body: str = ""
    place: str = ""
    pin: bool = False
    photos: bool = False
    changing: bool = False
    look: str = ""
    answer_by: date | None = None
    category: str = ""
    wijk: str = ""


@dataclass(frozen=True)
class BlockFact:
    """One cannot bring in anything new up to and including this day; `why` is a kind of reason."""

    until: date
    why: str


@dataclass(frozen=True)
class Facts:
    """Everything about this turn that is not in the state or the event."""

    channel: str
    today: date
    language: str
    wijk: str
    sixteen_or_older: bool | None
    opt_ins: frozenset[str]
    muted: bool
    mine: tuple[MyIdea, ...]
    plan: Plan
    # Slugs of the opgaven that one follows.
    follows: frozenset[str] = frozenset()
    blocked: BlockFact | None = None
