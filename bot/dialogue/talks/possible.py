""" "Wat kan in mijn buurt?": what helps and pays, before anybody has to have an idea."""

from datetime import date

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import MENU, RESUME, button
from bot.dialogue.contact import card
from bot.dialogue.facts import ExampleFact, Facts, SchemeFact
from bot.dialogue.replies import Choice, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, rest
from bot.dialogue.words import number

_SORTS = ("geld", "grond", "materiaal", "hulp")
_BACK = button("/kan", "back")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/kan` shows what there is; `/kan geld`, `/kan contact`, `/kan voorbeelden` a part of it."""
    schemes = [scheme for scheme in facts.plan.schemes if scheme.sort == argument]
    if schemes:
        return _end(state, *_schemes(schemes, facts))
    if argument == "contact":
        return _end(state, *card(facts), say("possible.contact"))
    if argument == "voorbeelden":
        return _end(state, *_examples(facts))
    return rest(state, say("possible.what"), say("possible.first"), rows=_rows(state, facts))


def _rows(state: State, facts: Facts) -> tuple[Choice, ...]:
    present = {scheme.sort for scheme in facts.plan.schemes}
    sorts = [button(f"/kan {sort}", f"sort_{sort}") for sort in _SORTS if sort in present]
    examples = [button("/kan voorbeelden", "examples")] if facts.plan.examples else []
    contact = button("/kan contact", "contact")
    return (*sorts, contact, *examples, _idea(state), MENU)


def _idea(state: State) -> Choice:
    """Who comes from here has seen what is possible, so they are not asked to look again."""
    return RESUME if state.draft and not state.draft.empty else button("/nieuw begin", "idea")


def _end(state: State, *says: Say | Words) -> Step:
    return rest(state, *says, buttons=(_idea(state), _BACK, MENU))


def _schemes(schemes: list[SchemeFact], facts: Facts) -> list[Say | Words]:
    says: list[Say | Words] = [_scheme(scheme, facts.language) for scheme in schemes]
    return [*says, say("possible.ask", phone=facts.plan.phone)]


def _scheme(scheme: SchemeFact, language: str) -> Say:
    """One paragraph. The amount and the address stand in it only where there is one."""
    most, link = "_most" if scheme.max_euro else "", "_link" if scheme.url else ""
    params: dict[str, str | int | date | Say] = {
        "name": scheme.name,
        "text": f"{scheme.text} {scheme.condition}".strip(),
        "valid": _valid(scheme),
        "euro": number(scheme.max_euro or 0, language),
        "url": scheme.url,
    }
    return Say(f"possible.scheme{most}{link}", params)


def _valid(scheme: SchemeFact) -> Say:
    """A last day is only told where somebody looked whether it is so."""
    if not scheme.checked:
        return say("possible.unchecked")
    return say("possible.valid", until=scheme.valid_until)


def _examples(facts: Facts) -> list[Say | Words]:
    near_first = sorted(facts.plan.examples, key=lambda example: example.wijk != facts.wijk)
    says: list[Say | Words] = [say("possible.examples")]
    says += [_example(example, facts) for example in near_first]
    ideas = [idea for idea in facts.plan.ideas if facts.wijk and idea.wijk == facts.wijk]
    if ideas:
        says.append(say("possible.neighbours"))
        says += [say("possible.idea", ref=idea.ref, title=idea.title) for idea in ideas[:3]]
    return says


def _example(example: ExampleFact, facts: Facts) -> Say:
    wijk = wijk_of(facts.plan, example.wijk)
    if wijk is None:
        return say("possible.example", name=example.name, text=example.text)
    return say("possible.example_in", name=example.name, text=example.text, wijk=wijk.name)


TALK = Talk("possible", commands={"kan": begin})
