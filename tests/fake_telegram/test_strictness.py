"""What Telegram would refuse, the fake refuses; and what it takes, it takes in every form."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.raw import FORM_BODY, call, post

INLINE = "inline_keyboard"


def button(**fields: Any) -> dict[str, Any]:
    return {INLINE: [[{"text": "Ja", **fields}]]}


REFUSED = [
    ({"text": None}, "message text is empty"),
    ({"text": "  \n "}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "👍" * 2049}, "message is too long"),
    ({"text": "\ud800"}, "must be encoded in UTF-8"),
    ({"txt": "hoi"}, "no parameter 'txt'"),
    ({"text": 5}, "valid string"),
    ({"parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    ({"parse_mode": "HTML", "text": "a < b"}, "Unsupported start tag"),
    (
        {"parse_mode": "HTML", "text": "<b>vet"},
        'Can\'t find end tag corresponding to start tag "b"',
    ),
    ({"parse_mode": "HTML", "text": "<b><i>x</b></i>"}, "Unmatched end tag"),
    ({"parse_mode": "HTML", "text": "é</b>"}, "Unexpected end tag at byte offset 2"),
    ({"parse_mode": "HTML", "text": "<p>x</p>"}, 'Unsupported start tag "p"'),
    ({"parse_mode": "HTML", "text": "<b> </b>"}, "text must be non-empty"),
    ({"entities": [{"type": "bold", "offset": 0, "length": 9}]}, "not inside the text"),
    ({"entities": [{"type": "bold", "offset": 0}]}, "Field required"),
    ({"entities": [{"type": "loud", "offset": 0, "length": 1}]}, "unsupported type"),
    (
        {"text": "👍", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
        "middle of a symbol",
    ),
    ({"entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x"}]}, "no URL"),
    (
        {
            "entities": [
                {"type": "bold", "offset": 0, "length": 2},
                {"type": "italic", "offset": 1, "length": 2},
            ]
        },
        "crosses the end",
    ),
    ({"reply_markup": button()}, "Text buttons are unallowed"),
    ({"reply_markup": button(callback_data="")}, "Text buttons are unallowed"),
    ({"reply_markup": button(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
    ({"reply_markup": button(callback_data="1", url="https://a.nl")}, "more than one thing"),
    ({"reply_markup": button(callback_data="1", colour="red")}, "unknown field"),
    ({"reply_markup": button(url="javascript:alert(1)")}, "is invalid"),
    ({"reply_markup": button(text=" ", callback_data="1")}, "text must be non-empty"),
    ({"reply_markup": {INLINE: [[]]}}, "has no buttons"),
    ({"reply_markup": {INLINE: [button(callback_data="1")[INLINE][0] * 9]}}, "too long"),
    ({"reply_markup": {"rows": []}}, "unknown field"),
    ({"reply_markup": {"keyboard": [[{"text": ""}]]}}, "text must be non-empty"),
    ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ({"chat_id": 12}, "chat not found"),
    ({"chat_id": "@zwolle"}, "chat not found"),
]


@pytest.mark.parametrize(("change", "why"), REFUSED)
def test_a_wrong_message_is_refused(fake: FakeTelegram, change: dict[str, Any], why: str) -> None:
    anna = fake.person("Anna", started=True)
    params = {"chat_id": anna.id, "text": "hallo"} | change
    answer = call(fake, "sendMessage", **params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert why in answer["description"]
    assert not anna.sees()


def test_one_message_in_every_form_that_bots_use(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    markup = json.dumps(button(callback_data="1"))
    form = f"chat_id={anna.id}&text=hallo&reply_markup={quote(markup)}&protect_content=true"
    boundary = "grens"
    fields = {"chat_id": str(anna.id), "text": "hallo", "reply_markup": markup}
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    multipart = f"{parts}--{boundary}--\r\n".encode()
    answers = [
        post(fake, "sendMessage", form.encode(), FORM_BODY),
        post(fake, f"sendmessage?{form}", b"", FORM_BODY),
        post(fake, "sendMessage", multipart, f"multipart/form-data; boundary={boundary}"),
        post(fake, "SENDMESSAGE", json.dumps({**fields, "chat_id": anna.id}).encode()),
    ]
    assert [status for status, _ in answers] == [200] * 4
    assert [one.labels for one in anna.sees()] == [("Ja",)] * 4


def test_the_longest_message_that_fits(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    assert call(fake, "sendMessage", chat_id=anna.id, text="👍" * 2048)["ok"]
    html = f"<b>{'x' * 4000}</b>&amp;<a href='https://a.nl/?a=1&amp;b=2'>{'y' * 95}</a>"
    answer = call(fake, "sendMessage", chat_id=anna.id, text=html, parse_mode="HTML")
    message = answer["result"]
    assert message["text"] == "x" * 4000 + "&" + "y" * 95
    assert message["entities"] == [
        {"type": "bold", "offset": 0, "length": 4000},
        {"type": "text_link", "offset": 4001, "length": 95, "url": "https://a.nl/?a=1&b=2"},
    ]


def test_white_space_goes_and_entities_move_along(fake: FakeTelegram) -> None:
    anna = fake.person("Anna", started=True)
    bold = [{"type": "bold", "offset": 1, "length": 4}]
    call(fake, "sendMessage", chat_id=anna.id, text="\n  vet ", entities=bold)
    seen = anna.sees()[0]
    assert seen.text == "vet"
    assert [seen.part(entity) for entity in seen.entities] == ["ve"]


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("sendMediaGroup", {"media": []}, "2 to 10 items"),
        ("sendPhoto", {"photo": "nonsense"}, "wrong file_id"),
        ("sendPhoto", {"photo": "attach://none"}, "there is no file 'none'"),
        ("sendPhoto", {"photo": "https://a.nl/a.jpg"}, "HTTP URL"),
        ("sendLocation", {"latitude": 91, "longitude": 6}, "wrong location"),
        ("sendVenue", {"latitude": 52, "longitude": 6, "title": "", "address": "x"}, "non-empty"),
        ("sendChatAction", {"action": "thinking"}, "wrong parameter action"),
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageReplyMarkup", {}, "message identifier is not specified"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "paid"}]}, "INVALID"),
    ],
)
def test_other_methods_refuse_too(
    fake: FakeTelegram, method: str, params: dict[str, Any], why: str
) -> None:
    anna = fake.person("Anna")
    anna.says("hallo")
    answer = call(fake, method, chat_id=anna.id, **params)
    assert answer["error_code"] == 400
    assert why in answer["description"]


def test_an_answer_to_a_tap_is_short(fake: FakeTelegram) -> None:
    answer = call(fake, "answerCallbackQuery", callback_query_id="1", text="x" * 201)
    assert answer["description"] == "Bad Request: MESSAGE_TOO_LONG"


def test_unknown_doors(fake: FakeTelegram) -> None:
    assert post(fake, "getMe", b"{}", token="1:x")[0] == 401
    assert post(fake, "sendPigeon", b"{}")[0] == 404
    assert post(fake, "sendPoll", b"{}")[0] == 404
    assert post(fake, "getMe", b"[]")[0] == 400
    assert post(fake, "getMe", b"hallo", "text/plain")[0] == 400
