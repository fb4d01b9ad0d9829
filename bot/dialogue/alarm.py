"""Somebody speaks of danger or distress: the right number at once, whatever we were asking."""

from bot.dialogue.events import Command, Edited, Event, PhotoSent, Text
from bot.dialogue.facts import EmergencyFact, Facts
from bot.dialogue.meaning.danger import dangers, numbers
from bot.dialogue.replies import Say, say


def heard(event: Event) -> tuple[str, ...]:
    """The kinds of danger that somebody's words speak of, wherever they wrote them."""
    match event:
        case Text(text) | Edited(text) | PhotoSent(_, text) | Command(_, text):
            return dangers(text)
    return ()


def alarm(kinds: tuple[str, ...], facts: Facts) -> tuple[Say, ...]:
    """Whom to call. Where the gemeente names nobody for it, 112 is always there."""
    known, shown = facts.plan.emergency, numbers(kinds)
    first = say("danger.talk") if kinds[0] == "suicide" else _now(facts)
    listed = [kind for kind in shown if kind in known and (kind != "now" or kinds[0] == "suicide")]
    named = [_number(known[kind], facts.language) for kind in listed]
    return (first, *named, say("danger.computer"))


def _now(facts: Facts) -> Say:
    now = facts.plan.emergency.get("now")
    return say("danger.call", number=now.number) if now else say("help.emergency")


def _number(one: EmergencyFact, language: str) -> Say:
    name = one.name_en if language == "en" else one.name
    reason = one.reason_en if language == "en" else one.reason
    key = "danger.number_also" if one.also else "danger.number"
    return say(key, name=name, number=one.number, also=one.also, reason=reason)
