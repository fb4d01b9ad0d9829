"""The process itself: its log, its quick way for load runs, and that it ends in order."""

import json
from pathlib import Path

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.fake_telegram.raw import call
from tests.fake_telegram.seen import Wire

KEYBOARD = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}


def talk(fake: FakeTelegram, anna: Person) -> list[Wire]:
    """A few calls of the kinds that have a quick way; gives their answers without times."""
    markup = {"chat_id": anna.id, "reply_markup": KEYBOARD}
    answers = [call(fake, "sendMessage", text="Woont u hier?", **markup)]
    message_id = answers[0]["result"]["message_id"]
    anna.taps("Ja")
    query = call(fake, "getUpdates")["result"][-1]["callback_query"]
    answers.append(call(fake, "answerCallbackQuery", callback_query_id=query["id"]))
    answers.append(call(fake, "answerCallbackQuery", callback_query_id=query["id"]))
    answers.append(call(fake, "editMessageText", message_id=message_id, text="Ja.", **markup))
    answers.append(call(fake, "sendMessage", chat_id=1, text="Is daar iemand?"))
    for answer in answers:
        if isinstance(answer.get("result"), dict):
            answer["result"].pop("date")
            answer["result"].pop("edit_date", None)
    return answers


def test_the_quick_way_answers_as_the_checked_way(fake: FakeTelegram, tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    with FakeTelegram(log=log, arguments=("--lenient",)) as quick:
        anna = quick.person("Anna", started=True)
        assert talk(quick, anna) == talk(fake, fake.person("Anna", started=True))
        assert anna.sees()[-1].text == "Ja."
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    asked = [(line["method"], line["status"]) for line in lines]
    assert asked[:3] == [("sendMessage", 200), ("getUpdates", 200), ("answerCallbackQuery", 200)]
    assert all(line["ended"] >= line["started"] for line in lines)
