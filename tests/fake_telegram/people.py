"""What people do in Telegram, and the updates that come of it."""

from datetime import UTC, datetime
from typing import Any

from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    InaccessibleMessage,
    Message,
    User,
)

from tests.fake_telegram.content import content
from tests.fake_telegram.errors import ControlError
from tests.fake_telegram.fake import Fake, Tap
from tests.fake_telegram.formatting import TEXT_LIMIT, spotted
from tests.fake_telegram.mail import MEMBERSHIP, TAP_LIFETIME, TAPS
from tests.fake_telegram.utf16 import pieces
from tests.fake_telegram.wire import Wire, wire
from tests.fake_telegram.world import Chat, Post, Standing, newest

FIRST_PERSON = 500_000_001
FIRST_GROUP = -4_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
NEVER = datetime.fromtimestamp(0, UTC)


def meet(fake: Fake, given: Wire) -> Wire:
    """A new person, or `count` of them from `id` on; `started` ones may be written to."""
    standing = Standing.OPEN if given.get("started") else Standing.NEW
    first = given.get("id") or FIRST_PERSON + len(fake.world.people)
    for number in range(given.get("count", 1)):
        person = User(
            id=first + number,
            is_bot=False,
            first_name=given.get("first_name", "Inwoner"),
            last_name=given.get("last_name"),
            username=given.get("username"),
            language_code=given.get("language_code", "nl"),
        )
        fake.world.meet(person, standing)
    return {"id": first}


def says(fake: Fake, chat_id: int, person_id: int, text: str) -> list[int | None]:
    """Type a text. The app cuts what is too long in parts, each a message of its own."""
    chat, person = _present(fake, chat_id, person_id)
    parts = pieces(text, TEXT_LIMIT)
    posts = [fake.world.post(chat, person, text=part, entities=spotted(part)) for part in parts]
    return [_sent(fake, chat, post) for post in posts]


def sends(fake: Fake, chat_id: int, person_id: int, kind: str, given: Wire) -> list[int | None]:
    """Send a photo, document, location ...; an `album` is a list of such things."""
    chat, person = _present(fake, chat_id, person_id)
    if kind != "album":
        contents = [content(fake, kind, given)]
    else:
        group = {"media_group_id": str(fake.rng.getrandbits(53))}
        contents = [content(fake, one["kind"], one) | group for one in given["items"]]
    return [_sent(fake, chat, fake.world.post(chat, person, **one)) for one in contents]


def edits(fake: Fake, chat_id: int, message_id: int, text: str) -> int | None:
    """Change a text that was sent before."""
    chat = fake.world.chat(chat_id)
    post = _standing_post(chat, message_id)
    if post.by_bot:
        raise ControlError("people cannot edit what the bot wrote")
    entities = spotted(text)
    changes = {"text": text, "entities": [wire(one) for one in entities] if entities else None}
    return fake.mail.put("edited_message", fake.world.change(post, changes), chat.id)


def taps(fake: Fake, chat_id: int, person_id: int, given: Wire) -> int | None:
    """Press a button, named by `label`, by `index` (from 0) or, as a forgery, by raw `data`.

    `forgotten`: the message is too old for Telegram to show it to the bot.
    """
    chat, person = fake.world.chat(chat_id), fake.world.person(person_id)
    if (label := given.get("label")) and _on_reply_keyboard(chat, label):
        return says(fake, chat_id, person_id, label)[0]
    post, data = _pressed(chat, given)
    tap_id = str(fake.rng.getrandbits(62))
    fake.taps[tap_id] = Tap(person_id, chat_id, fake.clock.now())
    query = CallbackQuery(
        id=tap_id,
        from_user=person,
        message=_forgotten(post) if given.get("forgotten") else _shown(post),
        chat_instance=str(chat_id * 31),
        data=data,
    )
    return fake.mail.put("callback_query", wire(query), TAPS + person_id, TAP_LIFETIME)


def blocks(fake: Fake, person_id: int, blocked: bool) -> int | None:
    """Block the bot, or let it in again; either way the bot is told."""
    chat, person = fake.world.chat(person_id), fake.world.person(person_id)
    chat.standing = Standing.BLOCKED if blocked else Standing.OPEN
    return _membership(fake, chat, person, was_in=blocked, is_in=not blocked)


