"""A proposal that was left: go on with it, begin anew, or throw it away."""

from dataclasses import replace

from bot.dialogue.choices import button, short
from bot.dialogue.events import Choose, Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, ask, go, rest
from bot.dialogue.talks.proposing import NUMBERS, draft_of
from bot.dialogue.words import one_line

# What follows it is somebody's idea, in their own words: "/nieuw zin een bank bij de vijver".
SENTENCE = "zin "


def resume(state: State, sentence: str = "") -> Step:
    """There is an idea in hand. A sentence that would be another one is kept for "opnieuw"."""
    draft = draft_of(state)
    title = short(one_line(draft.idea or draft.more), 100)
    says = [say("propose.resume", idea=title) if title else say("propose.resume_photo")]
    if draft.step in NUMBERS:
        says.append(say("propose.resume_at", number=NUMBERS[draft.step]))
    choices = (
        button("/nieuw verder", "go_on"),
        button("again", "again"),
        button("discard", "discard"),
    )
    data = {"sentence": sentence} if sentence else {}
    return ask(state, "propose.stopping", Reply(tuple(says), choices), data=data)


def stopping(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("keep", _):
            return rest(state, say("propose.kept"), say("propose.no_messages"))
        case Choose("discard", _):
            return go(replace(state, draft=None), "/menu", say("propose.discarded"))
        case Choose("again", _):
            sentence = str(state.data.get("sentence", ""))
            begin = f"/nieuw {SENTENCE}{sentence}" if sentence else "/nieuw begin"
            return go(replace(state, draft=None), begin)
    return None
