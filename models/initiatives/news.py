"""What authors are told, as messages of keys and words. Whoever decides freezes them first.

The frame is ours, in the author's language; `told` is a wijkmanager's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.initiatives.contributions import Contribution, ContributionKind, Reaction
from models.initiatives.lifecycles import Realisation
from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, link, message, say


@dataclass(frozen=True)
class About:
    """The contribution that the news is about. `page` is the address of its public page."""

    ref: str
    title: str
    page: str
    kind: ContributionKind = ContributionKind.INITIATIVE

    def key(self, name: str) -> str:
        """The text of this name: to some an idea, else something that they said."""
        idea = self.kind is ContributionKind.INITIATIVE
        return f"news.{name}" if idea else f"said.{name}"


def about(contribution: Contribution, base_url: str) -> About:
    title = contribution.public_title or contribution.title
    path = f"/initiatief/{contribution.ref}"
    if isinstance(contribution, Reaction):
        path = contribution.about or "/"
    return About(contribution.ref, title, f"{base_url}{path}", contribution.kind)


def asked(of: About, told: Json, days: int) -> MessageJson:
    """A question with its term."""
    says = [say(of.key("asked"), ref=of.ref, title=of.title), told, say("news.asked_how", n=days)]
    return message(says, [_answer(of)])


def reminded(of: About, question: Json, until: date) -> MessageJson:
    says = [_of(of), say("news.reminded"), question, say("news.reminded_until", until=until)]
    return message(says, [_answer(of)])


def placed(of: About, told: Json | None, serves: Sequence[Json] = ()) -> MessageJson:
    """`serves`: what it was linked to at once."""
    return message([_of(of), _placed(of), *_optional(told), *serves], [_page(of)])


def placed_unnamed(of: About) -> MessageJson:
    return message([_of(of), say(of.key("placed_unnamed")), _placed(of)], [_page(of)])


def _placed(of: About) -> Json:
    """Where it is now: an idea and a reaction on the site, a matter on a list."""
    idea = of.kind is ContributionKind.INITIATIVE
    return say("news.placed" if idea else f"said.placed_{of.kind}")


def lapsed(of: About, question: Json) -> MessageJson:
    says = [_of(of), say(of.key("lapsed")), question, say(of.key("lapsed_how"))]
    return message(says, [_answer(of)])


def offered(of: About, text: Sequence[Json], told: Json | None, days: int) -> MessageJson:
    """A changed text, as paragraphs of words, for the resident to agree to or not."""
    says = [
        _of(of),
        say(of.key("offered")),
        *_optional(told),
        say("news.offered_text"),
        *text,
        say(of.key("offered_how"), n=days),
    ]
    return message(says, [choice(f"/akkoord {of.ref}", say("news.button_choose"))])


def declined(of: About, told: Json, phone: str, *, again: bool = True) -> MessageJson:
    """`again`: they may ask for a second look, which they may once."""
    says = [_of(of), say(of.key("declined")), told]
    if not again:
        return message([*says, say("news.declined_final", phone=phone)])
    look = choice(f"/nogeens {of.ref}", say("news.button_look"))
    return message([*says, say("news.declined_look")], [look])


def let_go(of: About, told: Json) -> MessageJson:
    return message([_of(of), say(of.key("let_go")), told])


def looked_again(of: About, told: Json) -> MessageJson:
    """The second person turned the decision back."""
    return message([_of(of), say("news.looked_again"), told, say("news.looked_again_then")])


def look_confirmed(of: About, told: Json, phone: str) -> MessageJson:
    says = [_of(of), say("news.look_confirmed"), told, say("news.look_confirmed_then", phone=phone)]
    return message(says)


def changed(of: About, told: Json | None) -> MessageJson:
    return message([_of(of), say("news.changed"), *_optional(told)], [_page(of)])


def change_declined(of: About, told: Json, phone: str) -> MessageJson:
    says = [_of(of), say("news.change_declined"), told, say("news.questions", phone=phone)]
    return message(says, [_page(of)])


def referred(of: About, told: Json, url: str) -> MessageJson:
    choices = [link(url, say("news.button_desk"))] if url else []
    where = [say("news.at", url=url)] if url else []
    return message([_of(of), say(of.key("referred")), told, *where], choices)


def handed_over(of: About, stadsdeel: str) -> MessageJson:
    return message([_of(of), say(of.key("handed_over"), stadsdeel=stadsdeel), _mine(of)])


def hidden(of: About, told: Json, phone: str) -> MessageJson:
    return message([_of(of), say(of.key("hidden")), told, say("news.declined_again", phone=phone)])


def unhidden(of: About) -> MessageJson:
    return message([_of(of), say(of.key("unhidden"))], [_page(of)])


def advanced(of: About, to: Realisation, told: Json | None) -> MessageJson:
    """The gemeente's advice, or a step in carrying it out."""
    key = to.value.replace(" ", "_")
    return message([_of(of), say(f"news.realisation_{key}"), *_optional(told)], [_page(of)])


def linked(of: About, opgave: str, entry: str) -> MessageJson:
    """`entry` is the title of the doel or inspanning, or empty."""
    return message([_of(of), *serves(of, opgave, entry)])


def serves(of: About, opgave: str, entry: str) -> list[Json]:
    """What it belongs to from now on, as paragraphs of a message."""
    helps = [say("news.linked_entry", entry=entry)] if entry else []
    return [say(of.key("linked"), opgave=opgave), *helps, say("news.linked_then")]


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
    return say(of.key("about"), ref=of.ref, title=of.title)


def _belongs(of: About) -> Json:
    return say(of.key("belongs"), ref=of.ref, title=of.title)


def _mine(of: About) -> Json:
    return say("news.mine", ref=of.ref)


def _answer(of: About) -> ChoiceJson:
    return choice(f"/antwoord {of.ref}", say("news.button_answer"))


def _page(of: About) -> ChoiceJson:
    """Its public page; what has none is found among one's own things."""
    if of.kind is ContributionKind.MATTER:
        return choice(f"/mijn {of.ref}", say("said.button_mine"))
    return link(of.page, say("news.button_page"))


def _optional(told: Json | None) -> list[Json]:
    return [told] if told else []
