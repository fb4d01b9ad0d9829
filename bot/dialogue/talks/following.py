"""Following: an opgave or an initiative, only when asked, and what changed since one looked."""

from dataclasses import replace

from bot.dialogue.choices import MENU, ROW_LENGTH, button, named, paged, short
from bot.dialogue.events import Done, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Say, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go, rest, want
from bot.dialogue.wishes.following import (
    FollowedOne,
    FollowedSeen,
    FollowIt,
    FollowsIt,
    NewsSeen,
    SeeFollowed,
    SeeNews,
    UnfollowIt,
)

# Behind a command: not any more.
NOT = "niet"
_MOST_LISTED = 9


def follow(name: str) -> Choice:
    return button(f"/volg {name}", "follow")


def unfollow(name: str) -> Choice:
    return button(f"/volg {name} {NOT}", "unfollow")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/volg Z-0142` or `/volg zuid-1` follows it, `/volg Z-0142 niet` no more. Twice is once."""
    name, _, rest_ = argument.partition(" ")
    if not name:
        return go(state, "/volgend")
    following = replace(state, talk="following", step="follow", data={"name": name})
    return want(following, UnfollowIt(name) if rest_ == NOT else FollowIt(name))


def _follow(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case FollowsIt(name, title, opgave):
            says = [say("following.follows", title=title), _hears(facts)]
            see = _see(name, opgave)
            return rest(state, *says, buttons=(unfollow(name), see, MENU))
        case Done("UnfollowIt"):
            again = follow(str(state.data["name"]))
            return rest(state, say("following.stopped"), buttons=(again, _all(), MENU))
        case Refused("FollowIt", "too_many"):
            return rest(state, say("following.too_many"), buttons=(_all(), MENU))
        case Refused("FollowIt", _):
            return go(state, "/start", say("following.unknown"))
    return None


def _hears(facts: Facts) -> Say:
    """How one will hear of it."""
    if facts.sixteen_or_older is False:
        return say("following.hears_under_16")
    return say("following.hears_at_once" if "meteen" in facts.opt_ins else "following.hears_weekly")


def _see(name: str, opgave: bool) -> Choice:
    if opgave:
        return button(f"/opgave {name}", "see_opgave")
    return button(f"/idee {name}", "see_initiative")


def _all() -> Choice:
    return button("/volgend", "following")


def all_(state: State, argument: str, facts: Facts) -> Step:
    """`/volgend`: all that one follows; a number behind it is a page, a slug one opgave."""
    looking = replace(state, talk="following", step="see", data={"page": 0})
    if argument and not argument.isdecimal():
        return want(looking, SeeNews(argument))
    page = int(argument[:4]) if argument else 0
    return want(replace(looking, data={"page": page}), SeeFollowed())


def _seen(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case FollowedSeen(()):
            return rest(state, say("following.none"))
        case FollowedSeen(followed):
            return _listed(state, followed)
        case NewsSeen():
            return _news(state, event)
        case Refused("SeeNews", _):
            return go(state, "/volgend", say("following.unknown"))
    return None


def _listed(state: State, followed: tuple[FollowedOne, ...]) -> Step:
    size = _MOST_LISTED - 1
    first = int(state.data["page"]) * size
    shown = followed[first : first + size] or followed[:size]
    labels = _labels([one.title for one in followed])
    rows = [named(_command(one), label, "") for one, label in zip(followed, labels, strict=True)]
    choices = paged(rows, int(state.data["page"]), "/volgend ", (MENU,))
    return rest(state, say("following.all"), *map(_line, shown), rows=choices)


def _labels(titles: list[str]) -> list[str]:
    """Each title, with its place where several are alike: whoever types one means just that."""
    placed = enumerate(titles, start=1)
    named_apart = [f"{n}. {one}" if titles.count(one) > 1 else one for n, one in placed]
    return [short(one, ROW_LENGTH) for one in named_apart]


def _command(one: FollowedOne) -> str:
    if one.opgave:
        return f"/volgend {one.name}"
    return f"/mijn {one.name}" if one.own else f"/idee {one.name}"


def _line(one: FollowedOne) -> Say:
    title = short(one.title, 60)
    if one.own:
        return say("following.line_own", title=title)
    return say("following.line_news" if one.news else "following.line", title=title, n=one.news)


def _news(state: State, seen: NewsSeen) -> Step:
    says = [say("following.subject", title=seen.title)]
    since = "following.since" if seen.news else "following.nothing_new"
    buttons = (_see(seen.name, True), unfollow(seen.name), MENU)
    return rest(state, *says, say(since, on=seen.since), *seen.news, buttons=buttons)


TALK = Talk(
    "following",
    commands={"volg": begin, "volgend": all_},
    steps={"follow": _follow, "see": _seen},
)
