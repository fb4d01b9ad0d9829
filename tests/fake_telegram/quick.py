"""The calls that load runs make most, carried out without checks and without models.

With `--lenient` only: what is sent has then been checked by other tests, and the fake must not be
the slowest part of a measurement. Answers are the same as from the checked way.
"""

from collections.abc import Callable

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.mail import TAP_LIFETIME
from tests.fake_telegram.methods.answering import TOO_OLD
from tests.fake_telegram.wire import Wire


def _send_message(fake: Fake, params: Wire) -> Answer:
    chat = fake.world.writable(params["chat_id"])
    content = {"text": params["text"], "entities": params.get("entities")}
    markup = params.get("reply_markup") or {}
    if "inline_keyboard" in markup:
        content["reply_markup"] = markup
    return fake.world.post_plain(chat, content).message


def _edit_message_text(fake: Fake, params: Wire) -> Answer:
    chat = fake.world.writable(params["chat_id"])
    post = fake.world.existing(chat, params["message_id"], "to edit")
    names = ("text", "entities", "reply_markup")
    changes = {name: params.get(name) for name in names} | {"edit_date": int(fake.clock.now())}
    post.message = {
        name: value for name, value in (post.message | changes).items() if value is not None
    }
    post.edits += 1
    return post.message


def _answer_callback_query(fake: Fake, params: Wire) -> Answer:
    tap = fake.taps.get(params["callback_query_id"])
    if tap is None or tap.answered or fake.clock.now() - tap.at >= TAP_LIFETIME:
        raise bad_request(TOO_OLD)
    tap.answered = True
    return True


QUICK: dict[str, Callable[[Fake, Wire], Answer]] = {
    "sendmessage": _send_message,
    "editmessagetext": _edit_message_text,
    "answercallbackquery": _answer_callback_query,
}
