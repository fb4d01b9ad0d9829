"""Methods about a chat as a whole."""

from aiogram.methods import GetChat, LeaveChat
from aiogram.types import AcceptedGiftTypes, ChatFullInfo

from tests.fake_telegram.errors import bad_request, forbidden
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.wire import wire
from tests.fake_telegram.world import Standing

NO_GIFTS = AcceptedGiftTypes(
    unlimited_gifts=False,
    limited_gifts=False,
    unique_gifts=False,
    premium_subscription=False,
    gifts_from_channels=False,
)


@carries_out(GetChat)
def get_chat(fake: Fake, call: GetChat, uploads: Uploads) -> Answer:
    face = fake.world.readable(call.chat_id).face
    info = ChatFullInfo(
        id=face.id,
        type=face.type,
        title=face.title,
        username=face.username,
        first_name=face.first_name,
        last_name=face.last_name,
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types=NO_GIFTS,
    )
    return wire(info)


@carries_out(LeaveChat)
def leave_chat(fake: Fake, call: LeaveChat, uploads: Uploads) -> Answer:
    chat = fake.world.readable(call.chat_id)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.standing is not Standing.OPEN:
        raise forbidden("bot is not a member of the group chat")
    chat.standing = Standing.LEFT
    return True
