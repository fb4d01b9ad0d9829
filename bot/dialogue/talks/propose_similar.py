"""What others had in mind before: up to three published ideas that look like this one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue.choices import BACK, ROW_LENGTH, STOP, button, named, short
from bot.dialogue.events import Choose, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.found import state_of, where
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, ask, rest, seek, want
from bot.dialogue.talks.following import follow
from bot.dialogue.talks.proposing import anywhere, draft_of, following_step, forward
from bot.dialogue.wishes.finding import FindSimilar, FoundIdea, SimilarFound
from bot.dialogue.wishes.supporting import GiveSupport, Supported

_ON = button("on", "send_anyway")
_LIST = button("list", "back")
_CHOSEN, _MINE = "s:", "mine:"


def _ask_similar(state: State, facts: Facts) -> Step:
    """Says nothing yet: where nothing is alike, they never hear of this step."""
    draft = replace(draft_of(state), step="similar")
    wish = FindSimilar(
        draft.idea, draft.more, draft.category, draft.wijk, lat=draft.lat, lon=draft.lon
    )
    return seek(replace(state, draft=draft), "propose.similar", wish)


def _similar(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case SimilarFound(()) | Choose("on", _):
            return forward(state, draft_of(state), facts)
        case SimilarFound(ideas):
            return _list(state, ideas, facts)
        case Choose("list", _):
            return _list(state, _known(state), facts)
        case Choose(value, _) if value.startswith(_MINE):
            return want(state, GiveSupport(value.removeprefix(_MINE), "hart"))
        case Supported(ref, _):
            return _supported(state, ref, facts)
        case Refused("GiveSupport", _):
            return forward(state, draft_of(state), facts, say("possible.no_idea"))
        case Choose(value, _) if value.startswith(_CHOSEN):
            chosen = [idea for idea in _known(state) if idea.ref == value.removeprefix(_CHOSEN)]
            return _one(state, chosen[0], _known(state), facts) if chosen else None
    return anywhere(state, event, facts)


def _known(state: State) -> tuple[FoundIdea, ...]:
    """What was shown in this step, as the state keeps it."""
    return tuple(FoundIdea(**raw) for raw in state.data.get("ideas", ()))


def _list(state: State, ideas: tuple[FoundIdea, ...], facts: Facts) -> Step:
    if len(ideas) == 1:
        return _one(state, ideas[0], ideas, facts)
    says: list[Say | Words] = [say("similar.some")]
    for number, idea in enumerate(ideas, start=1):
        says.append(say("finding.line", number=number, title=idea.title, where=_about(idea, facts)))
    rows = [
        named(f"{_CHOSEN}{idea.ref}", short(f"{number}. {idea.title}", ROW_LENGTH), "")
        for number, idea in enumerate(ideas, start=1)
    ]
    reply = Reply((*says, say("similar.choose")), rows=(*rows, _ON, BACK, STOP))
    return _put(state, reply, ideas)


def _about(idea: FoundIdea, facts: Facts) -> Say:
    return say("similar.about", place=where(idea, facts.plan), state=state_of(idea))


def _one(state: State, idea: FoundIdea, ideas: tuple[FoundIdea, ...], facts: Facts) -> Step:
    says: list[Say | Words] = [say("similar.one")] if len(ideas) == 1 else []
    says += [say("possible.found", ref=idea.ref, title=idea.title)]
    says += [Words(idea.summary)] if idea.summary else []
    says += [say("card.place", place=where(idea, facts.plan)), state_of(idea)]
    back = BACK if len(ideas) == 1 else _LIST
    mine = button(f"{_MINE}{idea.ref}", "my_idea_too")
    return _put(state, Reply(tuple(says), (mine, _ON, back)), ideas)


def _supported(state: State, ref: str, facts: Facts) -> Step:
    """Their own words stay: who thinks better of it goes on with the next question."""
    draft = draft_of(state)
    kept = replace(state, draft=replace(draft, step=following_step(draft, facts)))
    buttons = (follow(ref), button("/menu", "not_now"))
    return rest(
        kept, say("similar.heart"), say("similar.kept"), say("similar.follow"), buttons=buttons
    )


def _put(state: State, reply: Reply, ideas: tuple[FoundIdea, ...]) -> Step:
    """The ideas stay with the question, so that going back to the list needs no new search."""
    return ask(state, "propose.similar", reply, data={"ideas": [{**vars(one)} for one in ideas]})


QUESTIONS: Mapping[str, Callable[[State, Facts], Step]] = {"similar": _ask_similar}
STEPS: Mapping[str, Take] = {"similar": _similar}
