"""`/verwijder`: what goes now and what stays, asked twice, because it cannot be undone.

Who has ideas on the site says first what becomes of those.
"""

from bot.dialogue.choices import button
from bot.dialogue.events import Choose, Done, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, want
from bot.dialogue.talks.mine import can_plan
from bot.dialogue.wishes.me import EraseMe

_NOT = button("no", "erase_not")


def begin(state: State, argument: str, facts: Facts) -> Step:
    public = sum(idea.public for idea in facts.mine)
    says = [say("erase.what"), say("erase.goes")]
    says += [say("plans.erase_goes")] if any(can_plan(idea, facts) for idea in facts.mine) else []
    says += _public(public, facts) if public else []
    says += [say("erase.answers"), say("erase.numbers")]
    says += [say("erase.telegram")] if facts.channel == "telegram" else []
    if public:
        choices = (button("stay", "erase_nameless"), button("go", "erase_public"), _NOT)
        return ask(state, "erase.public", Reply((*says, say("erase.choose")), choices), data={})
    reply = Reply((*says, say("erase.want")), (button("yes", "erase_yes"), _NOT))
    return ask(state, "erase.first", reply, data={"public": "none"})


def _public(public: int, facts: Facts) -> list[Say]:
    """What can stay, how long and why."""
    says = [say("erase.public", n=public)]
    return says + (
        [say("erase.how_long", n=facts.plan.kept_months)] if facts.plan.kept_months else []
    )


def _choose(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("stay" | "go" as public, _):
            return _sure(state, public)
    return _not(state, event)


def _first(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return _sure(state, "none")
    return _not(state, event)


def _sure(state: State, public: str) -> Step:
    what = {"stay": (say("erase.sure_stay"),), "go": (say("erase.sure_go"),)}.get(public, ())
    sure = Reply((*what, say("erase.sure")), (_NOT, button("yes", "erase_all")))
    return ask(state, "erase.second", sure, data={"public": public})


def _second(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, EraseMe(keep_public=state.data.get("public") != "go"))
        case Done("EraseMe"):
            # Nothing stays behind but the number of the question, so that old buttons stay old.
            empty = State(turn=state.turn, greeted=True)
            reply = Reply((say("erase.done"),), (button("/start", "start"),))
            return ask(empty, "menu.menu", reply)
        case Refused("EraseMe", _):
            return go(state, "/menu", say("erase.refused", phone=facts.plan.phone))
    return _not(state, event)


def _not(state: State, event: Event) -> Step | None:
    match event:
        case Choose("no", _):
            return go(state, "/menu", say("erase.not_done"))
    return None


TALK = Talk(
    "erase",
    commands={"verwijder": begin},
    steps={"public": _choose, "first": _first, "second": _second},
)
