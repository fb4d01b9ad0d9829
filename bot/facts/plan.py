"""The gemeente's plan as the dialogue knows it: one frozen snapshot, made anew when it changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.facts import (
    CategoryFact,
    ContactFact,
    EmergencyFact,
    ExampleFact,
    GroupFact,
    MeetingFact,
    MomentFact,
    Plan,
    PublicIdea,
    ReportFact,
    SchemeFact,
    ThemeFact,
    TrackStepFact,
    WijkFact,
)
from bot.facts.opgaven import load_opgaven
from models.asking.calendar import upcoming
from models.asking.hours import moment
from models.bulk import run
from models.initiatives.published import published
from models.initiatives.terms import local_day
from models.meetings.listing import coming
from models.meetings.saying import clock
from models.plan.areas import Area, AreaKind, PostcodeShare
from models.plan.coming import themes_to_choose
from models.plan.gemeente import Gemeente
from models.plan.help import Category, Contact, Example, Scheme
from models.plan.opgaven import TargetGroup
from models.plan.reading import NotLoaded, load_moments
from models.plan.track import TrackStep, track_of

RECENT_IDEAS = 200
# The gemeente's words for the kinds of danger that the dialogue knows.
_DANGERS = {
    "nu": "now",
    "politie": "police",
    "zelfmoord": "suicide",
    "thuis": "home",
    "misdaad": "crime",
}
_VERSION = select(Gemeente.plan_version).limit(1)


@dataclass
class PlanCache:
    """One snapshot, kept until the plan's version or the day changes."""

    base_url: str
    # One value, so that of two threads that load at once none leaves a half-old pair.
    _kept: tuple[int, date, Plan] | None = None

    def get(self, session: Session, today: date) -> Plan:
        """The present plan. Costs one small query when nothing changed. Raises `NotLoaded`."""
        version = next((row.plan_version for row in run(session, _VERSION)), None)
        if version is None:
            raise NotLoaded
        kept = self._kept
        if kept is None or kept[:2] != (version, today):
            gemeente = session.scalars(select(Gemeente).limit(1)).one()
            plan = load_plan(session, gemeente, self.base_url, today)
            self._kept = kept = (version, today, plan)
        return kept[2]


def load_plan(session: Session, gemeente: Gemeente, base_url: str, today: date) -> Plan:
    """The whole plan in some twenty queries, however many rows there are."""
    track = track_of(gemeente.settings)
    areas = {area.id: area for area in session.scalars(select(Area).where(Area.kind.in_(_SHOWN)))}
    opgaven = load_opgaven(session, areas)
    return Plan(
        gemeente=str(gemeente.settings["volledige_naam"]),
        phone=str(gemeente.settings["telefoon"]),
        base_url=base_url.rstrip("/"),
        terms_days=int(gemeente.settings["termijn_werkdagen"]),
        wijken=_wijken(areas),
        groups=_groups(session, areas),
        postcodes=_postcodes(session, areas),
        opgaven=opgaven.current,
        schemes=_schemes(session, today),
        contacts=_contacts(session, areas),
        examples=_examples(session, areas),
        categories=_categories(session),
        ideas=_ideas(session),
        kept_months=_kept(gemeente, "afgehandeld_maanden"),
        withdrawn_months=_kept(gemeente, "niet_geplaatst_maanden"),
        proposed=opgaven.proposed,
        themes=_themes(session),
        meetings=_meetings(session, today),
        moments=_moments(session, today),
        emergency=_emergency(gemeente),
        reports=_reports(gemeente),
        track=tuple(map(_track_step, track.steps)),
        track_categories=track.categories,
    )


def _kept(gemeente: Gemeente, term: str) -> int:
    return int(gemeente.settings["bewaartermijnen"].get(term, 0))


def _emergency(gemeente: Gemeente) -> dict[str, EmergencyFact]:
    """By kind of danger. What was loaded before there were kinds is not among them."""
    return {
        _DANGERS[row["soort"]]: EmergencyFact(
            row["nummer"],
            row["ook"] or "",
            row["naam"],
            row["naam_en"],
            row["voor"],
            row["voor_en"],
        )
        for row in gemeente.settings.get("noodnummers", ())
        if "soort" in row
    }


