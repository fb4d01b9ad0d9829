"""A plan as a PDF that can be read aloud: tagged, with its language, by the rules of PDF/UA-1."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from sqlalchemy.orm import Session

from models.initiatives.history import Actor
from models.initiatives.place_plan_reading import PlanSeen, PlanStep
from models.initiatives.terms import local_day
from models.plan.areas import Area
from texts.render import day, text

_PAGE = Path(__file__).with_suffix("").with_name("place_plan.typ").read_bytes()
# Stands for a character that the fonts do not have, such as a smiley. DejaVu Sans Mono has it.
_REPLACED = "\u25a1"
# Every printable character up to here is in the font.
_PLAIN = 0x17F
_UNSEEN = ("Cc", "Cf", "Cs")


def make_pdf(session: Session, seen: PlanSeen, language: str, now: datetime) -> bytes:
    """The plan as it is now. No file is kept."""
    return _compiled(_told(session, seen, language, now), now)


def file_name(seen: PlanSeen) -> str:
    return f"plan-{seen.initiative.ref}.pdf"


def _told(session: Session, seen: PlanSeen, language: str, now: datetime) -> dict[str, Any]:
    title = seen.initiative.public_title or seen.initiative.title
    said = {
        "title": text("planfile.title", language, title=title),
        "subtitle": text("planfile.what", language),
        "author": text("planfile.author", language),
        "language": language,
        "ref": seen.initiative.ref,
        "facts": _facts(session, seen, language, now),
        "headings": {
            "turns": text("planfile.turns", language),
            "steps": text("planfile.steps", language),
            "note": text("planfile.note", language),
            "columns": [
                text(f"planfile.column_{name}", language) for name in ("number", "step", "turn")
            ],
        },
        "steps": [
            _step(number, one, seen.initiative.language, language)
            for number, one in enumerate(seen.steps, start=1)
        ],
        "replaced": "",
    }
    shown: dict[str, Any] = _shown(said)
    if _REPLACED in json.dumps(shown, ensure_ascii=False):
        shown["replaced"] = text("planfile.replaced", language, sign=_REPLACED)
    return shown


def _facts(session: Session, seen: PlanSeen, language: str, now: datetime) -> list[tuple[str, str]]:
    initiative = seen.initiative
    area = session.get_one(Area, initiative.wijk_id or initiative.stadsdeel_id)
    facts = [("ref", initiative.ref), ("wijk", area.name)]
    facts += [("place", initiative.place_text)] if initiative.place_text else []
    facts += [("made", day(local_day(now), language))]
    if seen.handed_in and seen.handed_in_at:
        facts.append(("handed_in", day(local_day(seen.handed_in_at), language)))
    return [(text(f"planfile.{name}", language), value) for name, value in facts]


def _step(number: int, one: PlanStep, theirs: str, language: str) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": one.step.name_in(language),
        "question": one.step.question_in(language),
        "standing": text(f"planfile.standing_{one.standing}", language),
        "standing_long": text(f"planfile.empty_{one.standing}", language),
        "answer": _paragraphs(one.answer),
        "language": "nl" if one.actor is Actor.STAFF else theirs,
        "by": _by(one, language),
        "note": _paragraphs(one.note),
    }


def _by(one: PlanStep, language: str) -> str:
    if not one.answer or one.at is None:
        return ""
    who = "manager" if one.actor is Actor.STAFF else "resident"
    return text(f"planfile.by_{who}", language, on=day(local_day(one.at), language))


def _paragraphs(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _compiled(told: dict[str, Any], now: datetime) -> bytes:
    compiler = typst.Compiler(
        _PAGE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"plan": json.dumps(told)},
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(now.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _fonts() -> typst.Fonts:
    """Only those that come with it, so that a plan looks the same wherever it is made."""
    return typst.Fonts(include_system_fonts=False)


def _shown(told: Any) -> Any:
    """The same with only characters that the fonts have; PDF/UA allows no others."""
    match told:
        case str():
            return "".join(map(_or_sign, _composed(told)))
        case dict():
            return {name: _shown(value) for name, value in told.items()}
        case Sequence():
            return [_shown(value) for value in told]
    return told


def _composed(words: str) -> str:
    """Letters with their accents in one, and without what nobody sees."""
    composed = " ".join(unicodedata.normalize("NFC", words).split())
    return "".join(one for one in composed if unicodedata.category(one) not in _UNSEEN)


def _or_sign(one: str) -> str:
    return one if ord(one) <= _PLAIN or _has_glyph(one) else _REPLACED


@lru_cache(maxsize=2_000)
def _has_glyph(one: str) -> bool:
    page = b'#set document(title: "x")\n#sys.inputs.one'
    compiler = typst.Compiler(
        page, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"one": one}
    )
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True
