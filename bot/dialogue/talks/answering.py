"""Acting on one's own idea: answer a question, agree to a changed text, take it back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.choices import BACK, MENU, NO, YES, button
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, rest, want
from bot.dialogue.talks.mine import can_answer, find, on_site
from bot.dialogue.wishes.ideas import AcceptText, AnswerQuestion, Withdraw
from bot.dialogue.words import number

MOST_ANSWER = 2000


def answer(state: State, argument: str, facts: Facts) -> Step:
    """`/antwoord Z-0142` asks for the answer; with words after it, whether they are it."""
    ref, _, text = argument.partition(" ")
    idea = find(facts, ref)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    if not can_answer(idea):
        return go(state, f"/mijn {idea.ref}", say("answer.not_asked"))
    if text.strip():
        return _check(state, idea, text.strip())
    return _ask(state, idea)


def _ask(state: State, idea: MyIdea) -> Step:
    late = (say("answer.late"),) if idea.status == "vervallen" else ()
    says = (say("answer.about", ref=idea.ref), Words(idea.question, "nl"), *late)
    reply = Reply((*says, say("answer.type")), (BACK,))
    return ask(state, "answering.answer", reply, free=True, data={"ref": idea.ref})


def _check(state: State, idea: MyIdea, text: str) -> Step:
    """They typed something at rest while one question waits: it may well be the answer."""
    says = (say("answer.is_this", ref=idea.ref), Words(idea.question, "nl"))
    data = {"ref": idea.ref, "words": text[:MOST_ANSWER]}
    return ask(state, "answering.check", Reply(says, (YES, NO)), data=data)


def resume(state: State, step: str, data: Mapping[str, Any], facts: Facts) -> Step:
    """Is it the answer? If it is still waited for."""
    return answer(state, f"{data['ref']} {data['words']}", facts)


def _checked(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, AnswerQuestion(str(state.data["ref"]), str(state.data["words"])))
        case Choose("no", _):
            return go(replace(state, kept=None), "/menu")
    return _answered(state, event)


def _answer(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("back", _):
            return go(state, f"/mijn {ref}")
        case Text(text) if len(text) > MOST_ANSWER:
            most, used = number(MOST_ANSWER, facts.language), number(len(text), facts.language)
            return again(state, say("answer.too_long", most=most, used=used))
        case Text(text):
            return want(state, AnswerQuestion(ref, text.strip()))
    return _answered(state, event)


def _answered(state: State, event: Event) -> Step | None:
    match event:
        case Done("AnswerQuestion"):
            return _done(state, say("answer.thanks"))
        case Refused("AnswerQuestion", _):
            return go(state, "/mijn", say("answer.not_asked"))
    return None


def _done(state: State, says: Say) -> Step:
    see = button(f"/mijn {state.data['ref']}", "see_idea")
    return rest(replace(state, kept=None), says, buttons=(see, MENU))


def accept(state: State, argument: str, facts: Facts) -> Step:
    """`/akkoord Z-0142`: the text as the gemeente would publish it, and whether that is well."""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    if not idea.offered_title:
        return go(state, f"/mijn {idea.ref}", say("accept.not_asked"))
    says: list[Say | Words] = [say("accept.text", ref=idea.ref)]
    says.append(say("card.title", title=idea.offered_title))
    says += [Words(idea.offered_body, "nl")] if idea.offered_body else []
    reply = Reply((*says, say("accept.agree")), (YES, NO, BACK))
    return ask(state, "answering.accept", reply, data={"ref": idea.ref})


def _accept(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("back", _):
            return go(state, f"/mijn {ref}")
        case Choose("yes" | "no" as agreed, _):
            data = {**state.data, "agreed": agreed == "yes"}
            return want(replace(state, data=data), AcceptText(ref, agreed == "yes"))
        case Done("AcceptText") if state.data.get("agreed"):
            return _done(state, say("accept.thanks"))
        case Done("AcceptText"):
            return _done(state, say("accept.refused"))
        case Refused("AcceptText", _):
            return go(state, "/mijn", say("accept.not_asked"))
    return None


def withdraw(state: State, argument: str, facts: Facts) -> Step:
    """`/intrekken Z-0142`, once more confirmed: a withdrawn idea does not come back."""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    says = [say("withdraw.sure", ref=idea.ref, title=idea.title)]
    says += [say("withdraw.site")] if on_site(idea) else []
    kept = facts.plan.withdrawn_months
    says += [say("withdraw.kept", n=kept)] if kept else []
    choices = (
        button("yes", "withdraw_yes"),
        button(f"/wis {idea.ref}", "withdraw_wipe"),
        button("no", "withdraw_no"),
    )
    reply = Reply((*says, say("withdraw.final")), choices)
    return ask(state, "answering.withdraw", reply, data={"ref": idea.ref})


def _withdraw(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("yes", _):
            return want(state, Withdraw(ref))
        case Choose("no", _):
            return go(state, f"/mijn {ref}")
        case Done("Withdraw"):
            wipe = button(f"/wis {ref}", "wipe")
            return rest(state, say("withdraw.done", ref=ref), buttons=(wipe, MENU))
        case Refused("Withdraw", _):
            return rest(state, say("withdraw.too_late", phone=facts.plan.phone))
    return None


TALK = Talk(
    "answering",
    commands={"antwoord": answer, "akkoord": accept, "intrekken": withdraw},
    steps={
        "answer": _answer,
        "check": _checked,
        "accept": _accept,
        "withdraw": _withdraw,
    },
)
