"""What the owner of an idea is told of its plan: that they may make one, and whose turn it is."""

from sqlalchemy.orm import Session

from models.initiatives import news
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Realisation
from models.initiatives.news import About
from models.initiatives.place_plan import may_have
from models.initiatives.place_planning import TurnedOver
from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, message, say, words
from models.plan.track import TrackStep, Turn, load_track

_TURNS = {
    Turn.RESIDENT: "plans.news_yours",
    Turn.MANAGER: "plans.news_manager",
    Turn.PARTNER: "plans.news_partner",
}


def advanced(
    session: Session, initiative: Initiative, of: About, to: Realisation, told: Json | None
) -> MessageJson:
    """As `news.advanced`; where a plan may be made now, it says so."""
    body = news.advanced(of, to, told)
    if to is Realisation.FEASIBLE and may_have(session, initiative, load_track(session)):
        offer = [say("plans.offer"), say("plans.offer_free")]
        return message([*body["says"], *offer], [_plan(of), *body["choices"]])
    return body


def turned_over(of: About, step: TrackStep, given: TurnedOver, language: str) -> MessageJson:
    """What the wijkmanager answered and wrote, and whose turn it is."""
    name = step.name_in(language)
    says = [say("plans.news_about", ref=of.ref, title=of.title, step=name)]
    says += [say("plans.news_answer"), words(given.answer, "nl")] if given.answer else []
    says += [say("plans.news_note"), words(given.note, "nl")] if given.note else []
    says += [say(_TURNS[given.to])] if given.to in _TURNS else [say("plans.news_done")]
    return message(says, [_plan(of, step.key)])


def _plan(of: About, key: str = "") -> ChoiceJson:
    return choice(f"/plan {of.ref} {key}".rstrip(), say("plans.button_plan"))
