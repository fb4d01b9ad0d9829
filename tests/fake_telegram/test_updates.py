"""How updates reach the bot: confirmed by offset, kept in order, or as a test wants it not."""

import time

import pytest

from tests.fake_telegram.client import FakeRefused, FakeTelegram
from tests.fake_telegram.raw import call, post, updates


def ids(found: list[dict[str, object]]) -> list[object]:
    return [update["update_id"] for update in found]


def test_an_update_stays_until_the_offset_passes_it(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    first, second = [anna.says(text)[0] for text in ("een", "twee")]
    assert second is not None
    assert ids(updates(fake)) == [first, second]
    assert ids(updates(fake, offset=second)) == [second]
    time.sleep(0.6)  # Who asks the same again within half a second gets only one.
    assert ids(updates(fake, offset=1)) == [second]
    assert ids(updates(fake, offset=second + 1, timeout=1)) == []


def test_a_hundred_at_most_and_the_rest_after(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    sent = [anna.says(str(number))[0] for number in range(103)]
    assert ids(updates(fake, limit=500)) == sent[:100]
    assert ids(updates(fake, offset=sent[99] or 0, limit=2)) == sent[99:101]
    assert ids(updates(fake, offset=-1)) == sent[-1:]


def test_a_poll_ends_as_soon_as_something_arrives(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    began = time.monotonic()
    assert updates(fake, timeout=1) == []
    assert 0.9 < time.monotonic() - began < 5
    anna.says("hallo")
    assert len(updates(fake, offset=1, timeout=30)) == 1


def test_only_the_kinds_asked_for(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    updates(fake, allowed_updates=["message"])
    assert anna.blocks_bot() is None
    anna.says("hallo")
    assert [set(update) for update in updates(fake, offset=1)] == [{"update_id", "message"}]
    assert not call(fake, "getUpdates", allowed_updates=["mesage"])["ok"]


def test_taps_grow_old_and_messages_too(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}
    call(fake, "sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard)
    anna.says("hallo")
    anna.taps("Ja")
    tap = updates(fake)[-1]["callback_query"]
    fake.time_passes(151)
    assert [set(update) for update in updates(fake, offset=1)] == [{"update_id", "message"}]
    answer = call(fake, "answerCallbackQuery", callback_query_id=tap["id"])
    assert "query is too old" in answer["description"]
    fake.time_passes(86_400)
    assert updates(fake, offset=2, timeout=1) == []


def test_a_tap_under_a_message_of_long_ago(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}
    sent = call(fake, "sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard)["result"]
    anna.taps_data("1", forgotten=True)
    tap = updates(fake)[-1]["callback_query"]
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    assert tap["message"] == {"chat": chat, "message_id": sent["message_id"], "date": 0}
    assert fake.answered() == {"pressed": 1, "answered": 0}
    assert call(fake, "answerCallbackQuery", callback_query_id=tap["id"])["ok"]
    assert fake.answered() == {"pressed": 1, "answered": 1}


def test_old_and_forged_buttons(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}, {"text": "Nee", "callback_data": "2"}]]}  # fmt: skip  # noqa: E501
    for text in ("toen", "nu"):
        call(fake, "sendMessage", chat_id=anna.id, text=text, reply_markup=keyboard)
    old = anna.sees()[0].message_id
    anna.taps("Nee", message_id=old)
    anna.taps_number(0)
    anna.taps_data("forged")
    taps = [update["callback_query"] for update in updates(fake)]
    assert [tap["data"] for tap in taps] == ["2", "1", "forged"]
    assert taps[0]["message"]["text"] == "toen"
    with pytest.raises(FakeRefused, match="shows no button"):
        anna.taps("Misschien")


def test_a_long_text_comes_in_parts(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    anna.says("😀" * 5000)
    texts = [update["message"]["text"] for update in updates(fake)]
    assert [len(text) for text in texts] == [2048, 2048, 904]


def test_repeats_come_whatever_the_offset(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    first = anna.says("een")[0]
    assert first is not None
    assert ids(updates(fake, offset=first + 1, timeout=1)) == []
    fake.repeats(first, 2)
    assert ids(updates(fake, offset=first + 2)) == [first, first]
    assert ids(updates(fake, offset=first + 3)) == []


def test_disorder_keeps_each_queue_in_order(fake: FakeTelegram) -> None:
    people = [fake.person(name) for name in ("Anna", "Bram", "Cor")]
    fake.do("disorder", shuffle="across", repeat_share=1.0, repeat_most=3)
    sent = {one.id: [one.says(str(number))[0] for number in range(10)] for one in people}
    came = updates(fake)
    for one in people:
        mine = [each for each in came if each["message"]["chat"]["id"] == one.id]
        assert ids(mine) == sent[one.id]
    assert ids(came) != sorted(map(int, map(str, ids(came))))
    again = updates(fake, offset=came[0]["update_id"] * 2)
    assert set(map(str, ids(again))) <= set(map(str, ids(came)))
    assert len(again) >= 30


def test_poison_comes_byte_for_byte(fake: FakeTelegram) -> None:
    poison = b'{"update_id":%UPDATE_ID%,"message":{"text":"\\u0000\\ud800"}}'
    number = fake.receives_raw(poison)
    body = post(fake, "getUpdates", b"{}")[1]
    assert poison.replace(b"%UPDATE_ID%", str(number).encode()) in body
    fake.receives_raw(b"{not json")
    assert b"{not json" in post(fake, "getUpdates", b'{"offset":1}')[1]


def test_ids_may_begin_anew(fake: FakeTelegram) -> None:
    anna = fake.person("Anna")
    last = anna.says("een")[0]
    assert last is not None
    assert updates(fake, offset=last + 1, timeout=1) == []
    fake.do("next_update_id", update_id=7)
    anna.says("twee")
    assert ids(updates(fake, offset=last + 2)) == [7]


def test_many_people_speak_at_once(fake: FakeTelegram) -> None:
    crowd = fake.crowd(500)
    fake.do_many([("says", {"person_id": one, "text": f"hallo van {one}"}) for one in crowd])
    first = updates(fake)
    second = updates(fake, offset=first[-1]["update_id"] + 1)
    people = [one["message"]["from"]["id"] for one in first + second]
    assert people == list(crowd)[:200]


def test_the_same_seed_gives_the_same_ids(fake: FakeTelegram) -> None:
    first = fake.person("Anna").says("een")
    fake.reset()
    assert fake.person("Anna").says("een") == first
