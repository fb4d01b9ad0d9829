"""One event in, one step out. Pure: the same three arguments always give the same step.

The order matters: buttons and commands work everywhere, then the present question's own step
may take the event, and what nothing takes is answered kindly with the question put again.
Between an event and its outcomes the turn carries out the wishes and loads the facts anew.
"""

from dataclasses import replace

from bot.dialogue.alarm import alarm, heard
from bot.dialogue.blocked import bars, bars_talk, is_refused, sorry
from bot.dialogue.events import (
    Choose,
    Command,
    Edited,
    Event,
    PhotoRefused,
    PhotoSent,
    Place,
    Refused,
    Text,
    Unsupported,
)
from bot.dialogue.facts import Facts
from bot.dialogue.missed import missed, noted, words_of_miss
from bot.dialogue.nearest import nearest
from bot.dialogue.registry import COMMANDS, TALKS
from bot.dialogue.replies import Reply, Say, merged, say
from bot.dialogue.state import ANY, State, Tap, fresh
from bot.dialogue.step import Step, again, go
from bot.dialogue.talks import menu, reporting, understanding, welcome
from bot.dialogue.talks.keeping import kept_in, waits

_UNSUPPORTED = ("voice", "sticker", "video", "document", "contact")
_REFUSED_PHOTOS = ("too_big", "not_an_image", "too_many_pixels", "unreadable")
# Where nothing is asked: what is typed there is no answer to anything.
_AT_REST = (menu.TALK.name, understanding.TALK.name, reporting.TALK.name)
# What people do themselves, as opposed to outcomes.
_DOES = (Text, Choose, Command, Place, PhotoSent)
# Whoever was shown numbers, and meant something else.
_STILL = "toch"
# A talk may hand over to another, and that one once more; more would be a circle of ours.
_MOST_HANDOVERS = 5


def step(state: State, event: Event, facts: Facts) -> Step:
    """What becomes of the conversation, what we say, and what we want done."""
    if state.tapped and isinstance(event, Text | Command | Place | PhotoSent):
        # They went on: the same button may now be meant anew.
        state = replace(state, tapped=None)
    state, spoken = _readable(state), state.album
    album = event.album if isinstance(event, PhotoSent) else ""
    if isinstance(event, _DOES) and album != spoken:
        state = replace(state, album=album)
    danger = () if isinstance(event, Text) and event.text == state.held else heard(event)
    taken = (
        _hold(state, event, facts) if danger else _take(_forget_held(state, event), event, facts)
    )
    step = _polite(_carried_on(taken, facts), facts)
    if (keeping := kept_in(step.state)) is not step.state:
        step = replace(step, state=keeping)
    if spoken and spoken == step.state.album:
        step = _answered_already(state, step)
    return _first(step, *alarm(danger, facts)) if danger else step


def repeat(state: State, facts: Facts) -> Step:
    """The present question once more, since we do not know whether it arrived."""
    return _polite(_carried_on(again(_readable(state), say("house.unsure")), facts), facts)


def _answered_already(before: State, step: Step) -> Step:
    """Another photo of an album that we spoke of: it is added, and only what is new is said."""
    if (before.talk, before.step) != (step.state.talk, step.state.step):
        return step
    return Step(replace(step.state, turn=before.turn, question=before.question))


def _readable(state: State) -> State:
    """A step that this version does not know any more is as good as a lost state."""
    talk = TALKS.get(state.talk)
    known = not state.talk or (talk is not None and state.step in talk.steps)
    return state if known else replace(fresh(state), lost=True)


def _hold(state: State, event: Event, facts: Facts) -> Step:
    """Words of danger are no answer to our question. They wait for what was meant by them."""
    if isinstance(event, Text):
        return again(replace(state, held=event.text), say("danger.again"))
    return _take(state, event, facts)


def _forget_held(state: State, event: Event) -> State:
    """Who goes on did not mean the words that we held."""
    goes_on = isinstance(event, _DOES) and event != Command(_STILL)
    return replace(state, held="") if state.held and goes_on else state


def _first(step: Step, *says: Say) -> Step:
    """Say this before anything else."""
    if not step.replies:
        return replace(step, replies=(Reply(says),))
    first = replace(step.replies[0], says=(*says, *step.replies[0].says))
    return replace(step, replies=(first, *step.replies[1:]))


def _take(state: State, event: Event, facts: Facts) -> Step:
    match event:
        case Choose(value, turn):
            return _choose(state, value, turn, facts)
        case Command(name, argument):
            return _command(state, name, argument, facts)
        case PhotoRefused(why):
            return again(state, _photo_refused(why))
        case Unsupported(kind):
            return again(state, _unsupported(kind, facts))
        case Edited():
            return again(state, say("event.edited"))
        case Text(text) if not text.strip():
            return again(state, say("event.empty"))
    return _offer(state, event, facts)