def _reports(gemeente: Gemeente) -> tuple[ReportFact, ...]:
    return tuple(
        ReportFact(
            row["id"],
            row["naam"],
            row["naam_en"],
            tuple(row["woorden"]),
            row["waar"],
            row["telefoon"],
            row["url"] or "",
        )
        for row in gemeente.settings.get("meldingen", ())
    )


def _track_step(step: TrackStep) -> TrackStepFact:
    return TrackStepFact(
        step.key,
        step.name,
        step.name_en,
        step.question,
        step.question_en,
        step.help,
        step.help_en,
        step.opgave,
        step.schemes,
    )


_SHOWN = (AreaKind.STADSDEEL, AreaKind.WIJK)
Areas = Mapping[int, Area]


def _wijken(areas: Areas) -> tuple[WijkFact, ...]:
    wijken = [area for area in areas.values() if area.kind == AreaKind.WIJK]
    facts = [_wijk(area, areas) for area in wijken]
    return tuple(sorted(facts, key=lambda wijk: (wijk.stadsdeel_name, wijk.name)))


def _wijk(area: Area, areas: Areas) -> WijkFact:
    stadsdeel = areas[area.stadsdeel_id or 0]
    return WijkFact(area.slug, area.name, stadsdeel.slug, stadsdeel.name)


def _groups(session: Session, areas: Areas) -> tuple[GroupFact, ...]:
    rows = session.scalars(select(TargetGroup).order_by(TargetGroup.id))
    return tuple(GroupFact(row.slug, row.name, areas[row.stadsdeel_id].slug) for row in rows)


def _postcodes(session: Session, areas: Areas) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in session.scalars(select(PostcodeShare).order_by(PostcodeShare.share.desc())):
        found[row.pc4].append((areas[row.wijk_id].slug, row.share))
    return {pc4: tuple(shares) for pc4, shares in found.items()}


def _schemes(session: Session, today: date) -> tuple[SchemeFact, ...]:
    rows = session.scalars(
        select(Scheme).where(Scheme.valid_until >= today).order_by(Scheme.position)
    )
    return tuple(
        SchemeFact(
            row.slug,
            row.sort,
            row.name,
            row.text,
            row.condition or "",
            row.max_euro,
            row.url or "",
            row.valid_until,
            row.checked_on is not None,
        )
        for row in rows
    )


def _contacts(session: Session, areas: Areas) -> dict[str, ContactFact]:
    facts = [
        ContactFact(areas[row.stadsdeel_id].slug, row.name, row.phone, row.email or "", row.hours)
        for row in session.scalars(select(Contact))
    ]
    return {fact.stadsdeel: fact for fact in facts}


def _examples(session: Session, areas: Areas) -> tuple[ExampleFact, ...]:
    rows = session.scalars(select(Example).order_by(Example.id))
    return tuple(
        ExampleFact(row.name, row.text, areas[row.wijk_id].slug if row.wijk_id else "")
        for row in rows
    )


def _categories(session: Session) -> tuple[CategoryFact, ...]:
    rows = session.scalars(select(Category).order_by(Category.position))
    return tuple(CategoryFact(row.slug, row.name, row.name_en or row.name) for row in rows)


def _themes(session: Session) -> tuple[ThemeFact, ...]:
    return tuple(ThemeFact(theme.slug, theme.name) for theme in themes_to_choose(session))


def _meetings(session: Session, today: date) -> tuple[MeetingFact, ...]:
    return tuple(
        MeetingFact(
            line.meeting.id,
            line.meeting.about,
            local_day(line.meeting.starts_at),
            clock(line.meeting),
            line.meeting.place,
            line.wijk_slug,
            line.stadsdeel_slug,
            line.opgave if line.opgave_slug else "",
        )
        for line in coming(session, moment(today, time.min))
    )


def _moments(session: Session, today: date) -> tuple[MomentFact, ...]:
    found = ((row, upcoming(row, today)) for row in load_moments(session))
    return tuple(
        MomentFact(row.slug, row.name, row.text, *days, sure=row.certainty == "bron")
        for row, days in found
        if days is not None
    )


def _ideas(session: Session) -> tuple[PublicIdea, ...]:
    return tuple(
        PublicIdea(idea.ref, idea.title, idea.wijk or "", str(idea.realisation or "geplaatst"))
        for idea in published(session, limit=RECENT_IDEAS)
    )