def founds_group(fake: Fake, person_id: int, given: Wire) -> Wire:
    """A person adds the bot to a new group: it hears of its membership, then of its arrival."""
    person = fake.world.person(person_id)
    kind = given.get("kind", "group")
    first = FIRST_SUPERGROUP if kind == "supergroup" else FIRST_GROUP
    chat = fake.world.found(first - len(fake.world.chats), kind, given.get("title", "Buren"))
    _membership(fake, chat, person, was_in=False, is_in=True)
    _sent(fake, chat, fake.world.post(chat, person, new_chat_members=[fake.world.me]))
    return {"id": chat.id}


def migrates(fake: Fake, group_id: int, person_id: int) -> Wire:
    """A group becomes a supergroup with another id; both chats say so."""
    old, person = fake.world.chat(group_id), fake.world.person(person_id)
    new_id = FIRST_SUPERGROUP - len(fake.world.chats)
    new = fake.world.found(new_id, "supergroup", old.face.title or "")
    old.standing, old.migrated_to = Standing.MIGRATED, new.id
    _sent(fake, old, fake.world.post(old, person, migrate_to_chat_id=new.id))
    _sent(fake, new, fake.world.post(new, person, migrate_from_chat_id=old.id))
    return {"id": new.id}


def removes_bot(fake: Fake, group_id: int, person_id: int) -> int | None:
    """The bot is put out of a group."""
    chat, person = fake.world.chat(group_id), fake.world.person(person_id)
    chat.standing = Standing.KICKED
    return _membership(fake, chat, person, was_in=True, is_in=False)


def _shown(post: Post) -> Message:
    return Message.model_validate(post.message)


def _forgotten(post: Post) -> InaccessibleMessage:
    known = {"chat": post.message["chat"], "message_id": post.message_id, "date": 0}
    return InaccessibleMessage.model_validate(known)


def _present(fake: Fake, chat_id: int, person_id: int) -> tuple[Chat, User]:
    """Whoever writes to a bot starts it, or lets it in again."""
    chat, person = fake.world.chat(chat_id), fake.world.person(person_id)
    if chat.standing is Standing.BLOCKED:
        blocks(fake, person_id, blocked=False)
    if chat.standing is Standing.NEW:
        chat.standing = Standing.OPEN
    return chat, person


def _sent(fake: Fake, chat: Chat, post: Post) -> int | None:
    return fake.mail.put("message", post.message, chat.id)


def _membership(fake: Fake, chat: Chat, by: User, *, was_in: bool, is_in: bool) -> int | None:
    change = ChatMemberUpdated(
        chat=chat.face,
        from_user=by,
        date=fake.clock.moment(),
        old_chat_member=_member(fake, chat, was_in),
        new_chat_member=_member(fake, chat, is_in),
    )
    return fake.mail.put("my_chat_member", wire(change), MEMBERSHIP + chat.id)


def _member(fake: Fake, chat: Chat, is_in: bool) -> Any:
    if is_in:
        return ChatMemberMember(user=fake.world.me)
    if chat.private or chat.standing is Standing.KICKED:
        return ChatMemberBanned(user=fake.world.me, until_date=NEVER)
    return ChatMemberLeft(user=fake.world.me)


def _standing_post(chat: Chat, message_id: int) -> Post:
    post = chat.posts.get(message_id)
    if post is None or post.deleted:
        raise ControlError(f"there is no message {message_id} in chat {chat.id}")
    return post


def _on_reply_keyboard(chat: Chat, label: str) -> bool:
    rows = (chat.reply_keyboard or {}).get("keyboard", [])
    key = next((key for row in rows for key in row if key["text"] == label), None)
    if key and len(key) > 1:
        raise ControlError(f"the key {label!r} does not send text: use what it asks for")
    return key is not None


def _pressed(chat: Chat, given: Wire) -> tuple[Post, str]:
    """The message and the callback data of the button meant."""
    message_id = given.get("message_id")
    posts = [_standing_post(chat, message_id)] if message_id else newest(chat.posts.values())
    if "data" in given:
        return next(post for post in posts if post.by_bot), given["data"]
    for post in posts:
        buttons = [button for row in post.inline_rows for button in row]
        if "index" in given and buttons:
            return post, _data(buttons[given["index"]])
        for button in buttons:
            if "label" in given and button["text"] == given["label"]:
                return post, _data(button)
    raise ControlError(f"chat {chat.id} shows no button {given}")


def _data(button: Wire) -> str:
    if "callback_data" not in button:
        raise ControlError(f"the button {button['text']!r} is a link, not a tap")
    return str(button["callback_data"])