def _choose(state: State, value: str, turn: int, facts: Facts) -> Step:
    tap = Tap(value, turn)
    if state.tapped in (tap, Tap(ANY, turn)):
        return Step(state)
    if value.startswith("/"):
        name, _, argument = value[1:].partition(" ")
        return _command(replace(state, tapped=tap), name, argument, facts)
    if turn != state.turn or not state.offers(value):
        return again(state, say("event.old_button"))
    return _offer(replace(state, tapped=tap, misses=0), Choose(value, turn), facts)


def _command(state: State, name: str, argument: str, facts: Facts) -> Step:
    """Back and stop first ask the talk, which may know a smaller step than leaving it."""
    if name == _STILL:
        return _offer(replace(state, held=""), Text(state.held or name), facts)
    smaller = {"terug": "back", "annuleer": "stop"}.get(name, "")
    if state.offers(smaller):
        return _offer(state, Choose(smaller, state.turn), facts)
    if name in COMMANDS:
        return _begin(state, name, argument, facts)
    return _missed(state, say("miss.command"), facts)


def _begin(state: State, name: str, argument: str, facts: Facts) -> Step:
    if facts.blocked and bars(name):
        return sorry(state, facts.blocked, facts.plan.phone)
    return waits(state, name, argument) or COMMANDS[name](state, argument, facts)


def _offer(state: State, event: Event, facts: Facts) -> Step:
    """Let the present step take it; what it does not take we answer ourselves."""
    if facts.blocked and (bars_talk(state.talk) or is_refused(event)):
        return sorry(state, facts.blocked, facts.plan.phone)
    talk = TALKS.get(state.talk)
    taken = (talk.steps[state.step] if talk else menu.at_rest)(state, event, facts)
    return taken or _not_taken(state, event, facts)


def _not_taken(state: State, event: Event, facts: Facts) -> Step:
    match event:
        case Text():
            return nearest(state, event.text, facts) or _missed_text(state, event.text, facts)
        case Place():
            return again(state, say("event.place"))
        case PhotoSent():
            return again(state, say("event.photo"))
        case Refused():
            return again(state, say("event.refused"))
        case Choose():
            return again(state, say("event.old_button"))
    return Step(state)


def _missed(state: State, says: Say, facts: Facts) -> Step:
    """At rest the menu itself is what can be chosen; else it is the question."""
    if state.question is None:
        return go(state, "/start")
    if state.talk not in _AT_REST:
        return missed(state, facts, says)
    counted = replace(state, misses=state.misses + 1)
    step = _carried_on(go(counted, "/menu", *words_of_miss(counted, facts, says)), facts)
    return replace(step, state=replace(step.state, misses=counted.misses))


def _missed_text(state: State, text: str, facts: Facts) -> Step:
    """At rest we first ask what it was; the second time there is a person."""
    if state.question is None or state.talk not in _AT_REST or state.misses:
        step = _missed(state, say("miss.first"), facts)
    else:
        asked = understanding.which(state, text)
        step = replace(asked, state=replace(asked.state, misses=1))
    return noted(step, state, text)


def _photo_refused(why: str) -> Say:
    return say(f"photo.{why if why in _REFUSED_PHOTOS else 'unreadable'}")


def _unsupported(kind: str, facts: Facts) -> Say:
    known = kind if kind in _UNSUPPORTED else "other"
    return say(f"unsupported.{known}", phone=facts.plan.phone)


def _carried_on(step: Step, facts: Facts) -> Step:
    """Follow the hand-overs from talk to talk within this event."""
    for _ in range(_MOST_HANDOVERS):
        if not step.go:
            return step
        name, _, argument = step.go.removeprefix("/").partition(" ")
        following = _begin(step.state, name, argument, facts)
        replies = step.replies + following.replies
        step = replace(following, replies=replies, wishes=step.wishes + following.wishes)
    raise RuntimeError(f"talks hand over in a circle, last to {step.go}")


def _polite(step: Step, facts: Facts) -> Step:
    """Say who we are before anything else, and that we lost the thread where we did."""
    state, replies = step.state, step.replies
    if not replies:
        return step
    if state.greeted and not state.lost:
        return replace(step, replies=merged(replies)) if len(replies) > 1 else step
    before = () if state.greeted else welcome.greeting(facts)
    before = (say("event.lost"), *before) if state.lost else before
    first = replace(replies[0], says=before + replies[0].says)
    return replace(
        step,
        state=replace(state, greeted=True, lost=False),
        replies=merged((first, *replies[1:])),
    )
