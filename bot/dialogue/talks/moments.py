"""A moment in the year, such as Burendag: where a poster or the agenda leads."""

import re

from bot.dialogue.choices import MENU, button, idea_button
from bot.dialogue.facts import Facts, MomentFact
from bot.dialogue.replies import Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go, rest

# What may stand behind the name on a poster: a year, or which poster it is.
_TAIL = re.compile(r"[-_]?[0-9]*(?:[-_][A-Za-z0-9]+)*")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/moment burendag`: when it is, and what one can do."""
    moment = next((one for one in facts.plan.moments if one.slug == argument), None)
    if moment is None:
        return go(state, "/start", say("moment.unknown"))
    says: list[Say | Words] = [_when(moment), Words(moment.text, "nl")]
    says += [] if moment.sure else [say("moment.unsure")]
    rows = (idea_button(state), button("/kan", "possible"), MENU)
    return rest(state, *says, say("moment.ask"), rows=rows)


def _when(moment: MomentFact) -> Say:
    if moment.first == moment.last:
        return say("moment.day", name=moment.name, day=moment.first)
    return say("moment.days", name=moment.name, first=moment.first, last=moment.last)


def of_code(code: str, facts: Facts) -> str:
    """The moment that the code of a campaign or poster is of ("burendag26"); or nothing."""
    fitting = [
        one.slug
        for one in facts.plan.moments
        if code.startswith(one.slug) and _TAIL.fullmatch(code, len(one.slug))
    ]
    return max(fitting, key=len, default="")


TALK = Talk("moments", commands={"moment": begin})
