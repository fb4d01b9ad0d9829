"""What authors are told, as messages of keys and words. Whoever decides freezes them first.

The frame is ours, in the author's language; `told` is a wijkmanager's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import Realisation
from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, link, message, say


@dataclass(frozen=True)
class About:
    """The contribution that the news is about. `page` is the address of its public page."""

    ref: str
    title: str
    page: str


def about(contribution: Contribution, base_url: str) -> About:
    title = contribution.public_title or contribution.title
    return About(contribution.ref, title, f"{base_url}/initiatief/{contribution.ref}")


def asked(of: About, told: Json) -> MessageJson:
    answer = choice(f"/antwoord {of.ref}", say("news.button_answer"))
    says = [say("news.asked", ref=of.ref, title=of.title), told, say("news.asked_how")]
    return message(says, [answer])


def placed(of: About, told: Json | None) -> MessageJson:
    says = [_of(of), say("news.placed"), *_optional(told)]
    return message(says, [_page(of)])


def placed_unnamed(of: About) -> MessageJson:
    return message([_of(of), say("news.placed_unnamed"), say("news.placed")], [_page(of)])


def lapsed(of: About, question: Json) -> MessageJson:
    answer = choice(f"/antwoord {of.ref}", say("news.button_answer"))
    return message([_of(of), say("news.lapsed"), question, say("news.lapsed_how")], [answer])


def offered(of: About, text: Sequence[Json], told: Json | None, days: int) -> MessageJson:
    """A changed text, as paragraphs of words, for the resident to agree to or not."""
    says = [
        _of(of),
        say("news.offered"),
        *_optional(told),
        say("news.offered_text"),
        *text,
        say("news.offered_how", n=days),
    ]
    return message(says, [choice(f"/akkoord {of.ref}", say("news.button_choose"))])


def declined(of: About, told: Json, phone: str) -> MessageJson:
    return message([_of(of), say("news.declined"), told, say("news.declined_again", phone=phone)])


def referred(of: About, told: Json, url: str) -> MessageJson:
    choices = [link(url, say("news.button_desk"))] if url else []
    return message(
        [_of(of), say("news.referred"), told, *([say("news.at", url=url)] if url else [])], choices
    )


def handed_over(of: About, stadsdeel: str) -> MessageJson:
    return message([_of(of), say("news.handed_over", stadsdeel=stadsdeel), _mine(of)])


def hidden(of: About, told: Json, phone: str) -> MessageJson:
    return message([_of(of), say("news.hidden"), told, say("news.declined_again", phone=phone)])


def unhidden(of: About) -> MessageJson:
    return message([_of(of), say("news.unhidden")], [_page(of)])


def advanced(of: About, to: Realisation, told: Json | None) -> MessageJson:
    """The gemeente's advice, or a step in carrying it out."""
    key = to.value.replace(" ", "_")
    return message([_of(of), say(f"news.realisation_{key}"), *_optional(told)], [_page(of)])


def linked(of: About, opgave: str, entry: str) -> MessageJson:
    """`entry` is the title of the doel or inspanning, or empty."""
    serves = [say("news.linked_entry", entry=entry)] if entry else []
    says = [_of(of), say("news.linked", opgave=opgave), *serves, say("news.linked_then")]
    return message(says)


def effort_moved(of: About, effort: str, state: str, told: Json | None) -> MessageJson:
    now = say(f"effort.{state}")
    return message(
        [_belongs(of), say("news.effort_moved", effort=effort, state=now), *_optional(told)]
    )


def koers_marked(of: About, subject: str, koers: str, told: Json | None) -> MessageJson:
    now = say(f"koers.{koers.replace(' ', '_')}")
    return message(
        [_belongs(of), say("news.koers_marked", subject=subject, koers=now), *_optional(told)]
    )


def goal_reached(of: About, goal: str, told: Json | None) -> MessageJson:
    return message([_belongs(of), say("news.goal_reached", goal=goal), *_optional(told)])


def _of(of: About) -> Json:
    return say("news.about", ref=of.ref, title=of.title)


def _belongs(of: About) -> Json:
    return say("news.belongs", ref=of.ref, title=of.title)


def _mine(of: About) -> Json:
    return say("news.mine", ref=of.ref)


def _page(of: About) -> ChoiceJson:
    return link(of.page, say("news.button_page"))


def _optional(told: Json | None) -> list[Json]:
    return [told] if told else []
