"""Who there is to talk with, and what stands in each chat."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from aiogram.types import Chat as Face
from aiogram.types import Message, User

from tests.fake_telegram.clock import Clock
from tests.fake_telegram.errors import ApiError, ControlError, bad_request
from tests.fake_telegram.wire import Wire, wire


class Standing(StrEnum):
    """How the bot stands with a chat."""

    NEW = "new"  # the person has not written yet, so the bot may not begin
    OPEN = "open"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    LEFT = "left"
    MIGRATED = "migrated"
    GONE = "gone"


REFUSALS = {
    Standing.NEW: (403, "Forbidden: bot can't initiate conversation with a user"),
    Standing.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    Standing.DEACTIVATED: (403, "Forbidden: user is deactivated"),
    Standing.KICKED: (403, "Forbidden: bot was kicked from the group chat"),
    Standing.LEFT: (403, "Forbidden: bot is not a member of the group chat"),
    Standing.GONE: (400, "Bad Request: chat not found"),
}


@dataclass
class Post:
    """One message in a chat, as Telegram keeps it."""

    message: Wire
    by_bot: bool
    edits: int = 0
    deleted: bool = False
    reactions: list[Wire] = field(default_factory=list)

    @property
    def message_id(self) -> int:
        return int(self.message["message_id"])

    @property
    def inline_rows(self) -> list[list[Wire]]:
        markup = self.message.get("reply_markup") or {}
        return list(markup.get("inline_keyboard", []))


@dataclass
class Chat:
    """A private chat or a group, with what a person sees beside the messages."""

    face: Face
    standing: Standing
    posts: dict[int, Post] = field(default_factory=dict)
    reply_keyboard: Wire | None = None
    toasts: list[Wire] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    migrated_to: int | None = None

    @cached_property
    def plain_face(self) -> Wire:
        return wire(self.face)

    @property
    def id(self) -> int:
        return self.face.id

    @property
    def private(self) -> bool:
        return self.face.type == "private"


class World:
    """All people and chats of one fake."""

    def __init__(self, clock: Clock, me: User) -> None:
        self.clock = clock
        self.me = me
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self._last_message_id = 0
        self._plain_me = wire(me)

    def meet(self, person: User, standing: Standing = Standing.NEW) -> Chat:
        """Add a person with their private chat."""
        self.people[person.id] = person
        face = Face(
            id=person.id,
            type="private",
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.username,
        )
        self.chats[person.id] = chat = Chat(face, standing)
        return chat

    def found(self, group_id: int, kind: str, title: str) -> Chat:
        """Add a group."""
        self.chats[group_id] = chat = Chat(Face(id=group_id, type=kind, title=title), Standing.OPEN)
        return chat

    def person(self, person_id: int) -> User:
        if person := self.people.get(person_id):
            return person
        raise ControlError(f"nobody has the id {person_id}")

    def chat(self, chat_id: int) -> Chat:
        if chat := self.chats.get(chat_id):
            return chat
        raise ControlError(f"there is no chat {chat_id}")

    def readable(self, chat_id: int | str) -> Chat:
        """A chat that the bot may look at. Raises ApiError."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or chat.standing is Standing.GONE:
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int | str) -> Chat:
        """A chat that the bot may write to. Raises ApiError with Telegram's own words."""
        chat = self.readable(chat_id)
        if chat.standing is Standing.MIGRATED:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, why, migrate_to_chat_id=chat.migrated_to)
        if refusal := REFUSALS.get(chat.standing):
            raise ApiError(*refusal)
        return chat

    def post(self, chat: Chat, sender: User, **content: Any) -> Post:
        """Put a message in a chat; `content` holds fields of aiogram's Message."""
        self._last_message_id += 1
        message = Message(
            message_id=self._last_message_id,
            date=self.clock.moment(),
            chat=chat.face,
            from_user=sender,
            **content,
        )
        post = Post(wire(message), by_bot=sender.id == self.me.id)
        chat.posts[post.message_id] = post
        return post

    def post_plain(self, chat: Chat, content: Wire) -> Post:
        """Put the bot's message in a chat as it is, for load runs."""
        self._last_message_id += 1
        message = {
            "message_id": self._last_message_id,
            "date": int(self.clock.now()),
            "chat": chat.plain_face,
            "from": self._plain_me,
        }
        message |= {name: value for name, value in content.items() if value is not None}
        chat.posts[self._last_message_id] = post = Post(message, by_bot=True)
        return post

    def change(self, post: Post, changes: Wire) -> Wire:
        """Edit a message in place; None takes a field away. Gives the new message."""
        edited = post.message | changes | {"edit_date": int(self.clock.now())}
        kept = {name: value for name, value in edited.items() if value is not None}
        post.message = wire(Message.model_validate(kept))
        post.edits += 1
        return post.message

    def existing(self, chat: Chat, message_id: int, action: str) -> Post:
        """A message that still stands. Raises ApiError, saying what it was wanted for."""
        post = chat.posts.get(message_id)
        if post is None or post.deleted:
            raise bad_request(f"message {action} not found")
        return post


def newest(posts: Iterable[Post]) -> list[Post]:
    """The messages that still stand, newest first."""
    return [post for post in reversed(list(posts)) if not post.deleted]
