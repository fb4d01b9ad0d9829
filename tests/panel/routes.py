"""Every route of the panel as addresses one can try, made from the application's own map.

A new route is tried by itself. One with a new kind of id fails until `Things` knows what of
Noord and what of Zuid to put there.
"""

import itertools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from models.all import metadata
from models.asking import planning, rounds
from models.asking.campaigns import Campaign, Occurrence
from models.desk import acts as desk_acts
from models.desk import preparing
from models.desk.advice import AdviceRequest
from models.desk.asked import Asked
from models.desk.preparing import Going
from models.initiatives.contributions import Initiative
from models.initiatives.links import Link
from models.initiatives.moderation import Decision
from models.initiatives.place_plan import PlacePlan
from models.messages.by_hand import ByHand
from models.messages.outgoing import message, words
from models.messages.sending import Terms, enqueue
from models.people.blocks import Block, BlockReason
from models.people.residents import Channel
from models.people.staff import Staff, Waarneming
from models.plan.areas import Area
from models.plan.help import Contact
from models.plan.opgaven import Opgave, Scope, TargetGroup
from panel import contribution_acts, din_acts, gate
from tests.asking import a_round, create_moment
from tests.builders import (
    NOW,
    Cast,
    PlanOf,
    create_address,
    create_call,
    create_initiative,
    create_photo,
    create_resident,
    create_staff,
)
from tests.saying import create_meeting

MARK = "Zuidgeheim"
# Which acts a page knows by the last part of its address.
ACTS = {"initiatief": tuple(contribution_acts.ACTS), "din": tuple(din_acts.ACTS)}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Things:
    """One of everything that a stadsdeel has and an address can name."""

    ref: str
    photo_id: str
    link_id: str
    slug: str
    id: str
    contact: str
    group: str
    opgave: str
    checkin_id: str
    occurrence_id: str
    meeting_id: str
    call_id: str
    message_id: str
    advice_id: str
    prepared_id: str
    batch: str
    block_id: str
    waarneming_id: str
    # The step of a plan. It has the same name everywhere.
    key: str = "grond"
    part: str = "beantwoord"

    def named(self, name: str) -> str:
        return str(getattr(self, name))

    def row_of(self, endpoint: str) -> str:
        """The row that a list of the back office would open."""
        rows = {"contacten": self.contact, "bewonersgroepen": self.group}
        return rows.get(endpoint.partition(".")[0], "1")


def create_things(
    session: Session, cast: Cast, stadsdeel: Area, wijk: Area, plan: PlanOf, colleague: Staff
) -> Things:
    """Things of one stadsdeel; those of Zuid carry the mark."""
    word = MARK if stadsdeel.id == cast.zuid.id else "Noord"
    initiative = create_initiative(session, wijk, cast.resident, title=f"{word} bankje")
    session.add(PlacePlan(contribution_id=initiative.id, started_at=NOW, changed_at=NOW))
    link = Link(
        contribution_id=initiative.id,
        opgave_id=plan.opgave.id,
        entry_id=plan.effort.id,
        weight=2,
        linked_at=NOW,
    )
    contact = Contact(
        stadsdeel_id=stadsdeel.id, name=f"{word} loket", phone="1", hours="", source=""
    )
    group = TargetGroup(slug=word, name=f"{word} groep", stadsdeel_id=stadsdeel.id)
    session.add_all([link, contact, group])
    session.flush()
    round_ = a_round(wijk, question=f"{word} vraag?")
    opgave = session.get_one(Opgave, plan.opgave.id)
    opgave.title, opgave.scope = f"{word} opgave", Scope.STADSDEEL
    checkin = rounds.ask(session, colleague, opgave, round_, word, NOW)
    planned = planning.KINDS[stadsdeel.id == cast.zuid.id]
    create_moment(session, planned.slug)
    planning.plan(session, NOW)
    occurrence = select(Occurrence.id).join(Campaign).where(Campaign.slug == planned.slug).limit(1)
    return Things(
        ref=initiative.ref,
        photo_id=str(create_photo(session, cast.resident, initiative).id),
        link_id=str(link.id),
        slug=plan.effort.slug,
        id=str(colleague.id),
        contact=str(contact.id),
        group=str(group.id),
        opgave=opgave.slug,
        checkin_id=str(checkin.id),
        occurrence_id=str(session.scalars(occurrence).one()),
        meeting_id=str(create_meeting(session, colleague, wijk, about=f"{word} gesprek").id),
        call_id=str(create_call(session, wijk, phone=f"{word} 06").id),
        message_id=_letter(session, initiative, wijk, word),
        advice_id=str(_asked(session, initiative, colleague)),
        waarneming_id=str(_away(session, colleague)),
        block_id=str(_blocked(session, initiative, colleague)),
        **_on_its_way(session, initiative, colleague),
    )


