"""Who is blocked for a while: they read, ask and stop as ever, and bring in nothing new.

What a colleague asked of their own idea they may still answer, and a decision they may object to.
"""

from bot.dialogue.choices import MENU, button
from bot.dialogue.events import Event, Refused
from bot.dialogue.facts import BlockFact
from bot.dialogue.replies import say
from bot.dialogue.state import State
from bot.dialogue.step import Step, rest
from bot.dialogue.wishes.changes import ChangeIdea
from bot.dialogue.wishes.checkins import AnswerCheckIn
from bot.dialogue.wishes.follow_up import SayHow, TellHow
from bot.dialogue.wishes.ideas import SubmitIdea
from bot.dialogue.wishes.saying import Explain, React, Recognise, SayMatters
from bot.dialogue.wishes.supporting import GiveSupport

BLOCKED = "blocked"
# These are refused; whoever carries wishes out gives Refused(..., BLOCKED) for them.
BRINGS = (
    *(SubmitIdea, ChangeIdea, React, SayMatters, Recognise, Explain),
    *(GiveSupport, AnswerCheckIn, SayHow, TellHow),
)
# Where one would only be asked for words that go nowhere.
_COMMANDS = frozenset({"nieuw", "reactie", "belangrijk", "checkin", "wijzig"})
_TALKS = frozenset({"propose", "reacting", "matters", "checkin", "change"})


def bars(command: str) -> bool:
    return command in _COMMANDS


def bars_talk(talk: str) -> bool:
    """Whether somebody in the midst of this talk cannot go on with it."""
    return talk in _TALKS


def is_refused(event: Event) -> bool:
    """Whether a wish came back for this reason."""
    return isinstance(event, Refused) and event.why == BLOCKED


def sorry(state: State, block: BlockFact, phone: str) -> Step:
    """Until when, why, what still can be done, and where to object. A draft stays kept."""
    return rest(
        state,
        say("blocked.until", until=block.until),
        say(f"blocked.why_{block.why.replace(' ', '_')}"),
        say("blocked.can"),
        say("blocked.object", phone=phone),
        buttons=(button("/mens", "contact"), MENU),
    )
