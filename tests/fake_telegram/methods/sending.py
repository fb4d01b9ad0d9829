"""Methods that put something new in a chat."""

from typing import Any

from aiogram.methods import (
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVenue,
)
from aiogram.types import (
    Document,
    InputMediaDocument,
    InputMediaPhoto,
    Location,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Venue,
)

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import UPLOAD_LIMIT, Kept, Upload, Uploads, refuse_photo
from tests.fake_telegram.formatting import CAPTION_LIMIT, TEXT_LIMIT, formatted, required
from tests.fake_telegram.markup import Markup, refuse_markup
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.signatures import ATTACHED
from tests.fake_telegram.wire import Wire, wire
from tests.fake_telegram.world import Chat

ALBUM_SIZES = range(2, 11)
ANYTHING_SENT = SendMessage | SendPhoto | SendMediaGroup | SendVenue | SendLocation | SendDocument


@carries_out(SendMessage)
def send_message(fake: Fake, call: SendMessage, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    text = required(formatted(call.text, call.parse_mode, call.entities, TEXT_LIMIT))
    return _post(fake, chat, call, text=text.text, entities=text.entities)


@carries_out(SendPhoto)
def send_photo(fake: Fake, call: SendPhoto, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    content = _photo(fake, call.photo, uploads) | _caption(call)
    return _post(fake, chat, call, **content)


@carries_out(SendDocument)
def send_document(fake: Fake, call: SendDocument, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    content = _document(fake, call.document, uploads) | _caption(call)
    return _post(fake, chat, call, **content)


@carries_out(SendLocation)
def send_location(fake: Fake, call: SendLocation, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    location = _place(call.latitude, call.longitude)
    return _post(fake, chat, call, location=location)


@carries_out(SendVenue)
def send_venue(fake: Fake, call: SendVenue, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    if not call.title.strip() or not call.address.strip():
        raise bad_request("venue title and address must be non-empty")
    location = _place(call.latitude, call.longitude)
    venue = Venue(location=location, title=call.title, address=call.address)
    return _post(fake, chat, call, venue=venue, location=location)


@carries_out(SendMediaGroup)
def send_media_group(fake: Fake, call: SendMediaGroup, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    if len(call.media) not in ALBUM_SIZES:
        raise bad_request("an album holds 2 to 10 items")
    if len({item.type for item in call.media}) > 1:
        raise bad_request("Can't use the media of the specified type in the album")
    # All items are checked before the first is posted, as an album arrives whole or not at all.
    contents = [_album_item(fake, item, uploads) for item in call.media]
    group = str(fake.rng.getrandbits(53))
    return [_posted(fake, chat, call, media_group_id=group, **one) for one in contents]


def _post(fake: Fake, chat: Chat, call: ANYTHING_SENT, **content: Any) -> Wire:
    markup: Markup | None = getattr(call, "reply_markup", None)
    refuse_markup(markup)
    message = _posted(fake, chat, call, reply_markup=_inline(markup), **content)
    if isinstance(markup, ReplyKeyboardMarkup):
        chat.reply_keyboard = wire(markup)
    elif isinstance(markup, ReplyKeyboardRemove):
        chat.reply_keyboard = None
    return message


def _inline(markup: Markup | None) -> Any:
    """Only an inline keyboard is part of the message; an empty one is none."""
    return markup if getattr(markup, "inline_keyboard", None) else None


def _posted(fake: Fake, chat: Chat, call: ANYTHING_SENT, **content: Any) -> Wire:
    answered = _answered(fake, chat, call.reply_parameters)
    protect = True if call.protect_content is True else None
    post = fake.world.post(
        chat, fake.world.me, reply_to_message=answered, has_protected_content=protect, **content
    )
    return post.message


def _answered(fake: Fake, chat: Chat, reply: ReplyParameters | None) -> Message | None:
    if reply is None:
        return None
    post = chat.posts.get(reply.message_id or 0)
    if post and not post.deleted:
        bare = {name: value for name, value in post.message.items() if name != "reply_to_message"}
        return Message.model_validate(bare)
    if reply.allow_sending_without_reply is True:
        return None
    raise bad_request("message to be replied not found")


def _caption(call: SendPhoto | SendDocument | InputMediaPhoto | InputMediaDocument) -> Wire:
    if not call.caption:
        return {}
    caption = formatted(call.caption, call.parse_mode, call.caption_entities, CAPTION_LIMIT)
    return {"caption": caption.text or None, "caption_entities": caption.entities}


def _album_item(fake: Fake, item: object, uploads: Uploads) -> Wire:
    if isinstance(item, InputMediaPhoto):
        return _photo(fake, item.media, uploads) | _caption(item)
    if isinstance(item, InputMediaDocument):
        return _document(fake, item.media, uploads) | _caption(item)
    raise bad_request("this fake takes albums of photos or documents only")


def _photo(fake: Fake, given: object, uploads: Uploads) -> Wire:
    source = _source(fake, given, uploads)
    if isinstance(source, Kept):
        return {"photo": fake.files.keep_photo(source.data)}
    refuse_photo(source.data)
    return {"photo": fake.files.keep_photo(source.data)}


def _document(fake: Fake, given: object, uploads: Uploads) -> Wire:
    source = _source(fake, given, uploads)
    if isinstance(source, Kept):
        return {"document": Document(file_id=source.file_id, file_unique_id=source.unique_id)}
    kept = fake.files.keep(source.data, "documents", "")
    return {
        "document": Document(
            file_id=kept.file_id,
            file_unique_id=kept.unique_id,
            file_name=source.name,
            mime_type=source.mime,
            file_size=kept.size,
        )
    }


def _source(fake: Fake, given: object, uploads: Uploads) -> Kept | Upload:
    """What a file parameter names: an upload of this request, or a file that was sent before."""
    text = str(given)
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if not text.startswith(ATTACHED):
        return fake.files.known(text)
    upload = uploads[text.removeprefix(ATTACHED)]
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT:
        raise bad_request("file is too big")
    return upload


def _place(latitude: float, longitude: float) -> Location:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location coordinates specified")
    return Location(latitude=latitude, longitude=longitude)
