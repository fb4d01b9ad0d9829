"""The terminal shows what can be chosen with a number, and takes a line as a message."""

import json
from collections.abc import Sequence

from bot.channels.console import Body, body_of, lines, talk
from bot.dialogue.replies import Choice, Reply, reply_to_json, say
from bot.hearing import hear
from models.messages.outgoing import MessageJson
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.talking import Conversation

BUTTONS = (
    Choice("", say("button.page"), url="https://wijkbot.example/x"),
    Choice("yes", say("button.yes")),
    Choice("no", say("button.no")),
)


def message(reply: Reply) -> MessageJson:
    body = reply_to_json(reply)
    return {"says": body["says"], "choices": body["buttons"] + body["rows"]}


def test_only_what_can_be_chosen_has_a_number() -> None:
    shown = list(lines(message(Reply((say("summary.send"),), BUTTONS)), "nl"))
    assert shown[1:] == ["  1. Ja", "  2. Nee", "  Bekijk de pagina: https://wijkbot.example/x"]


def test_a_pin_is_a_place_and_a_line_is_text() -> None:
    assert body_of("/pin 52.51, 6.09") == {"place": [52.51, 6.09]}
    assert body_of("/pin hier") == {"text": "/pin hier"}


def test_a_talk_begins_by_itself_and_ends_with_the_input() -> None:
    conversation = Conversation(Neighbourhood(stranger("console")))

    def turn(body: Body) -> Sequence[tuple[MessageJson, str]]:
        event = hear("console", json.dumps(body).encode()).event
        assert event is not None
        return [(message(one.reply), one.language) for one in conversation.hear(event)]

    typed, seen = ["8022", "1"], list[str]()

    def read() -> str:
        if not typed:
            raise EOFError
        return typed.pop(0)

    talk(turn, read, seen.append)
    assert "wijkassistent" in seen[1]
    assert "Woont u in Diezerpoort?" in seen[2]
    assert conversation.home.facts.wijk == "diezerpoort"
