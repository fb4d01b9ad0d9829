"""Methods that change or take away what stands in a chat."""

from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SetMessageReaction,
)

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.formatting import TEXT_LIMIT, formatted, required
from tests.fake_telegram.markup import refuse_markup
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.wire import Wire, wire
from tests.fake_telegram.world import Chat, Post

DELETABLE_FOR = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


@carries_out(EditMessageText)
def edit_message_text(fake: Fake, call: EditMessageText, uploads: Uploads) -> Answer:
    _, post = _editable(fake, call.chat_id, call.message_id)
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    if not call.text:
        raise bad_request("message text is empty")
    text = required(formatted(call.text, call.parse_mode, call.entities, TEXT_LIMIT))
    refuse_markup(call.reply_markup)
    entities = [wire(entity) for entity in text.entities] if text.entities else None
    changes = {"text": text.text, "entities": entities}
    return _changed(fake, post, changes | _keyboard(call))


@carries_out(EditMessageReplyMarkup)
def edit_message_reply_markup(fake: Fake, call: EditMessageReplyMarkup, uploads: Uploads) -> Answer:
    _, post = _editable(fake, call.chat_id, call.message_id)
    refuse_markup(call.reply_markup)
    return _changed(fake, post, _keyboard(call))


@carries_out(DeleteMessage)
def delete_message(fake: Fake, call: DeleteMessage, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    post = fake.world.existing(chat, call.message_id, "to delete")
    too_old = fake.clock.now() - int(post.message["date"]) > DELETABLE_FOR
    if too_old or not (post.by_bot or chat.private):
        raise bad_request("message can't be deleted for everyone")
    post.deleted = True
    return True


@carries_out(SetMessageReaction)
def set_message_reaction(fake: Fake, call: SetMessageReaction, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    post = fake.world.existing(chat, call.message_id, "to react")
    if len(call.reaction or []) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.type == "paid" for reaction in call.reaction or []):
        raise bad_request("REACTION_INVALID")
    post.reactions = [wire(reaction) for reaction in call.reaction or []]
    return True


def _editable(fake: Fake, chat_id: int | str | None, message_id: int | None) -> tuple[Chat, Post]:
    if chat_id is None:
        raise bad_request("chat_id is empty")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    chat = fake.world.writable(chat_id)
    post = fake.world.existing(chat, message_id, "to edit")
    if not post.by_bot:
        raise bad_request("message can't be edited")
    return chat, post


def _keyboard(call: EditMessageText | EditMessageReplyMarkup) -> Wire:
    """An edit that names no keyboard takes the old one away."""
    markup = call.reply_markup
    return {"reply_markup": wire(markup) if markup and markup.inline_keyboard else None}


def _changed(fake: Fake, post: Post, changes: Wire) -> Answer:
    if all(post.message.get(name) == value for name, value in changes.items()):
        raise bad_request(NOT_MODIFIED)
    return fake.world.change(post, changes)