def _letter(session: Session, initiative: Initiative, wijk: Area, word: str) -> str:
    """A message for somebody without a chat."""
    resident = create_resident(session, wijk)
    address = create_address(session, resident, Channel.LETTER, f"{word} straat 1")
    terms = Terms(contribution_id=initiative.id)
    enqueue(session, address, message([words(word)]), dedupe=word, now=NOW, terms=terms)
    return str(session.scalars(select(ByHand.outbox_id).order_by(ByHand.outbox_id.desc())).first())


def _asked(session: Session, initiative: Initiative, colleague: Staff) -> int:
    """Advice that is waited for."""
    row = AdviceRequest(
        contribution_id=initiative.id,
        asked_by_id=colleague.id,
        staff_id=colleague.id,
        question=f"{initiative.title}?",
        asked_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )
    session.add(row)
    session.flush()
    return row.id


def _away(session: Session, colleague: Staff) -> int:
    """They will be away, years from now; somebody who may nothing else stands in."""
    row = Waarneming(
        absent_id=colleague.id,
        stand_in_id=create_staff(session, f"Invaller {colleague.name}").id,
        starts_at=NOW + timedelta(days=9000),
        ends_at=NOW + timedelta(days=9100),
        named_by_id=colleague.id,
    )
    session.add(row)
    session.flush()
    return row.id


def _blocked(session: Session, initiative: Initiative, colleague: Staff) -> int:
    """A block that waits for a second person."""
    row = Block(
        resident_id=create_resident(session).id,
        contribution_id=initiative.id,
        stadsdeel_id=initiative.stadsdeel_id,
        reason=BlockReason.OFFENDS,
        words=f"{initiative.title}!",
        ends_on=NOW.date() + timedelta(days=9999),
        proposed_by_id=colleague.id,
        proposed_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.id


def _on_its_way(session: Session, initiative: Initiative, colleague: Staff) -> dict[str, str]:
    """A link that this colleague can still undo."""
    asked = Asked(session, initiative, {"subject": "", "weight": "2"})
    decision = Decision(colleague, initiative.version, NOW)
    going = Going(NOW + timedelta(days=365), uuid.uuid4())
    id_ = preparing.prepare(asked, desk_acts.ACTS["koppelen"], decision, going)
    return {"prepared_id": str(id_), "batch": str(going.batch)}


def rules(app: Flask) -> list[Rule]:
    """The routes that are behind the gate."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in gate.OPEN]


def addresses(app: Flask, rule: Rule, *things: Things) -> Iterator[str]:
    """The addresses of a route with the things of one or more stadsdelen in every mixture."""
    names = sorted(rule.arguments)
    page = rule.endpoint.partition(".")[0]
    choices = [
        ACTS[page] if name == "act" else [each.named(name) for each in things] for name in names
    ]
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for values in itertools.product(*choices):
            yield adapter.build(rule.endpoint, _typed(rule, names, values))


def _typed(rule: Rule, names: list[str], values: tuple[str, ...]) -> Mapping[str, object]:
    converters = rule._converters
    given = zip(names, values, strict=True)
    return {name: converters[name].to_python(value) for name, value in given}


def foreign(app: Flask, rule: Rule, own: Things, others: Things) -> Iterator[str]:
    """The addresses that name at least one thing of others."""
    mixed, pure = set(addresses(app, rule, own, others)), set(addresses(app, rule, own))
    yield from sorted(mixed - pure)


def content(engine: Engine) -> Mapping[str, str | None]:
    """A mark of each table's content; who logs in is written down, that may change."""
    tables = [table.name for table in metadata.sorted_tables if table.name != "staff_event"]
    one = "SELECT md5(string_agg(row::text, ',' ORDER BY row::text)) FROM {} AS row"
    with engine.connect() as connection:
        return {name: connection.scalar(text(one.format(f'"{name}"'))) for name in tables}
