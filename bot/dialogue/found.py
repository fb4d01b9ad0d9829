"""How a found initiative is told: its place and its state in words."""

from bot.dialogue.areas import wijk_of
from bot.dialogue.facts import Plan
from bot.dialogue.replies import Say, say
from bot.dialogue.wishes.finding import FoundIdea

_STATES = ("verkenning", "haalbaar", "niet haalbaar", "loopt", "gerealiseerd", "gestopt")


def where(idea: FoundIdea, plan: Plan) -> Say:
    """Its street or spot, and its wijk."""
    wijk = wijk_of(plan, idea.wijk)
    name = wijk.name if wijk else plan.gemeente
    if idea.place:
        return say("card.at_street", place=idea.place, wijk=name)
    return say("card.at_pin" if idea.pin else "card.at_wijk", wijk=name)


def state_of(idea: FoundIdea) -> Say:
    """How it fares, in a short sentence. A state that we do not know is just on the site."""
    known = idea.status if idea.status in _STATES else "geplaatst"
    return say(f"found.{known.replace(' ', '_')}")


def distance(metres: int, language: str) -> Say:
    """To be read, not to be measured by: 350 meter, 1,5 kilometer."""
    if metres < 1_000:
        return say("found.metres", metres=max(50, round(metres / 50) * 50))
    kilometres = f"{metres / 1_000:.1f}"
    return say(
        "found.kilometres",
        kilometres=kilometres.replace(".", ",") if language == "nl" else kilometres,
    )
