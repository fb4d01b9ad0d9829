"""Examples for the demo: staff, and what residents bring in, in every state.

Each is made by the acts themselves.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo import pictures, voices
from demo.crowd import crowd, known
from demo.desk import Desk
from demo.owner import OWNER, PlanExample
from demo.taking_part import Example
from models.initiatives import (
    answering,
    changing,
    follow_news,
    linking,
    merging,
    moderation,
    news,
    on_behalf,
    place_plan_news,
    realisation,
    second_look,
)
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.lifecycles import Realisation
from models.initiatives.moderation import Decision
from models.initiatives.on_behalf import Contact
from models.initiatives.places import NewPlace
from models.initiatives.storing import store_photo
from models.initiatives.submitting import Idea, submit
from models.initiatives.supporting import SupportKind, support
from models.initiatives.telling import frozen
from models.messages.outgoing import words
from models.people.residents import Address, Channel, Resident
from models.people.staff import RoleName, Staff, StaffRole
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEntry, Weight
from models.plan.opgaven import Opgave
from models.plan.queries import wijk_by_slug
from models.plan.reading import ANSWER_DAYS

# The story of the whole city, and one working day of a wijkmanager.
EXAMPLES = [Path(__file__).parent / name for name in ("voorbeelden.yaml", "dinsdag.yaml")]
# Before anything was brought in.
LONG_AGO = timedelta(days=90)
# What an idea went through, for each end that the file can name.
_STEPS = {
    "haalbaar": (Realisation.FEASIBLE,),
    "loopt": (Realisation.FEASIBLE, Realisation.RUNNING),
    "gerealiseerd": (Realisation.FEASIBLE, Realisation.RUNNING, Realisation.REALISED),
}


def seed(session: Session, base_url: str, now: datetime) -> None:
    """Fill an empty neighbourhood. Everything stands as if it had happened before `now`."""
    city, day = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in EXAMPLES)
    _Seeding(session, base_url, now).run(city, day)


@dataclass
class _Seeding:
    session: Session
    base_url: str
    now: datetime
    managers: dict[int, Staff] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    people: list[tuple[Resident, Address]] = field(default_factory=list)

    def run(self, city: dict[str, Any], day: dict[str, Any]) -> None:
        areas = self.session.scalars(select(Area).where(Area.kind == AreaKind.STADSDEEL))
        stadsdelen = {area.slug: area.id for area in areas}
        for row in (*city["medewerkers"], *day["medewerkers"]):
            self._colleague(row, stadsdelen.get(row.get("stadsdeel", "")))
        self.people = crowd(self.session, _how_many(city, day), self.now - LONG_AGO)
        ideas = [(row, self._idea) for row in (*city["ideeen"], *day["ideeen"])]
        said = [(row, self._say) for row in day["gezegd"]]
        objected = [(row, self._object) for row in day["meldingen"]]
        # In the order in which they came in, as their numbers are.
        for row, tell in sorted((*ideas, *said, *objected), key=lambda one: -one[0]["dagen"]):
            tell(row)
        self._taking_part(city["meepraten"])
        self._desk().keep_tabs(day["tabbladen"])
        self._desk().stand_in(day["waarneming"])

    def _desk(self) -> Desk:
        return Desk(self.session, self.base_url, self.now, self.staff)

    def _came(self, row: dict[str, Any]) -> datetime:
        return self.now - timedelta(days=int(row["dagen"]), hours=2)

    def _say(self, row: dict[str, Any]) -> None:
        voices.say(self.session, row, *self.people.pop(), self._came(row))

    def _object(self, row: dict[str, Any]) -> None:
        voices.object_to(self.session, row, self._came(row))

    def _taking_part(self, slug: str) -> None:
        """What one can do beside an idea, in one wijk."""
        wijk = wijk_by_slug(self.session, slug)
        if wijk is None or wijk.stadsdeel_id not in self.managers:
            return
        resident, address = self.people.pop()
        staff = self.managers[wijk.stadsdeel_id]
        Example(self.session, self.base_url, self.now, wijk, staff, resident, address).fill()

    def _colleague(self, row: dict[str, Any], stadsdeel_id: int | None) -> None:
        staff = Staff(
            email=row["email"],
            name=row["naam"],
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            created_at=self.now,
        )
        staff.roles.append(StaffRole(role=RoleName(row["rol"]), stadsdeel_id=stadsdeel_id))
        self.session.add(staff)
        self.session.flush()
        self.staff[staff.name.split()[0].lower()] = staff
        if stadsdeel_id is not None and row["rol"] == RoleName.WIJKMANAGER:
            self.managers[stadsdeel_id] = staff

    def _idea(self, row: dict[str, Any]) -> None:
        came = self._came(row)
        initiative = self._told(row, came) if "namens" in row else self._submitted(row, came)
        self._decide(row, initiative, came + timedelta(days=1))
        self._ask_on(row, initiative, self.now - timedelta(hours=20))
        self._desk().around(row, initiative, self.managers[initiative.stadsdeel_id])
        if "samen" in row:
            self._merge(initiative, row["samen"], came + timedelta(days=2))
        if "plan" in row:
            staff = self.managers[initiative.stadsdeel_id]
            plan = PlanExample(self.session, self.base_url, self.now, initiative, staff)
            plan.fill(row["plan"])

    def _submitted(self, row: dict[str, Any], came: datetime) -> Initiative:
        """In somebody's own chat, with a photo where there is one."""
        owner = known(self.session, [OWNER], came) if "eigenaar" in row else None
        resident, address = (owner or self.people).pop()
        resident.language = row.get("taal", resident.language)
        idea = _content(row)
        if "foto" in row:
            photo_id, jpeg = uuid.uuid4(), pictures.drawn(row["foto"])
            store_photo(self.session, photo_id, resident.id, jpeg, pictures.SIZE, came)
            idea = replace(idea, photos=(str(photo_id),), people_visible=row["foto"] == "gezicht")
        return submit(self.session, idea, resident, address, came)

    def _told(self, row: dict[str, Any], came: datetime) -> Initiative:
        """To a colleague, on the phone or by letter."""
        ((channel, words_of),) = row["namens"].items()
        contact = Contact(Channel(channel), words_of)
        return on_behalf.enter(self.session, self.staff["sem"], _content(row), contact, came)

    def _merge(self, initiative: Initiative, title: str, at: datetime) -> None:
        """Another said the same before: this one goes on with that."""
        same = select(Initiative).where(Initiative.public_title == title)
        into = self.session.scalars(same).one()
        words_of = (initiative.ref, initiative.title, into.ref, into.public_title or "")
        decision = self._decision(initiative, at, follow_news.merged(*words_of, None))
        merging.merge(self.session, initiative, decision, into)

    def _ask_on(self, row: dict[str, Any], initiative: Initiative, at: datetime) -> None:
        """What its author says after the decision: an answer, a second look, another text."""
        resident_id = initiative.resident_id or 0
        if "beantwoord" in row:
            answering.answer(self.session, resident_id, initiative.ref, row["beantwoord"], at)
        if "nogeens" in row:
            second_look.ask_again(self.session, resident_id, initiative.ref, row["nogeens"], at)
        if "wijziging" in row:
            new = changing.NewText(body=row["wijziging"], place=_new_place(row))
            changing.change(self.session, resident_id, initiative.ref, new, at)

    def _decide(self, row: dict[str, Any], initiative: Initiative, at: datetime) -> None:
        of = news.about(initiative, self.base_url)
        match row["einde"]:
            case "ingediend":
                return
            case "vraag":
                told = words(row["vraag"])
                decision = self._decision(initiative, at, news.asked(of, told, ANSWER_DAYS))
                moderation.ask(self.session, initiative, decision, row["vraag"])
            case "niet geplaatst":
                self._decline(initiative, at, of)
            case "doorverwezen":
                self._refer(initiative, at, of)
            case _:
                self._place(row, initiative, at, of)

    def _decline(self, initiative: Initiative, at: datetime, of: news.About) -> None:
        reason = "Dit park is beschermd. Daar mag geen zwembad komen."
        message = news.declined(of, words(reason), "14038")
        decision = self._decision(initiative, at, message)
        moderation.decline(self.session, initiative, decision, reason)

    def _refer(self, initiative: Initiative, at: datetime, of: news.About) -> None:
        where, url = "Meldpunt openbare ruimte", "https://www.zwolle.nl/melden"
        decision = self._decision(initiative, at, news.referred(of, words(where), url))
        moderation.refer(self.session, initiative, decision, where, url)

    def _place(
        self, row: dict[str, Any], initiative: Initiative, at: datetime, of: news.About
    ) -> None:
        decision = self._decision(initiative, at, news.placed(of, None))
        moderation.place(self.session, initiative, decision)
        self._link(row, initiative, at)
        self._support(initiative, int(row.get("harten", 0)), int(row.get("handen", 0)), at)
        for days, step in enumerate(_STEPS.get(row["einde"], ()), start=3):
            later = at + timedelta(days=days)
            message = place_plan_news.advanced(self.session, initiative, of, step, None)
            decision = self._decision(initiative, later, message)
            realisation.set_realisation(self.session, initiative, decision, step, "")

    def _support(self, initiative: Initiative, hearts: int, hands: int, at: datetime) -> None:
        """Neighbours who give a heart, and who want to help."""
        given = [SupportKind.HEART] * hearts + [SupportKind.HANDS] * hands
        for kind in given:
            resident, address = self.people.pop()
            support(self.session, resident, address, initiative.ref, kind, at)

    def _link(self, row: dict[str, Any], initiative: Initiative, at: datetime) -> None:
        opgave = self._by_slug(Opgave, row.get("opgave"))
        entry = self._by_slug(DinEntry, row.get("koppeling"))
        if opgave is None:
            return
        subject = linking.find_subject(
            self.session, initiative.stadsdeel_id, opgave.id, entry.id if entry else None
        )
        if subject is not None:
            decision = self._decision(initiative, at + timedelta(days=1), None)
            linking.link(self.session, initiative, decision, subject, Weight.MEDIUM, "")

    def _by_slug(self, kind: type[Any], slug: str | None) -> Any:
        return self.session.scalars(select(kind).where(kind.slug == slug)).first() if slug else None

    def _decision(self, initiative: Initiative, at: datetime, message: Any) -> Decision:
        self.session.refresh(initiative, ["version"])
        staff = self.managers[initiative.stadsdeel_id]
        seen = frozen(message, initiative.language) if message else None
        return Decision(staff, initiative.version, at, seen)


