"""What Telegram can more than show words: a menu, spots on the map, silence, albums."""

import asyncio
import json
from typing import Any

from bot.channels.telegram import wire
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.setup import COMMANDS, presentation
from bot.dialogue.events import PhotoSent
from bot.hearing import hear
from models.messages.delivering import Claim
from models.messages.outgoing import words
from tests.fake_telegram.client import FakeTelegram
from texts.render import Part


def send(fake: FakeTelegram, chat: int, body: dict[str, Any], *, silent: bool = False) -> None:
    async def main() -> None:
        async with BotApi(fake.token, fake.api) as api:
            claim = Claim(1, 1, str(chat), "nl", body, 1, silent=silent)
            await TelegramChannel(api, lambda photo: None).send(claim, lambda: None)

    asyncio.run(main())


def test_commands_stand_behind_the_menu_button_of_private_chats_only(fake: FakeTelegram) -> None:
    async def main() -> None:
        async with make_bot(fake.token, fake.api) as bot:
            for call in presentation(bot):
                await call()

    asyncio.run(main())
    profile = fake.do("profile")
    assert profile["menu_buttons"] == [[0, {"type": "commands"}]]
    scopes = [" ".join(map(str, where)) for *where, _ in profile["commands"]]
    assert len(scopes) == 2
    assert all("all_private_chats" in scope for scope in scopes)
    listed = [[one["command"] for one in commands] for *_, commands in profile["commands"]]
    assert listed == [list(COMMANDS)] * 2


def test_a_place_is_a_spot_with_a_name_that_a_phone_can_lead_to(fake: FakeTelegram) -> None:
    ria = fake.person("Ria", started=True)
    body = {"says": [words("Hier is het")], "place": [52.52, 6.1, "Een geveltuin\nDiezerpoort"]}
    send(fake, ria.id, body)
    [venue] = fake.calls("sendVenue")
    asked = json.dumps(venue)
    assert "Een geveltuin" in asked
    assert "Diezerpoort" in asked
    assert "disable_notification" not in asked


def test_what_nobody_waits_for_makes_no_sound(fake: FakeTelegram) -> None:
    ria = fake.person("Ria", started=True)
    send(fake, ria.id, {"says": [words("Nieuws")], "place": [52.5, 6.1, "Plein"]}, silent=True)
    told = [*fake.calls("sendVenue"), *fake.calls("sendMessage")]
    assert len(told) == 2
    assert all('"disable_notification": true' in json.dumps(call).lower() for call in told)


def test_flags_and_families_are_never_cut_in_two() -> None:
    for sign in ("🇳🇱", "👩‍👩‍👧‍👦", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301"):
        for before in range(8):
            text = "x" * before + sign * 1_500
            pieces = [payload["text"] for payload in wire.texts([Part(text)])]
            assert "".join(pieces) == text
            assert all(piece.removeprefix("x" * before).replace(sign, "") == "" for piece in pieces)


def test_photos_of_one_album_are_heard_as_one() -> None:
    chat = {"id": 7, "type": "private"}
    photo = [{"file_id": "f", "width": 9}]
    message = {"message_id": 1, "date": 1, "chat": chat, "photo": photo, "media_group_id": "12"}
    body = json.dumps({"update_id": 1, "message": message}).encode()
    assert hear("telegram", body, {"photo": "p"}).event == PhotoSent("p", "", "12")
