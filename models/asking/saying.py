"""What residents read when we ask or announce something, as messages of keys and words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.messages.outgoing import (
    ChoiceJson,
    Json,
    MessageJson,
    choice,
    link,
    message,
    say,
    words,
)

# In which language staff write questions and answers.
WRITTEN_IN = "nl"


def check_in(opgave: str, question: str, closes_on: date, token: str) -> MessageJson:
    """The question itself and a button to answer it; the dialogue shows the answers."""
    says = [
        say("ask.check_in", opgave=opgave),
        words(question, WRITTEN_IN),
        say("ask.check_in_free"),
        say("ask.check_in_until", closes=closes_on),
    ]
    answer = choice(f"/checkin {token}", say("ask.button_answer"))
    return message(says, [answer, _settings()])


@dataclass(frozen=True)
class Told:
    """What came of a check-in, for who answered. `page` is the public page of its opgave."""

    opgave: str
    question: str
    answers: Sequence[str]
    page: str


def result(of: Told, area: str, counts: Sequence[int] | None, wider: Json | None) -> MessageJson:
    """What one wijk said; without `counts` that it cannot be shown, and then `wider` instead."""
    if counts is None:
        heard = [say("ask.too_few", area=area), *([wider] if wider else [])]
    else:
        heard = [said(of.answers, area, counts)]
    says = [
        say("ask.result", opgave=of.opgave),
        words(of.question, WRITTEN_IN),
        *heard,
        say("ask.no_sample"),
    ]
    return message(says, [link(of.page, say("ask.button_opgave"))])


def said(answers: Sequence[str], area: str, counts: Sequence[int]) -> Json:
    """How often each answer was given in one area."""
    lines = "\n".join(f"{label}: {n}" for label, n in zip(answers, counts, strict=True))
    return say("ask.said", area=area, n=sum(counts), lines=lines)


def _burendag(day: date, base_url: str) -> MessageJson:
    says = [say("ask.burendag", day=day), say("ask.burendag_how"), say("ask.reminder_off")]
    page = link(f"{base_url}/ontmoetingsplekken", say("ask.button_possible"))
    return message(says, [page, _settings()])


def _survey(day: date, base_url: str) -> MessageJson:
    says = [say("ask.survey", day=day), say("ask.survey_how"), say("ask.reminder_off")]
    return message(says, [choice("/opgaven", say("ask.button_opgaven")), _settings()])


def _settings() -> ChoiceJson:
    return choice("/instellingen", say("ask.button_settings"))


# By the `text_key` of a campaign: what it says before the moment on `day`.
REMINDERS: Mapping[str, Callable[[date, str], MessageJson]] = {
    "ask.burendag": _burendag,
    "ask.survey": _survey,
}
