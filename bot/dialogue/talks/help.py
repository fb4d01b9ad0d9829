"""Help, a person to talk to, and what we know and do with it."""

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import MENU, button, idea_button, page_button
from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, rest


def help_(state: State, argument: str, facts: Facts) -> Step:
    says = (say("help.what"), say("help.how"), say("help.commands"), *card(facts))
    buttons = (idea_button(state), button("/privacy", "privacy"), MENU)
    return rest(state, *says, say("help.emergency"), buttons=buttons)


def person(state: State, argument: str, facts: Facts) -> Step:
    choices = (button("/bel", "call_me"), idea_button(state), MENU)
    return rest(state, *card(facts), buttons=choices)


def privacy(state: State, argument: str, facts: Facts) -> Step:
    says = (say("privacy.what"), say("privacy.public"), say("privacy.rights"))
    telegram = (say("privacy.telegram"),) if facts.channel == "telegram" else ()
    page = page_button(f"{facts.plan.base_url}/privacy")
    return rest(state, *says, *telegram, buttons=(page, button("/gegevens", "my_data"), MENU))


def data(state: State, argument: str, facts: Facts) -> Step:
    """What we know of this person, briefly and completely."""
    wijk = wijk_of(facts.plan, facts.wijk)
    says: list[Say | Words] = [say("data.what")]
    says.append(say("data.wijk", wijk=wijk.name) if wijk else say("data.no_wijk"))
    says += [say("data.language"), say("data.chat")]
    says += [] if facts.sixteen_or_older is None else [_age(facts.sixteen_or_older)]
    says.append(say("data.ideas", n=len(facts.mine)))
    says.append(say("data.opt_ins", n=len(facts.opt_ins)))
    says += [say("data.draft")] if state.draft and not state.draft.empty else []
    return rest(
        state,
        *says,
        say("data.erase"),
        buttons=(button("/verwijder", "erase"), button("/instellingen", "settings"), MENU),
    )


def _age(sixteen_or_older: bool) -> Say:
    return say("data.sixteen" if sixteen_or_older else "data.under_16")


TALK = Talk(
    "help",
    commands={"help": help_, "mens": person, "privacy": privacy, "gegevens": data},
)
