"""Help, a person to talk to, and what we do with what we hear."""

from bot.dialogue.choices import MENU, button, idea_button, page_button
from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.replies import say
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


TALK = Talk(
    "help",
    commands={"help": help_, "mens": person, "privacy": privacy},
)
