"""What Telegram itself says of our way in: asked now and then, kept, and never in a pause."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from telegram.error import TelegramError

from bot.channels.telegram import watching
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.watching import Watcher
from models.db import transaction
from models.messages.channel_view import ChannelView
from models.settings import Settings
from tests.fake_telegram.client import FakeTelegram
from tests.live import free_port
from tests.panel.conftest import SETTINGS

BOT = "8120"


def settings(fake: FakeTelegram, secret: str | None = None) -> Settings:
    given = SETTINGS.model_dump() | {
        "telegram_token": fake.token,
        "telegram_api": fake.api,
        "telegram_webhook_secret": secret,
        "base_url": "http://127.0.0.1:9",
    }
    return Settings.model_validate(given)


def look(engine: Engine, fake: FakeTelegram, secret: str | None = None) -> None:
    async def once() -> None:
        async with BotApi(fake.token, fake.api) as api:
            pauses = Pauses(engine, BOT)
            await Watcher(engine, settings(fake, secret), BOT, api, pauses).look()

    asyncio.run(once())


def seen(engine: Engine) -> ChannelView:
    with transaction(engine) as session:
        return session.scalars(select(ChannelView)).one()


def an_hour_passes(engine: Engine) -> None:
    with transaction(engine) as session:
        for view in session.scalars(select(ChannelView)):
            view.looked_at -= timedelta(hours=1)


def times(fake: FakeTelegram) -> int:
    return len(fake.calls("getWebhookInfo"))


def test_it_keeps_how_many_updates_nobody_fetched(engine: Engine, fake: FakeTelegram) -> None:
    ria = fake.person("Ria", started=True)
    for _ in range(3):
        ria.says("hallo")
    look(engine, fake)
    view = seen(engine)
    assert (view.bot, view.pending, view.elsewhere, view.error) == (BOT, 3, False, None)


def test_a_webhook_that_went_dark_is_seen_with_telegrams_own_words(
    engine: Engine, fake: FakeTelegram
) -> None:
    ria = fake.person("Ria", started=True)
    nobody = f"http://127.0.0.1:{free_port()}/telegram/webhook"
    asyncio.run(call(fake, "setWebhook", url=nobody, secret_token="s"))
    ria.says("hallo")
    fake.waits_until(lambda: "last_error_date" in info(fake), 20, "a failed delivery")
    look(engine, fake, secret="s")
    view = seen(engine)
    assert view.error
    assert view.error_at is not None
    assert abs(datetime.now(UTC) - view.error_at) < timedelta(minutes=5)
    # That address is not the one of our settings, either.
    assert view.elsewhere
    assert view.pending >= 1


def test_a_webhook_that_was_left_while_we_poll_is_elsewhere(
    engine: Engine, fake: FakeTelegram
) -> None:
    asyncio.run(call(fake, "setWebhook", url="http://127.0.0.1:9/telegram/webhook"))
    look(engine, fake)
    assert seen(engine).elsewhere
    an_hour_passes(engine)
    look(engine, fake, secret="s")
    assert not seen(engine).elsewhere


def test_of_many_processes_one_asks(engine: Engine, fake: FakeTelegram) -> None:
    look(engine, fake)
    look(engine, fake)
    assert times(fake) == 1
    an_hour_passes(engine)
    look(engine, fake)
    assert times(fake) == 2


def test_in_a_pause_it_does_not_call_and_it_knows_one_when_told(
    engine: Engine, fake: FakeTelegram
) -> None:
    fake.says_too_many(300, "getWebhookInfo")
    with pytest.raises(TelegramError):
        look(engine, fake)
    assert Pauses(engine, BOT).left() > timedelta(seconds=200)
    look(engine, fake)
    assert times(fake) == 1


def test_it_goes_on_whatever_goes_wrong_and_stops_when_told(
    engine: Engine, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "FIRST", timedelta())
    monkeypatch.setattr(watching, "EVERY", timedelta(milliseconds=50))
    monkeypatch.setattr(watching, "SOON", timedelta(minutes=-1))
    fake.fails("getWebhookInfo", "error", code=500, times=2)

    async def run() -> None:
        async with BotApi(fake.token, fake.api) as api:
            stop = asyncio.Event()
            watcher = Watcher(engine, settings(fake), BOT, api, Pauses(engine, BOT))
            running = asyncio.create_task(watcher.run(stop))
            for _ in range(200):
                await asyncio.sleep(0.05)
                if times(fake) > 3:
                    break
            stop.set()
            await asyncio.wait_for(running, 10)

    asyncio.run(run())
    assert seen(engine).pending == 0


async def call(fake: FakeTelegram, method: str, **given: object) -> object:
    async with BotApi(fake.token, fake.api) as api:
        return await api.call(method, given)


def info(fake: FakeTelegram) -> str:
    return str(asyncio.run(call(fake, "getWebhookInfo")))
