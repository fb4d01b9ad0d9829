"""Delivery by webhook: the secret, the two queues, and again after a failure."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.raw import call


class Receiver:
    """A bot's webhook that notes what comes and answers with what is planned, else 200."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.plan: list[int] = []
        self.answer: dict[str, Any] = {}
        self.release = threading.Event()
        self.release.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                update = json.loads(body)
                if "message" in update:
                    receiver.release.wait(10)
                receiver.secrets.add(self.headers["X-Telegram-Bot-Api-Secret-Token"])
                receiver.updates.append(update)
                self.send_response(receiver.plan.pop(0) if receiver.plan else 200)
                said = json.dumps(receiver.answer).encode()
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: object) -> None:
                """Tests read what came, not a log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/telegram/webhook"

    def got(self) -> list[str]:
        """Texts and tap data in order of arrival."""
        return [
            str(
                update["message"]["text"]
                if "message" in update
                else update["callback_query"]["data"]
            )
            for update in self.updates
        ]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.release.set()
    found.server.shutdown()
    found.server.server_close()
    thread.join(5)


def test_delivery_with_the_secret_and_again_until_taken(
    fake: FakeTelegram, receiver: Receiver
) -> None:
    fake.do("webhook", slowest_retry=0.1)
    anna = fake.person("Anna")
    anna.says("voor de webhook")
    # What waits is brought at once: so the plan stands before.
    receiver.plan = [503, 500]
    assert call(fake, "setWebhook", url=receiver.url, secret_token="Geheim_1")["ok"]
    anna.says("daarna")
    fake.waits_until(lambda: len(receiver.updates) == 4, 10, "two failures, two successes")
    assert receiver.got() == ["voor de webhook"] * 3 + ["daarna"]
    assert receiver.secrets == {"Geheim_1"}
    assert call(fake, "getUpdates")["error_code"] == 409
    fake.waits_until(lambda: fake.do("mail")["pending"] == 0, 5, "nothing pending")
    info = call(fake, "getWebhookInfo")["result"]
    assert info["url"] == receiver.url
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


def test_a_tap_overtakes_a_text(fake: FakeTelegram, receiver: Receiver) -> None:
    anna = fake.person("Anna", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Ja", "callback_data": "tap"}]]}
    call(fake, "sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard)
    call(fake, "setWebhook", url=receiver.url)
    receiver.release.clear()
    anna.says("text 1")
    anna.says("text 2")
    anna.taps("Ja")
    fake.waits_until(lambda: receiver.got() == ["tap"], 5, "the tap is first")
    receiver.release.set()
    fake.waits_until(lambda: len(receiver.updates) == 3, 5, "all are there")
    assert receiver.got() == ["tap", "text 1", "text 2"]


def test_a_method_in_the_answer_is_carried_out(fake: FakeTelegram, receiver: Receiver) -> None:
    anna = fake.person("Anna", started=True)
    receiver.answer = {"method": "sendMessage", "chat_id": anna.id, "text": "Dag Anna"}
    call(fake, "setWebhook", url=receiver.url)
    anna.says("hallo")
    anna.waits_for("Dag Anna")
    receiver.answer = {"method": "sendMessage", "chat_id": 7, "text": "Dag vreemde"}
    anna.says("nog eens")
    fake.waits_until(lambda: fake.calls("sendMessage")[-1]["status"] == 400, 5, "it is refused")
    # Nobody hears of it: an answer was an answer.
    assert call(fake, "getWebhookInfo")["result"]["pending_update_count"] == 0


def test_a_repeated_update_comes_again(fake: FakeTelegram, receiver: Receiver) -> None:
    call(fake, "setWebhook", url=receiver.url)
    number = fake.person("Anna").says("hallo")[0]
    assert number is not None
    fake.waits_until(lambda: len(receiver.updates) == 1, 5, "once")
    fake.repeats(number, 3)
    fake.waits_until(lambda: len(receiver.updates) == 4, 5, "three times more")
    assert {update["update_id"] for update in receiver.updates} == {number}


def test_what_was_not_taken_waits_for_the_poll(fake: FakeTelegram, receiver: Receiver) -> None:
    call(fake, "setWebhook", url=receiver.url)
    receiver.plan = [500] * 99
    fake.person("Anna").says("hallo")
    fake.waits_until(lambda: bool(receiver.updates), 5, "one attempt")
    assert call(fake, "deleteWebhook")["ok"]
    assert [one["message"]["text"] for one in call(fake, "getUpdates")["result"]] == ["hallo"]


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "http://zwolle.nl/hook"}, "HTTPS URL must be provided"),
        ({"url": "https://zwolle.nl:8000/hook"}, "only on ports"),
        ({"url": "https://zwolle.nl/hook", "secret_token": "é"}, "unallowed characters"),
        ({"url": "https://zwolle.nl/hook", "secret_token": "x" * 257}, "too long"),
    ],
)
def test_a_wrong_webhook_is_refused(fake: FakeTelegram, params: dict[str, str], why: str) -> None:
    assert why in call(fake, "setWebhook", **params)["description"]
