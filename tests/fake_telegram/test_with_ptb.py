"""python-telegram-bot talks with the fake as it would with Telegram."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person

KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Ja", callback_data="1"),
            InlineKeyboardButton("Nee", callback_data="2"),
        ]
    ]
)


def jpeg(width: int = 640, height: int = 480) -> bytes:
    target = BytesIO()
    Image.new("RGB", (width, height), "green").save(target, "JPEG")
    return target.getvalue()


def play(fake: FakeTelegram, story: Callable[[Bot], Awaitable[None]]) -> None:
    """Run a story with a bot of python-telegram-bot that talks with the fake."""

    async def run() -> None:
        bot = Bot(fake.token, base_url=fake.base_url, base_file_url=fake.base_file_url)
        async with bot:
            await story(bot)

    asyncio.run(run())


async def newest_update(bot: Bot, offset: int = 0) -> Update:
    updates = await bot.get_updates(offset=offset, timeout=5)
    return updates[-1]


def test_a_talk_with_a_button(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", language="pl")

    async def story(bot: Bot) -> None:
        assert (await bot.get_me()).is_bot
        anna.says("/start w_assendorp")
        update = await newest_update(bot)
        assert update.message
        assert update.message.text == "/start w_assendorp"
        assert update.message.from_user
        assert update.message.from_user.language_code == "pl"
        assert update.message.entities[0].type == "bot_command"

        sent = await bot.send_message(anna.id, "Woont u in Assendorp?", reply_markup=KEYBOARD)
        assert anna.waits_for("Assendorp").labels == ("Ja", "Nee")

        anna.taps("Ja")
        tap = (await newest_update(bot, update.update_id + 1)).callback_query
        assert tap
        assert tap.data == "1"
        assert tap.message
        assert tap.message.message_id == sent.message_id
        assert await tap.answer("Dank u")
        assert anna.toasts() == ["Dank u"]
        with pytest.raises(BadRequest, match="Query is too old"):
            await tap.answer("Nog eens")

        await bot.edit_message_text("Fijn.", anna.id, sent.message_id)
        assert anna.sees()[-1].text == "Fijn."
        assert anna.sees()[-1].edited
        assert anna.sees()[-1].labels == ()
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_text("Fijn.", anna.id, sent.message_id)
        await bot.delete_message(anna.id, sent.message_id)
        assert [one.text for one in anna.sees()] == ["/start w_assendorp"]

    play(fake, story)


def test_photos_both_ways(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    picture = jpeg()

    async def story(bot: Bot) -> None:
        anna.sends_photo(picture, caption="Het plein")
        message = (await newest_update(bot)).message
        assert message
        assert message.caption == "Het plein"
        assert [size.width for size in message.photo] == [320, 640]
        file = await bot.get_file(message.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == picture

        sent = await bot.send_photo(anna.id, picture, caption="Uw *plein*")
        again = await bot.send_photo(anna.id, sent.photo[-1].file_id)
        assert again.photo
        group = await bot.send_media_group(
            anna.id, [InputMediaPhoto(picture), InputMediaPhoto(picture, caption="twee")]
        )
        assert len({one.media_group_id for one in group}) == 1
        assert [one.kind for one in anna.hears()] == ["photo"] * 4
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await bot.send_photo(anna.id, b"no picture at all")
        await bot.send_document(anna.id, b"%PDF-1.7", filename="kaart.pdf")
        assert anna.hears()[-1].message["document"]["file_name"] == "kaart.pdf"

    play(fake, story)


def test_a_file_above_20_megabytes_is_not_given(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")

    async def story(bot: Bot) -> None:
        anna.sends_document(b"x", "film.mov", "video/quicktime", size=30_000_000)
        message = (await newest_update(bot)).message
        assert message
        assert message.document
        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(message.document.file_id)

    play(fake, story)


def test_everything_people_send_can_be_read(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    acts: list[Callable[[Person], Any]] = [
        lambda one: one.says("hallo"),
        lambda one: one.sends_photo(jpeg()),
        lambda one: one.sends_album([jpeg(), jpeg(), b"no picture"]),
        lambda one: one.sends_document(b"x", "a.txt", "text/plain"),
        lambda one: one.sends_location(52.51, 6.09),
        lambda one: one.sends_venue(52.51, 6.09, "Park", "Plein 1"),
        lambda one: one.sends_voice(),
        lambda one: one.sends_sticker(),
        lambda one: one.sends("video"),
        lambda one: one.sends("contact", phone_number="+31612345678", first_name="Ria"),
        lambda one: one.edits(one.sees()[0].message_id, "hallo!"),
        lambda one: one.blocks_bot(),
        lambda one: one.says("weer terug"),
        lambda one: one.upgrades_group(one.founds_group()),
    ]

    async def story(bot: Bot) -> None:
        for act in acts:
            act(anna)
        updates = await bot.get_updates(timeout=5)
        assert len(updates) == 20
        assert {update.effective_chat is not None for update in updates} == {True}
        assert not any(update.api_kwargs for update in updates)
        kinds = [name for update in updates for name in update.to_dict() if name != "update_id"]
        assert kinds.count("my_chat_member") == 3
        assert kinds.count("edited_message") == 1

    play(fake, story)


def test_what_the_bot_says_of_itself(fake: FakeTelegram) -> None:
    async def story(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("start", "Begin")], language_code="nl")
        assert (await bot.get_my_commands(language_code="nl"))[0].command == "start"
        assert await bot.get_my_commands() == ()
        await bot.delete_my_commands(language_code="nl")
        await bot.set_my_description("Wijkassistent")
        await bot.set_my_short_description("Praat mee")
        await bot.set_my_name("Wijkassistent")
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        with pytest.raises(BadRequest, match="Bot_command_invalid"):
            await bot.set_my_commands([BotCommand("Start", "Begin")])
        with pytest.raises(BadRequest, match="short_description is longer than 120"):
            await bot.set_my_short_description("x" * 121)
        assert fake.do("profile")["texts"] == [
            ["description", "", "Wijkassistent"],
            ["short_description", "", "Praat mee"],
            ["name", "", "Wijkassistent"],
        ]

    play(fake, story)


def test_places_reactions_and_reply_keyboards(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    keys = ReplyKeyboardMarkup([[KeyboardButton("Hier ben ik", request_location=True), "Anders"]])

    async def story(bot: Bot) -> None:
        await bot.send_message(anna.id, "Waar?", reply_markup=keys)
        assert anna.reply_keyboard() == [["Hier ben ik", "Anders"]]
        anna.taps("Anders")
        message = (await newest_update(bot)).message
        assert message
        assert message.text == "Anders"
        await bot.set_message_reaction(anna.id, message.message_id, ReactionTypeEmoji("👍"))
        assert anna.sees()[-1].reactions == ("👍",)
        await bot.send_location(anna.id, 52.5, 6.1)
        await bot.send_venue(anna.id, 52.5, 6.1, "Park", "Plein 1")
        await bot.send_chat_action(anna.id, "typing")
        assert (await bot.get_chat(anna.id)).first_name == "Anna"
        bold = MessageEntity("bold", 3, 4)
        await bot.send_message(anna.id, "👍 vet", entities=[MessageEntity("bold", 3, 3)])
        seen = anna.hears()[-1]
        assert seen.part(seen.entities[0]) == "vet"
        with pytest.raises(BadRequest, match="not inside the text"):
            await bot.send_message(anna.id, "👍 vet", entities=[bold])

    play(fake, story)


def test_refusals_have_the_right_class(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    anna, bram = fake.person("Anna", started=True), fake.person("Bram")

    async def story(bot: Bot) -> None:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "hoi")
        with pytest.raises(Forbidden, match="can't initiate"):
            await bot.send_message(bram.id, "hoi")
        fake.says_too_many(7)
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(anna.id, "hoi")
        assert caught.value.retry_after == timedelta(seconds=7)
        for code in (500, 502, 504):
            fake.fails("sendMessage", "error", code=code)
            with pytest.raises(NetworkError):
                await bot.send_message(anna.id, "hoi")
        anna.blocks_bot()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(anna.id, "hoi")
        anna.deactivates()
        with pytest.raises(Forbidden, match="user is deactivated"):
            await bot.send_message(anna.id, "hoi")

    play(fake, story)


def test_a_wrong_token_is_refused(fake: FakeTelegram) -> None:
    async def story() -> None:
        bot = Bot("1:wrong", base_url=fake.base_url)
        with pytest.raises(InvalidToken):
            await bot.initialize()
        await bot.shutdown()

    asyncio.run(story())


def test_of_two_pollers_the_first_hears_conflict(fake: FakeTelegram) -> None:
    async def story(bot: Bot) -> None:
        other = Bot(fake.token, base_url=fake.base_url)
        await other.initialize()
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.3)
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        fake.person("Anna").says("hallo")
        assert len(await second) == 1
        await other.shutdown()

    play(fake, story)
