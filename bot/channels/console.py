"""`wijkbot talk`: the dialogue in a terminal. A line is a message; a number chooses."""

import re
from collections.abc import Callable, Iterator, Sequence

from models.messages.outgoing import ChoiceJson, MessageJson
from texts import render

# What the inbox takes of this channel (see `bot/hearing/plain.py`).
Body = dict[str, object]
# One turn: what was typed, in; the messages, each with the language to read it in, out.
Turn = Callable[[Body], Sequence[tuple[MessageJson, str]]]
_PIN = re.compile(r"/pin\s+(-?\d+(?:\.\d+)?)[\s,]+(-?\d+(?:\.\d+)?)")


def talk(turn: Turn, read: Callable[[], str], write: Callable[[str], None]) -> None:
    """Until the end of the input. Begins as a person begins: with `/start`."""
    write(render.text("console.how", "nl"))
    for body in _bodies(read):
        for message, language in turn(body):
            write("\n".join(("", *lines(message, language), "")))


def _bodies(read: Callable[[], str]) -> Iterator[Body]:
    yield {"text": "/start"}
    while True:
        try:
            yield body_of(read())
        except (EOFError, KeyboardInterrupt):
            return


def body_of(line: str) -> Body:
    """`/pin 52.51 6.09` shares a place; everything else is text."""
    if pin := _PIN.fullmatch(line.strip()):
        return {"place": [float(pin[1]), float(pin[2])]}
    return {"text": line}


def lines(message: MessageJson, language: str) -> Iterator[str]:
    """The message as lines. Only what can be chosen has a number; a page has its address."""
    yield from (render.plain(say, language) for say in message["says"])
    choices = message.get("choices", [])
    for number, choice in enumerate((c for c in choices if not c.get("url")), start=1):
        yield f"  {number}. {_label(choice, language)}"
    for choice in choices:
        if url := choice.get("url"):
            yield f"  {_label(choice, language)}: {url}"


def _label(choice: ChoiceJson, language: str) -> str:
    return render.plain(choice["label"], language)