def _how_many(city: dict[str, Any], day: dict[str, Any]) -> int:
    """Who supports an idea, and everybody who talks in a chat that nobody opens any more."""
    ideas = [*city["ideeen"], *day["ideeen"]]
    writers = sum(1 for row in ideas if not row.keys() & {"namens", "eigenaar"})
    given = sum(int(row.get("harten", 0)) + int(row.get("handen", 0)) for row in ideas)
    return writers + given + len(day["gezegd"]) + 1


def _new_place(row: dict[str, Any]) -> NewPlace | None:
    """Where its author wants it instead, as a spot in another wijk."""
    if "verhuist" not in row:
        return None
    lat, lon = row["verhuist"]["speld"]
    return NewPlace(PlaceKind.PIN, wijk=row["verhuist"]["wijk"], lat=lat, lon=lon)


def _content(row: dict[str, Any]) -> Idea:
    lat, lon = row.get("speld", (None, None))
    kind = PlaceKind.STREET if row["plek"] else PlaceKind.WIJK
    return Idea(
        title=row["titel"],
        body=row["meer"],
        category=row["categorie"],
        wijk=row["wijk"],
        place_kind=kind if lat is None else PlaceKind.PIN,
        lat=lat,
        lon=lon,
        place_text=row["plek"],
        name=row["naam"],
        opgave=row.get("opgave", ""),
    )
