"""`/gegevens`: what we know of this person, a copy of all of it, and erasing one thing of it."""

from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import MENU, button, named, paged, short
from bot.dialogue.events import Choose, Done, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.talks.mine import find, on_site
from bot.dialogue.talks.settings import OPT_INS
from bot.dialogue.wishes.mydata import (
    EraseIdea,
    FindMyAnswers,
    MakeTakeout,
    MyAnswers,
    TakeAnswerBack,
    TakeoutMade,
)

_BACK = button("/gegevens", "back")
_ANSWERS = "antwoorden"
_KINDS = (*OPT_INS, "volgen")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/gegevens`, `/gegevens bestand`, `/gegevens antwoorden`, and one answer by its token."""
    if argument == "bestand":
        return want(replace(state, talk="mydata", step="copy", data={}), MakeTakeout())
    first, _, rest_of_it = argument.partition(" ")
    if first == _ANSWERS:
        data = {"page": int(rest_of_it[:4]) if rest_of_it.isdecimal() else 0}
        return want(replace(state, talk="mydata", step="answers", data=data), FindMyAnswers())
    if first == "wis" and rest_of_it:
        sure = Reply((say("data.answer_sure"),), (button("yes", "erase_one"), _BACK))
        return ask(state, "mydata.answer", sure, data={"token": rest_of_it})
    return _all(state, facts)


def _all(state: State, facts: Facts) -> Step:
    wijk = wijk_of(facts.plan, facts.wijk)
    says: list[Say | Words] = [say("data.what")]
    says.append(say("data.wijk", wijk=wijk.name) if wijk else say("data.no_wijk"))
    says += [say("data.language"), say("data.chat")]
    says += [] if facts.sixteen_or_older is None else [_age(facts.sixteen_or_older)]
    says += [say("data.ideas", n=len(facts.mine)), *_messages(facts)]
    says += [say("data.draft")] if state.draft and not state.draft.empty else []
    says += [say("data.said")] if state.kept else []
    rows = (
        button("/gegevens bestand", "copy"),
        button("/gegevens antwoorden", "one_answer"),
        *((button("/mijn", "one_idea"),) if facts.mine else ()),
        button("/verwijder", "erase"),
        button("/instellingen", "settings"),
        MENU,
    )
    return rest(state, *says, say("data.kept"), rows=rows)


def _messages(facts: Facts) -> list[Say]:
    """Each opt-in by its name."""
    on = [say(f"button.set_{kind}") for kind in _KINDS if kind in facts.opt_ins]
    if on:
        return [say("data.opt_in", kind=kind) for kind in on]
    return [say("data.muted" if facts.muted else "data.no_opt_in")]


def _age(sixteen_or_older: bool) -> Say:
    return say("data.sixteen" if sixteen_or_older else "data.under_16")


def _copy(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case TakeoutMade(path, minutes):
            link = Choice("", say("button.open_copy"), url=f"{facts.plan.base_url}{path}")
            says = (say("data.copy"), say("data.copy_once", n=minutes), say("data.copy_secret"))
            return rest(state, *says, buttons=(link, _BACK, MENU))
    return None


def _answers(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case MyAnswers(given) if given:
            rows = [named(f"/gegevens wis {token}", question) for token, question in given]
            says = [say("data.answers"), say("data.answers_closed")]
            says += [say("data.answer_line", question=short(text, 120)) for _, text in given[:9]]
            page = int(state.data.get("page", 0))
            shown = paged(rows, page, f"/gegevens {_ANSWERS} ", (_BACK, MENU))
            return rest(state, *says, rows=shown)
        case MyAnswers():
            none = (say("data.no_answers"), say("data.answers_closed"))
            return rest(state, *none, buttons=(_BACK, MENU))
    return None


def _answer(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, TakeAnswerBack(str(state.data["token"])))
        case Done("TakeAnswerBack"):
            return rest(state, say("data.answer_gone"), buttons=(_BACK, MENU))
        case Refused("TakeAnswerBack", _):
            return rest(state, say("data.answers_closed"), buttons=(_BACK, MENU))
    return None


def erase_one(state: State, argument: str, facts: Facts) -> Step:
    """`/wis Z-0142`: this one idea goes, also from the site. Asked once more."""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    says = [say("wipe.sure", ref=idea.ref, title=short(idea.title, 100))]
    says += [say("wipe.site")] if on_site(idea) else []
    choices = (button("yes", "erase_one"), button(f"/mijn {idea.ref}", "withdraw_no"))
    reply = Reply((*says, say("wipe.goes"), say("wipe.stays")), choices)
    return ask(state, "mydata.idea", reply, data={"ref": idea.ref})


def _idea(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("yes", _):
            return want(state, EraseIdea(ref))
        case Done("EraseIdea"):
            return rest(state, say("wipe.done", ref=ref))
        case Refused("EraseIdea", _):
            return go(state, "/mijn", say("mine.unknown"))
    return None


TALK = Talk(
    "mydata",
    commands={"gegevens": begin, "wis": erase_one},
    steps={"copy": _copy, "answers": _answers, "answer": _answer, "idea": _idea},
)
