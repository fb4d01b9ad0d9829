"""One's own ideas: where they stand, what was asked about them, and taking one back."""

from bot.dialogue.choices import (
    MENU,
    ROW_LENGTH,
    button,
    idea_button,
    named,
    page_button,
    paged,
    short,
)
from bot.dialogue.facts import Facts, HistoryFact, MyIdea
from bot.dialogue.replies import Choice, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go, rest

_MODERATION = (
    "ingediend",
    "in behandeling",
    "vraag aan inwoner",
    "geplaatst",
    "niet geplaatst",
    "doorverwezen",
    "vervallen",
    "ingetrokken",
    "samengevoegd",
    "verborgen",
)
_REALISATION = ("verkenning", "haalbaar", "niet haalbaar", "loopt", "gerealiseerd", "gestopt")
_IDEA = "initiatief"
# Statuses that say something else of what is no idea.
_OWN_WORDS = ("geplaatst", "niet geplaatst", "verborgen", "samengevoegd")
_OPEN = ("ingediend", "in behandeling")
_ALIVE = (*_OPEN, "vraag aan inwoner", "geplaatst")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/mijn` lists one's ideas, `/mijn Z-0142` tells of one; a plain number is a page."""
    if argument and not argument.isdecimal():
        idea = find(facts, argument)
        return _one(state, idea, facts) if idea else go(state, "/mijn", say("mine.unknown"))
    if not facts.mine:
        return rest(state, say("mine.none"))
    rows = [_row(idea) for idea in facts.mine]
    page = int(argument[:4]) if argument else 0
    says = [say("mine.line", ref=idea.ref, title=short(idea.title, 60)) for idea in facts.mine[:8]]
    tail = (idea_button(state), button("/volgend", "following"), MENU)
    return rest(state, say("mine.list"), *says, rows=paged(rows, page, "/mijn ", tail))


def find(facts: Facts, ref: str) -> MyIdea | None:
    return next((idea for idea in facts.mine if idea.ref.casefold() == ref.casefold()), None)


def _row(idea: MyIdea) -> Choice:
    return named(f"/mijn {idea.ref}", short(f"{idea.ref} {idea.title}", ROW_LENGTH), "")


def _one(state: State, idea: MyIdea, facts: Facts) -> Step:
    says: list[Say | Words] = [say("mine.title", ref=idea.ref, title=idea.title), *_now(idea)]
    linked = "mine.linked" if idea.kind == _IDEA else "said.linked_to"
    says += [say(linked, opgave=opgave) for opgave in idea.linked]
    says += _asked(idea) if idea.question else []
    says += [say("mine.offered")] if idea.offered_title else []
    says += [say("change.waiting")] if idea.changing else []
    says += [say(f"look.{idea.look}")] if idea.look in ("asked", "done") else []
    moments = [moment for moment in idea.timeline if moment.status in _MODERATION + _REALISATION]
    says += [say("mine.timeline"), *(_moment(idea, one) for one in moments)] if moments else []
    return rest(state, *says, rows=_rows(state, idea, facts))


def _asked(idea: MyIdea) -> list[Say | Words]:
    until = [say("mine.answer_by", until=idea.answer_by)] if idea.answer_by else []
    return [say("mine.question"), Words(idea.question, "nl"), *until]


def _now(idea: MyIdea) -> list[Say | Words]:
    """Both lifecycles in plain sentences: may it be shown, and how does it fare."""
    if idea.status not in _MODERATION:
        return []
    says: list[Say | Words] = [_status(idea)]
    says += [say("mine.due", due=idea.due)] if idea.status in _OPEN else []
    if idea.status == "geplaatst" and idea.kind == _IDEA and idea.realisation in _REALISATION:
        says.append(say(f"mine.now_{_name(idea.realisation)}"))
    return says


def _status(idea: MyIdea) -> Say:
    """A reaction comes on the site and a matter on a list; an idea may become more than that."""
    name = _name(idea.status)
    if idea.kind == _IDEA:
        return say(f"mine.now_{name}")
    return say(f"said.now_{name}_{idea.kind}" if name == "geplaatst" else f"said.now_{name}")


def _moment(idea: MyIdea, moment: HistoryFact) -> Say:
    name = _name(moment.status)
    said = idea.kind != _IDEA and moment.status in _OWN_WORDS
    status = say(f"said.was_{name}" if said else f"mine.was_{name}")
    return say("mine.moment", on=moment.on, status=status)


def _name(status: str) -> str:
    return status.replace(" ", "_")


def _rows(state: State, idea: MyIdea, facts: Facts) -> tuple[Choice, ...]:
    rows = [button(f"/antwoord {idea.ref}", "answer")] if can_answer(idea) else []
    rows += [button(f"/akkoord {idea.ref}", "see_text")] if idea.offered_title else []
    if idea.public and idea.kind == _IDEA:
        rows.append(page_button(f"{facts.plan.base_url}/initiatief/{idea.ref}"))
        rows.append(button(f"/helpers {idea.ref}", "helpers"))
    rows += [button(f"/plan {idea.ref}", "plan")] if can_plan(idea, facts) else []
    rows += [button(f"/nogeens {idea.ref}", "look")] if idea.look == "can" else []
    rows += [button(f"/wijzig {idea.ref}", "change")] if can_change(idea) else []
    if idea.status in _ALIVE:
        label = "withdraw" if idea.kind == _IDEA else "take_back"
        rows.append(button(f"/intrekken {idea.ref}", label))
    else:
        rows.append(button(f"/wis {idea.ref}", "wipe"))
    return (*rows, button("/mijn", "all_mine"), MENU)


def on_site(idea: MyIdea) -> bool:
    """What is important in a wijk is placed on a list, which is no page."""
    return idea.public and idea.kind != "belangrijk"


def can_answer(idea: MyIdea) -> bool:
    """A late answer still counts: it opens again what lapsed for want of one."""
    return bool(idea.question)


def can_change(idea: MyIdea) -> bool:
    """While it lives, unless our own changed text waits for their answer."""
    return idea.kind == _IDEA and idea.status in _ALIVE and not idea.offered_title


def can_plan(idea: MyIdea, facts: Facts) -> bool:
    """A plan for a meeting place: as long as the idea can be carried out, or is being so."""
    wanted = bool(facts.plan.track) and idea.category in facts.plan.track_categories
    return wanted and idea.public and idea.realisation in ("haalbaar", "loopt")


TALK = Talk("mine", commands={"mijn": begin})
