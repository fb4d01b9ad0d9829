"""What one resident and their neighbours are to each other, in memory: support, following."""

from dataclasses import dataclass, field

from bot.dialogue.events import Done, Outcome, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import say
from bot.dialogue.wishes.follow_up import SayHow, TellHow
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
from bot.dialogue.wishes.supporting import (
    GiveSupport,
    HelpersSeen,
    InitiativeSeen,
    MeetHelpers,
    SeeHelpers,
    SeeInitiative,
    Supported,
    TakeSupport,
)
from bot.dialogue.wishes.wish import Wish
from tests.dialogue.plan import PLAN, TODAY

MOST_FOLLOWED = 100


@dataclass
class Neighbours:
    """`given` is what this chat gives to others; `helpers` are names, empty where none was left.

    `follows` are references and slugs, newest last; of those in `news` something changed.
    """

    given: set[tuple[str, str]] = field(default_factory=set)
    helpers: tuple[str, ...] = ()
    met: bool = False
    owner_away: bool = False
    follows: dict[str, str] = field(default_factory=dict)
    news: set[str] = field(default_factory=set)
    asked_how: bool = False

    def carry_out(self, wish: Wish, facts: Facts) -> Outcome | None:
        """None for a wish that is about something else."""
        match wish:
            case SeeInitiative(ref):
                return self._see(ref)
            case GiveSupport(ref, kind) | TakeSupport(ref, kind):
                return self._support(wish, ref, kind)
            case SeeHelpers(ref) | MeetHelpers(ref):
                return self._helpers(wish, ref, facts)
            case SayHow() | TellHow():
                name = type(wish).__name__
                return Done(name) if self.asked_how else Refused(name, "not_asked")
        return self._following(wish)

    def _following(self, wish: Wish) -> Outcome | None:
        match wish:
            case FollowIt(name):
                return self._follow(name)
            case UnfollowIt(name):
                self.follows.pop(name, None)
                return Done("UnfollowIt")
            case SeeFollowed():
                return FollowedSeen(tuple(map(self._one, reversed(self.follows))))
            case SeeNews(name):
                return self._news(name)
        return None

    def follow_many(self) -> None:
        self.follows |= {f"Z-{number}": "Nog een idee" for number in range(MOST_FOLLOWED)}

    def ask_how(self, asked: bool) -> None:
        self.asked_how = asked

    def _see(self, ref: str) -> Outcome:
        idea = next((one for one in PLAN.ideas if one.ref == ref), None)
        if idea is None:
            return Refused("SeeInitiative", "unknown")
        given = frozenset(kind for to, kind in self.given if to == ref)
        follows, new = ref in self.follows, self._changed(ref)
        return InitiativeSeen(
            ref=ref,
            title=idea.title,
            body="Wij zoeken buren met groene vingers.",
            language="nl",
            wijk="Diezerpoort",
            status=idea.status,
            hearts=12,
            hands=None,
            minimum=10,
            given=given,
            follows=follows,
            since=TODAY if follows else None,
            news=(say("following.linked", opgave="Groene straten in Oost"),) if new else (),
            pin=(52.5201, 6.1043),
        )

    def _support(self, wish: Wish, ref: str, kind: str) -> Outcome:
        if all(one.ref != ref for one in PLAN.ideas):
            return Refused(type(wish).__name__, "unknown")
        gives = isinstance(wish, GiveSupport)
        (self.given.add if gives else self.given.discard)((ref, kind))
        return Supported(ref, kind, gives, heard=not self.owner_away)

    def _helpers(self, wish: Wish, ref: str, facts: Facts) -> Outcome:
        if all(idea.ref != ref or not idea.public for idea in facts.mine):
            return Refused(type(wish).__name__, "unknown")
        self.met = self.met or isinstance(wish, MeetHelpers)
        names = tuple(filter(None, self.helpers))
        waiting = 0 if self.met else len(names)
        return HelpersSeen(ref, len(self.helpers), names if self.met else (), waiting, "")

    def _follow(self, name: str) -> Outcome:
        titles = {one.ref: one.title for one in PLAN.ideas}
        titles |= {one.slug: one.title for one in PLAN.opgaven}
        if name not in titles:
            return Refused("FollowIt", "unknown")
        if len(self.follows) >= MOST_FOLLOWED:
            return Refused("FollowIt", "too_many")
        self.follows[name] = titles[name]
        return FollowsIt(name, titles[name], _is_opgave(name))

    def _one(self, name: str) -> FollowedOne:
        return FollowedOne(
            name, self.follows[name], _is_opgave(name), False, 2 if name in self.news else 0
        )

    def _news(self, name: str) -> Outcome:
        if name not in self.follows:
            return Refused("SeeNews", "unknown")
        new = self._changed(name)
        told = say("following.koers", subject="Speelplein", koers=say("koers.op_koers"))
        return NewsSeen(name, self.follows[name], TODAY, (told,) if new else ())

    def _changed(self, name: str) -> bool:
        """Whether there is something new, which then is old."""
        changed = name in self.news and name in self.follows
        self.news.discard(name)
        return changed


def _is_opgave(name: str) -> bool:
    return any(one.slug == name for one in PLAN.opgaven)
