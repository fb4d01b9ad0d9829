"""What we do not understand: the first time we say so, the second time there is a person."""

from dataclasses import replace

from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.masking import masked
from bot.dialogue.replies import Say, Words
from bot.dialogue.state import State
from bot.dialogue.step import Step, again
from bot.dialogue.wishes.understanding import NoteMiss

# What is typed there is an answer about somebody, and for no editor to read.
_NOT_NOTED = ("answering", "calling", "checkin", "erase", "recognising", "follow_up")


def missed(state: State, facts: Facts, says: Say) -> Step:
    """Say it, and put the question again. The misses count until an answer is understood."""
    counted = replace(state, misses=state.misses + 1)
    return again(counted, *words_of_miss(counted, facts, says))


def words_of_miss(state: State, facts: Facts, says: Say) -> tuple[Say | Words, ...]:
    return (says,) if state.misses == 1 else (says, *card(facts))


def noted(step: Step, state: State, text: str) -> Step:
    """The same, and the words are kept for the editors: who said them is not."""
    if state.talk in _NOT_NOTED or not (words := masked(text)):
        return step
    return replace(step, wishes=(*step.wishes, NoteMiss(words)))
