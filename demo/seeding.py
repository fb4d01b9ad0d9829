"""Examples for the demo: staff, and ideas in every state, each made by the acts themselves."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.owner import OWNER, PlanExample
from demo.taking_part import Example
from models.initiatives import (
    changing,
    follow_news,
    linking,
    merging,
    moderation,
    news,
    place_plan_news,
    realisation,
    second_look,
)
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.lifecycles import Realisation
from models.initiatives.moderation import Decision
from models.initiatives.submitting import Idea, submit
from models.initiatives.supporting import SupportKind, support
from models.initiatives.telling import frozen
from models.messages.outgoing import words
from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel, Resident
from models.people.staff import RoleName, Staff, StaffRole
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEntry, Weight
from models.plan.opgaven import Opgave
from models.plan.queries import wijk_by_slug
from models.plan.reading import ANSWER_DAYS

EXAMPLES = Path(__file__).parent / "voorbeelden.yaml"
# What an idea went through, for each end that the file can name.
_STEPS = {
    "haalbaar": (Realisation.FEASIBLE,),
    "loopt": (Realisation.FEASIBLE, Realisation.RUNNING),
    "gerealiseerd": (Realisation.FEASIBLE, Realisation.RUNNING, Realisation.REALISED),
}


def seed(session: Session, base_url: str, now: datetime) -> None:
    """Fill an empty neighbourhood. Everything stands as if it had happened before `now`."""
    examples = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    _Seeding(session, base_url, now).run(examples)


@dataclass
class _Seeding:
    session: Session
    base_url: str
    now: datetime
    managers: dict[int, Staff] = field(default_factory=dict)

    def run(self, examples: dict[str, Any]) -> None:
        areas = self.session.scalars(select(Area).where(Area.kind == AreaKind.STADSDEEL))
        stadsdelen = {area.slug: area.id for area in areas}
        for row in examples["medewerkers"]:
            self._colleague(row, stadsdelen.get(row.get("stadsdeel", "")))
        for row in sorted(examples["ideeen"], key=lambda one: -int(one["dagen"])):
            self._idea(row)
        self._taking_part(examples["meepraten"])

    def _taking_part(self, slug: str) -> None:
        """What one can do beside an idea, in one wijk."""
        wijk = wijk_by_slug(self.session, slug)
        if wijk is None or wijk.stadsdeel_id not in self.managers:
            return
        resident, address = self._resident(self.now - timedelta(days=21))
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
        if stadsdeel_id is not None:
            self.managers[stadsdeel_id] = staff

    def _idea(self, row: dict[str, Any]) -> None:
        came = self.now - timedelta(days=int(row["dagen"]), hours=2)
        resident, address = self._resident(came, OWNER if row.get("eigenaar") else "")
        initiative = submit(self.session, _content(row), resident, address, came)
        self._decide(row, initiative, came + timedelta(days=1))
        self._ask_on(row, initiative, resident.id, self.now - timedelta(hours=20))
        if "samen" in row:
            self._merge(initiative, row["samen"], came + timedelta(days=2))
        if "plan" in row:
            staff = self.managers[initiative.stadsdeel_id]
            plan = PlanExample(self.session, self.base_url, self.now, initiative, staff)
            plan.fill(row["plan"])

    def _merge(self, initiative: Initiative, title: str, at: datetime) -> None:
        """Another said the same before: this one goes on with that."""
        same = select(Initiative).where(Initiative.public_title == title)
        into = self.session.scalars(same).one()
        words_of = (initiative.ref, initiative.title, into.ref, into.public_title or "")
        decision = self._decision(initiative, at, follow_news.merged(*words_of, None))
        merging.merge(self.session, initiative, decision, into)

    def _ask_on(
        self, row: dict[str, Any], initiative: Initiative, resident_id: int, at: datetime
    ) -> None:
        """What its author asks after the decision: a second look, or another text."""
        if "nogeens" in row:
            second_look.ask_again(self.session, resident_id, initiative.ref, row["nogeens"], at)
        if "wijziging" in row:
            new = changing.NewText(body=row["wijziging"])
            changing.change(self.session, resident_id, initiative.ref, new, at)

    def _resident(self, came: datetime, token: str = "") -> tuple[Resident, Address]:
        """Somebody with a browser of their own, that nobody opens any more without its token."""
        caller = Caller(Channel.WEB, "", token or secrets.token_urlsafe(32))
        known = find_or_create(self.session, [caller], came)[caller]
        resident = self.session.get_one(Resident, known.resident_id)
        resident.sixteen_or_older = True
        return resident, self.session.get_one(Address, known.address_id)

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
            resident, address = self._resident(at)
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
