"""Examples of what people say without an idea: a reaction, what matters to them, a melding."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.objecting import find_subject, submit_objection
from models.initiatives.speaking_up import Concern, react, say_matters
from models.people.residents import Address, Resident
from models.plan.queries import wijk_by_slug


def say(
    session: Session, row: Mapping[str, Any], resident: Resident, address: Address, at: datetime
) -> None:
    """A reaction to an opgave, or else what matters in a wijk."""
    wijk, said = wijk_by_slug(session, row["wijk"]), row["woorden"]
    resident.wijk_id = wijk.id if wijk else None
    if "opgave" in row:
        react(session, row["opgave"], said, resident, address, at)
    else:
        concern = Concern(said, row["wijk"], row["thema"], row.get("plek", ""))
        say_matters(session, concern, resident, address, at)


def object_to(session: Session, row: Mapping[str, Any], at: datetime) -> None:
    """A melding about an idea on the site (`over`, its title) or another page (`pagina`)."""
    path = row.get("pagina") or _page_of(session, row["over"])
    subject = find_subject(session, path)
    assert subject.stadsdeel_id is not None, f"nothing is published at {path}"
    submit_objection(session, subject, subject.stadsdeel_id, row["woorden"], "nl", at)


def _page_of(session: Session, title: str) -> str:
    ref = session.scalars(select(Initiative.ref).where(Initiative.public_title == title)).one()
    return f"/initiatief/{ref}"
