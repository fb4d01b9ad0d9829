"""What owners, helpers and followers are told, as messages of keys and words."""

from collections.abc import Sequence

from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, message, say

# What is told of one thing, and of how many things, before "and more": one screen of a phone.
MOST_LINES = 3
MOST_SUBJECTS = 5

# How a command calls it, its title, and what changed.
About = tuple[str, str, Sequence[Json]]


def helpers(ref: str, title: str, n: int) -> MessageJson:
    """New people who offered their hands, for the owner."""
    says = [say("news.about", ref=ref, title=title), say("following.new_helpers", n=n)]
    return message(says, [choice(f"/helpers {ref}", say("following.button_helpers"))])


def met(ref: str, title: str, name: str) -> MessageJson:
    """The owner agreed to know a helper's name; this is theirs."""
    says = [say("following.you_help", ref=ref, title=title), say("following.met", name=name)]
    choices = [
        choice(f"/idee {ref}", say("following.button_see")),
        choice("/mens", say("button.contact")),
    ]
    return message([*says, say("following.meet_how")], choices)


def bundle(about: Sequence[About]) -> MessageJson:
    """News of what somebody follows, by subject; all of it stands behind the button."""
    says = [say("following.bundle")]
    for _, title, lines in about[:MOST_SUBJECTS]:
        says += [say("following.subject", title=title), *lines[-MOST_LINES:]]
    if left := sum(len(lines) for _, _, lines in about[MOST_SUBJECTS:]):
        says.append(say("following.and_more", n=left))
    return message(says, [choice("/volgend", say("following.button_following")), fewer("volgen")])


def fewer(kind: str) -> ChoiceJson:
    """The way out of messages of this kind, under each of them."""
    return choice(f"/instellingen {kind}", say("following.button_fewer"))


def how_is_it(ref: str, title: str) -> MessageJson:
    """Asked of an author some weeks into a phase."""
    answers = [
        choice(f"/loopt {ref} {how}", say(f"following.how_{how}")) for how in ("ja", "nee", "hulp")
    ]
    return message([say("news.about", ref=ref, title=title), say("following.how")], answers)


def wijk(area: str, ideas: Sequence[Json], opgaven: Sequence[About]) -> MessageJson:
    """The news of one wijk: new initiatives, and what changed on its opgaven."""
    says = [say("following.wijk", wijk=area)]
    says += [say("following.wijk_ideas"), *ideas[:MOST_SUBJECTS]] if ideas else []
    for _, title, lines in opgaven[:MOST_SUBJECTS]:
        says += [say("following.subject", title=title), *lines[-MOST_LINES:]]
    return message(says, [choice("/opgaven", say("ask.button_opgaven")), fewer("wijknieuws")])


def wijk_idea(ref: str, title: str) -> Json:
    return say("following.wijk_idea", ref=ref, title=title)


def merged(ref: str, title: str, into: str, into_title: str, told: Json | None) -> MessageJson:
    """To the author of an initiative that is merged into another."""
    says = [say("news.about", ref=ref, title=title)]
    says.append(say("following.merged", into=into, title=into_title))
    says += [told] if told else []
    return message(says, [choice(f"/idee {into}", say("following.button_see"))])


def joined(ref: str, title: str, other: tuple[str, str] | None) -> MessageJson:
    """To the author of the one that stays. `other`: ref and title, where these are public."""
    same = say("merging.joined_unseen")
    if other is not None:
        same = say("merging.joined", ref=other[0], title=other[1])
    says = [say("news.about", ref=ref, title=title), same, say("merging.joined_then")]
    return message(says, [choice(f"/idee {ref}", say("following.button_see"))])


def parted(ref: str, title: str, into: str, placed: bool, told: Json | None) -> MessageJson:
    """To the author of an initiative that goes its own way again."""
    now = say("merging.parted_placed" if placed else "merging.parted_open")
    says = [say("news.about", ref=ref, title=title), say("merging.parted", into=into), now]
    return message([*says, told] if told else says, [choice(f"/mijn {ref}", say("merging.mine"))])


def left(ref: str) -> MessageJson:
    """To the author of the one that stayed."""
    return message([say("merging.left", ref=ref)])
