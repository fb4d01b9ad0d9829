"""What residents wish to follow, and to know of what they follow."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.replies import Say, Words, words_from_json
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
from models.initiatives import following, looking, supporting
from models.initiatives.changes import Change
from models.initiatives.terms import local_day


def follow(session: Session, wish: FollowIt, who: Who, now: datetime) -> FollowsIt:
    subject = following.follow(session, who.resident, wish.name, now)
    return FollowsIt(subject.name, subject.title, subject.opgave_id is not None)


def unfollow(session: Session, wish: UnfollowIt, who: Who, now: datetime) -> Done:
    following.unfollow(session, who.resident, wish.name)
    return Done("UnfollowIt")


def see_all(session: Session, wish: SeeFollowed, who: Who, now: datetime) -> FollowedSeen:
    return FollowedSeen(
        tuple(
            FollowedOne(
                one.subject.name,
                one.subject.title,
                one.subject.opgave_id is not None,
                one.own,
                news,
            )
            for one, news in looking.overview(session, who.resident.id)
        )
    )


def see_news(session: Session, wish: SeeNews, who: Who, now: datetime) -> NewsSeen:
    seen = looking.look(session, who.resident.id, following.find(session, wish.name), now)
    if seen is None:
        raise supporting.Unknown
    return NewsSeen(seen.subject.name, seen.subject.title, local_day(seen.since), said(seen.news))


def said(news: list[Change]) -> tuple[Say | Words, ...]:
    """The changes as the dialogue says them."""
    return tuple(words_from_json(change.told) for change in news)
