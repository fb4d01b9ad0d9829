"""Something is broken or dirty: we take no reports, but we know where they go."""

from bot.dialogue.choices import MENU, button, named, page_button
from bot.dialogue.events import Choose, Event
from bot.dialogue.facts import Facts, ReportFact
from bot.dialogue.meaning.intents import intent
from bot.dialogue.meaning.reading import sentences
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest
from bot.dialogue.talks import menu

MOST_WORDS = 2000


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/melden` lists the subjects; `/melden licht` or a sentence says where that goes."""
    reports = facts.plan.reports
    subject = next((one for one in reports if one.slug == argument), None) or about(
        argument, reports
    )
    if subject is None and reports:
        return rest(state, say("report.which"), rows=(*_rows(facts), MENU))
    reply = Reply(where(subject, facts), _buttons(subject))
    return ask(state, "reporting.told", reply, data={"words": argument[:MOST_WORDS]})


def _told(state: State, event: Event, facts: Facts) -> Step | None:
    """It may have been an idea after all; else this is the end of it, as good as the menu."""
    words = str(state.data.get("words", ""))
    match event:
        case Choose("idea", _):
            known = any(words == one.slug for one in facts.plan.reports)
            return go(state, "/nieuw begin" if known or not words else f"/nieuw zin {words}")
    return menu.at_rest(state, event, facts)


def about(sentence: str, reports: tuple[ReportFact, ...]) -> ReportFact | None:
    """The subject that most words of the sentence belong to; of equals the first."""
    words = [word for piece in sentences(sentence) for word in piece]
    counted = [(sum(_tells(one, word) for word in words), one) for one in reports]
    most = max((count for count, _ in counted), default=0)
    return next((one for count, one in counted if most and count == most), None)


def _tells(report: ReportFact, word: str) -> bool:
    starts = tuple(known[:-1] for known in report.words if known.endswith("*"))
    return word in report.words or word.startswith(starts)


def where(subject: ReportFact | None, facts: Facts) -> tuple[Say | Words, ...]:
    """Whose it is, and that nobody here does anything with it."""
    if subject is None:
        return (say("report.gemeente", phone=facts.plan.phone), say("report.not_here"))
    params = {"name": _name(subject, facts), "place": subject.place, "phone": subject.phone}
    return (say("report.where", **params), say("report.not_here"))


def rather_report(idea: str, facts: Facts) -> tuple[Say | Words, ...]:
    """Where an "idea" goes that is something broken; nothing where it is an idea."""
    if intent(idea) != "melding":
        return ()
    return (say("report.rather"), where(about(idea, facts.plan.reports), facts)[0])


def _name(subject: ReportFact, facts: Facts) -> str:
    return subject.name_en if facts.language == "en" else subject.name


def _rows(facts: Facts) -> list[Choice]:
    return [
        named(f"/melden {one.slug}", _name(one, facts), facts.language)
        for one in facts.plan.reports
    ]


def _buttons(subject: ReportFact | None) -> tuple[Choice, ...]:
    page = (page_button(subject.url),) if subject and subject.url else ()
    return (*page, button("idea", "rather_idea"), MENU)


TALK = Talk("reporting", commands={"melden": begin}, steps={"told": _told})
