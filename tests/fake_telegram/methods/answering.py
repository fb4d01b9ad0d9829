"""Methods that answer a tap, show that the bot is busy, or fetch a file."""

from aiogram.enums import ChatAction
from aiogram.methods import AnswerCallbackQuery, GetFile, SendChatAction

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.mail import TAP_LIFETIME
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.utf16 import length
from tests.fake_telegram.wire import wire

ANSWER_LIMIT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = frozenset(action.value for action in ChatAction)


@carries_out(AnswerCallbackQuery)
def answer_callback_query(fake: Fake, call: AnswerCallbackQuery, uploads: Uploads) -> Answer:
    if call.text is not None and length(call.text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.url:
        raise bad_request("URL_INVALID")
    tap = fake.taps.get(call.callback_query_id)
    if tap is None or tap.answered or fake.clock.now() - tap.at >= TAP_LIFETIME:
        raise bad_request(TOO_OLD)
    tap.answered = True
    toast = {"text": call.text or "", "alert": bool(call.show_alert), "by": tap.person_id}
    fake.world.chats[tap.chat_id].toasts.append(toast)
    return True


@carries_out(SendChatAction)
def send_chat_action(fake: Fake, call: SendChatAction, uploads: Uploads) -> Answer:
    chat = fake.world.writable(call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(call.action)
    return True


@carries_out(GetFile)
def get_file(fake: Fake, call: GetFile, uploads: Uploads) -> Answer:
    return wire(fake.files.offer(call.file_id))
