"""`python -m bench.write_talk`: have the talk of `script.py` with our dialogue, and keep it."""

import json
from typing import Any

from bench.houses import a_house, a_server
from bench.in_memory import Person, payload_of, stranger
from bench.reminder import reminder
from bench.script import SAID, TALK
from bot.hearing import hear


def write(url: str) -> None:
    """Have the talk, and keep it for whoever wants to say the same."""
    person, found = Person(stranger(url)), []
    keyboard: list[list[dict[str, str]]] = []
    for said in SAID:
        tapped = said.startswith("[")
        if tapped:
            said = next(b["callback_data"] for [b] in keyboard if b["text"] == said[1:-1])
        answer = answer_to(person, said, tapped)
        keyboard = answer.get("reply_markup", {}).get("inline_keyboard", [])
        found.append({"said": said, "tapped": tapped, "answer": answer})
    kept = {"talk": found, "broadcast": payload_of(reminder())}
    TALK.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def answer_to(person: Person, said: str, tapped: bool) -> dict[str, Any]:
    chat = {"id": 1, "type": "private"}
    update: dict[str, Any] = {"message": {"chat": chat, "text": said}}
    if tapped:
        update = {"callback_query": {"data": said, "from": chat, "message": {"chat": chat}}}
    event = hear("telegram", json.dumps({"update_id": 1} | update).encode()).event
    assert event is not None
    (answer,) = person.hears(event)
    return answer


def main() -> None:
    with a_server() as server, a_house(server, "bench_talk", fresh=True) as engine:
        write(engine.url.render_as_string(hide_password=False))


if __name__ == "__main__":
    main()
