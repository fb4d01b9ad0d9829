"""`/verwijder`: what goes now and what stays, asked twice, because it cannot be undone."""

from bot.dialogue.choices import button
from bot.dialogue.events import Choose, Done, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, want
from bot.dialogue.wishes.me import EraseMe

_NOT = button("no", "erase_not")


def begin(state: State, argument: str, facts: Facts) -> Step:
    says = [say("erase.what"), say("erase.goes"), say("erase.stays")]
    if facts.plan.kept_months:
        says.append(say("erase.how_long", n=facts.plan.kept_months))
    says += [say("erase.telegram")] if facts.channel == "telegram" else []
    reply = Reply((*says, say("erase.want")), (button("yes", "erase_yes"), _NOT))
    return ask(state, "erase.first", reply, data={})


def _first(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            sure = Reply((say("erase.sure"),), (_NOT, button("yes", "erase_all")))
            return ask(state, "erase.second", sure)
        case Choose("no", _):
            return go(state, "/menu", say("erase.not_done"))
    return None


def _second(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, EraseMe())
        case Choose("no", _):
            return go(state, "/menu", say("erase.not_done"))
        case Done("EraseMe"):
            # Nothing stays behind but the number of the question, so that old buttons stay old.
            empty = State(turn=state.turn, greeted=True)
            reply = Reply((say("erase.done"),), (button("/start", "start"),))
            return ask(empty, "menu.menu", reply)
        case Refused("EraseMe", _):
            return go(state, "/menu", say("erase.refused", phone=facts.plan.phone))
    return None


TALK = Talk("erase", commands={"verwijder": begin}, steps={"first": _first, "second": _second})
