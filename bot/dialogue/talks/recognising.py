""" "Herkent u dit?": what residents think of an opgave before it is vastgesteld."""

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import (
    MENU,
    MOST_ROWS,
    ROW_LENGTH,
    SKIP,
    button,
    named,
    paged,
    short,
)
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts, OpgaveFact, Plan, WijkFact
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.talks import said
from bot.dialogue.wishes.saying import Explain, Recognise

MOST_WORDS = 1000
_ANSWERS = (
    button("ja", "recognise_yes"),
    button("deels", "recognise_partly"),
    button("nee", "recognise_no"),
)


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/voorgelegd` of one's own wijk, or of another by its slug; one alone is asked at once.

    A number is a page.
    """
    wijk = wijk_of(facts.plan, argument) or wijk_of(facts.plan, facts.wijk)
    if wijk is None:
        return go(state, "/wijk + /voorgelegd")
    found = near(facts.plan, wijk)
    if not found:
        return rest(state, say("recognise.none", wijk=wijk.name))
    if len(found) == 1:
        return go(state, f"/herkent {found[0].slug}")
    numbered = list(enumerate(found, start=1))
    lines = [say("recognise.line", number=number, title=o.title) for number, o in numbered]
    rows = [named(f"/herkent {o.slug}", short(f"{n}. {o.title}", ROW_LENGTH)) for n, o in numbered]
    page = int(argument[:4]) if argument.isdecimal() else 0
    shown = paged(rows, page, "/voorgelegd ", (MENU,))
    return rest(state, say("recognise.what"), *lines[: MOST_ROWS - 1], rows=shown)


def near(plan: Plan, wijk: WijkFact) -> list[OpgaveFact]:
    """What is voorgelegd of this wijk, or of its whole stadsdeel or a group there."""
    here = [one for one in plan.proposed if one.stadsdeel == wijk.stadsdeel]
    return [one for one in here if not one.wijken or wijk.slug in one.wijken]


def one(state: State, argument: str, facts: Facts) -> Step:
    """`/herkent <slug>`, from the list, a link or a message."""
    opgave = _find(facts, argument.strip())
    if opgave is None:
        return go(state, "/menu", say("recognise.closed"))
    says: list[Say | Words] = [say("recognise.about"), say("opgave.title", title=opgave.title)]
    says += [Words(opgave.intro, "nl")] if opgave.intro else []
    says += [say("opgave.example", gemeente=facts.plan.gemeente)] if opgave.demo else []
    reply = Reply((*says, say("recognise.question")), _ANSWERS)
    return ask(state, "recognising.answer", reply, data={"opgave": opgave.slug})


def _find(facts: Facts, slug: str) -> OpgaveFact | None:
    return next((one for one in facts.plan.proposed if one.slug == slug), None)


def _answer(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose(value, _):
            return want(state, Recognise(str(state.data["opgave"]), value))
        case Done("Recognise"):
            reply = Reply((say("recognise.thanks"), say("recognise.why")), (SKIP,))
            return ask(state, "recognising.words", reply, free=True)
        case Refused("Recognise", _):
            return go(state, "/menu", say("recognise.closed"))
    return None


def _words(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("skip", _):
            return _done(state)
        case Text(text) if len(text) > MOST_WORDS:
            return said.too_long(state, text, facts, MOST_WORDS)
        case Text(text):
            return want(state, Explain(str(state.data["opgave"]), text.strip()))
        case Done("Explain"):
            return _done(state, say("recognise.kept"))
        case Refused("Explain", _):
            return go(state, "/menu", say("recognise.closed"))
    return None


def _done(state: State, *before: Say | Words) -> Step:
    again = button(f"/herkent {state.data['opgave']}", "recognise_again")
    return rest(state, *before, say("recognise.later"), buttons=(again, MENU))


TALK = Talk(
    "recognising",
    commands={"voorgelegd": begin, "herkent": one},
    steps={"answer": _answer, "words": _words},
)
