"""Each way in which a call can go wrong, and what the log says of it."""

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.fake_telegram.raw import call, post

HUNG_UP = (ConnectionError, http.client.HTTPException)


@pytest.fixture
def anna(fake: FakeTelegram) -> Person:
    return fake.person("Anna", started=True)


def send(fake: FakeTelegram, anna: Person, text: str = "hallo") -> tuple[int, bytes]:
    return post(fake, "sendMessage", json.dumps({"chat_id": anna.id, "text": text}).encode())


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [("reset_before", 0), ("stalled", 0), ("reset_after", 1), ("half", 1)],
)
def test_a_connection_that_breaks(
    fake: FakeTelegram, anna: Person, kind: str, arrives: int
) -> None:
    fake.fails("sendMessage", kind, seconds=0.1)
    with pytest.raises(HUNG_UP):
        send(fake, anna)
    assert len(anna.sees()) == arrives
    (logged,) = fake.calls("sendMessage")
    assert (logged["status"], logged["fault"], logged["processed"]) == (0, kind, arrives == 1)
    assert send(fake, anna)[0] == 200


def test_answers_of_servers_in_trouble(fake: FakeTelegram, anna: Person) -> None:
    fake.fails("sendMessage", "error", code=502)
    status, body = send(fake, anna)
    assert status == 502
    assert b"<html>" in body
    fake.fails("sendMessage", "error", code=504, processed=True)
    assert send(fake, anna)[0] == 504
    assert len(anna.sees()) == 1
    fake.fails("*", "error", code=403, description="Forbidden: something new", times=2, skip=1)
    answers = [send(fake, anna)[0] for _ in range(4)]
    assert answers == [200, 403, 403, 200]


@pytest.mark.parametrize("seconds", [3, 2282, 10_072])
def test_too_many_requests_names_the_seconds(
    fake: FakeTelegram, anna: Person, seconds: int
) -> None:
    bram = fake.person("Bram", started=True)
    fake.fails("sendMessage", "error", code=429, retry_after=seconds, chat_id=bram.id)
    assert send(fake, anna)[0] == 200
    refused = call(fake, "sendMessage", chat_id=bram.id, text="hallo")
    assert refused["parameters"] == {"retry_after": seconds}
    assert refused["description"] == f"Too Many Requests: retry after {seconds}"


def test_a_late_answer(fake: FakeTelegram, anna: Person) -> None:
    fake.fails("sendMessage", "late", seconds=0.5)
    began = time.monotonic()
    assert send(fake, anna)[0] == 200
    assert time.monotonic() - began >= 0.5


def test_a_download_that_breaks(fake: FakeTelegram, anna: Person) -> None:
    anna.sends_document(b"0123456789", "a.txt", "text/plain")
    document = call(fake, "getUpdates")["result"][0]["message"]["document"]
    path = call(fake, "getFile", file_id=document["file_id"])["result"]["file_path"]
    url = f"{fake.api}/file/bot{fake.token}/{path}"
    fake.fails("download", "half")
    fake.fails("download", "error", code=404, description="Not Found")
    with urllib.request.urlopen(url) as answer, pytest.raises(HUNG_UP):
        answer.read()
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(url)
    refused.value.close()
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"0123456789"


def test_an_outage_refuses_bots_while_people_go_on(fake: FakeTelegram, anna: Person) -> None:
    fake.is_down(0.7)
    fake.waits_until(lambda: not reachable(fake), 2, "the door is shut")
    anna.says("is daar iemand?")
    fake.waits_until(lambda: reachable(fake), 5, "the door is open again")
    assert len(call(fake, "getUpdates")["result"]) == 1


def reachable(fake: FakeTelegram) -> bool:
    try:
        return post(fake, "getMe", b"{}")[0] == 200
    except OSError:
        return False


def test_a_group_that_became_a_supergroup(fake: FakeTelegram, anna: Person) -> None:
    group = anna.founds_group("De Hofjes")
    new = anna.upgrades_group(group)
    refused = call(fake, "sendMessage", chat_id=group, text="hallo")
    assert refused["error_code"] == 400
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    assert call(fake, "sendMessage", chat_id=new, text="hallo")["ok"]
    assert call(fake, "leaveChat", chat_id=new)["ok"]
    assert call(fake, "sendMessage", chat_id=new, text="hallo")["error_code"] == 403


def test_the_limiter_sees_who_is_too_quick(fake: FakeTelegram, anna: Person) -> None:
    for number in range(3):
        send(fake, anna, str(number))
    assert fake.limiter()["violation_count"] == 0
    send(fake, anna)
    (violation,) = fake.limiter()["violations"]
    assert (violation["limit"], violation["chat_id"]) == ("chat", anna.id)
    assert 0.5 < violation["early"] <= 1


def test_the_limiter_counts_each_limit_apart(fake: FakeTelegram, anna: Person) -> None:
    fake.limits(overall=2)
    for one in fake.crowd(20):
        call(fake, "sendMessage", chat_id=one, text="x")
    seen = fake.limiter()
    assert seen["by_limit"]["overall"] == seen["violation_count"] > 0
    fake.limits(overall=25)
    for number in range(4):
        send(fake, anna, str(number))
    assert fake.limiter()["by_limit"] == {"overall": 0, "chat": 1}


def test_the_limiter_refuses_when_told_to(fake: FakeTelegram) -> None:
    fake.limits(overall=5, enforce=True)
    answers = [call(fake, "sendMessage", chat_id=one, text="x") for one in fake.crowd(8)]
    assert [answer["ok"] for answer in answers] == [True] * 5 + [False] * 3
    assert answers[-1]["parameters"] == {"retry_after": 1}
    assert fake.limiter()["busiest_second"] == 5
    # Answers to taps and signs of life are not counted.
    assert call(fake, "sendChatAction", chat_id=1_000_000, action="typing")["ok"]


def test_a_wait_in_vain_shows_the_talk(fake: FakeTelegram, anna: Person) -> None:
    keyboard: dict[str, Any] = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}
    call(fake, "sendMessage", chat_id=anna.id, text="Woont u hier?", reply_markup=keyboard)
    anna.says("ja")
    with pytest.raises(AssertionError) as caught:
        anna.waits_for("Dank u", timeout=0.1)
    talk = str(caught.value)
    assert "bot: Woont u hier?\n      [Ja]\n  you: ja" in talk
    assert "sendMessage -> 200" in talk
