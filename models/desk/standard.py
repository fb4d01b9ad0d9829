"""Standard texts as the form of an act offers them: filled in, and the fitting ones first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.plan.areas import Area
from models.plan.gemeente import Gemeente
from models.plan.help import Contact
from models.plan.reading import load_frame
from models.plan.standard_texts import ACTS, VARIABLE, StandardText
from texts.render import text


@dataclass(frozen=True)
class Offered:
    """One text to take over: in Dutch, in English where there is one, with an address perhaps."""

    key: str
    name: str
    text: str
    text_en: str = ""
    url: str = ""


def offered(session: Session, contribution: Contribution, act: str) -> Sequence[Offered]:
    """Those for this act and this category or all, filled in; for referring also the desks."""
    if act not in ACTS:
        return ()
    category_id = getattr(contribution, "category_id", None)
    found = session.scalars(
        select(StandardText)
        .where(
            StandardText.act == act,
            or_(StandardText.category_id.is_(None), StandardText.category_id == category_id),
        )
        .order_by(StandardText.category_id.nulls_last(), StandardText.position, StandardText.id)
    ).all()
    dutch, english = (variables(session, contribution, each) for each in ("nl", "en"))
    texts = [
        Offered(
            f"tekst-{one.id}", one.name, fill(one.text, dutch), fill(one.text_en or "", english)
        )
        for one in found
    ]
    return [*texts, *(_desks(session) if act == "doorverwijzen" else ())]


def common(session: Session, act: str) -> Sequence[Offered]:
    """Those for this act whatever the category, with their variables still in them."""
    if act not in ACTS:
        return ()
    found = session.scalars(
        select(StandardText)
        .where(StandardText.act == act, StandardText.category_id.is_(None))
        .order_by(StandardText.position, StandardText.id)
    )
    texts = [Offered(f"tekst-{one.id}", one.name, one.text, one.text_en or "") for one in found]
    return [*texts, *(_desks(session) if act == "doorverwijzen" else ())]


def variables(session: Session, contribution: Contribution, language: str) -> Mapping[str, str]:
    """What stands for each variable in a text about this contribution."""
    frame = load_frame(session)
    area = session.get_one(Area, contribution.wijk_id or contribution.stadsdeel_id)
    contact = session.scalar(
        select(Contact).where(Contact.stadsdeel_id == contribution.stadsdeel_id)
    )
    return {
        "bot": text("standard.bot", language),
        "titel": contribution.title,
        "wijk": area.name,
        "termijn": text("standard.working_days", language, n=frame.term_days),
        "antwoordtermijn": text("standard.days", language, n=frame.answer_days),
        "contact": f"{contact.name}, {contact.phone}" if contact else frame.phone,
    }


def fill(written: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in. What they hold is never looked through again."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), written)


def _desks(session: Session) -> list[Offered]:
    """Where residents go with what is not for us, as the gemeente's own file says."""
    settings = session.scalar(select(Gemeente.settings).limit(1)) or {}
    desks: Sequence[Mapping[str, Any]] = settings.get("meldingen") or ()
    return [_desk(desk) for desk in desks]


def _desk(desk: Mapping[str, Any]) -> Offered:
    told = {"where": desk["waar"], "phone": desk["telefoon"]}
    return Offered(
        f"loket-{desk['id']}",
        text("standard.desk_name", "nl", about=desk["naam"], where=desk["waar"]),
        text("standard.desk", "nl", about=desk["naam"], **told),
        text("standard.desk", "en", about=desk["naam_en"], **told),
        desk.get("url") or "",
    )
