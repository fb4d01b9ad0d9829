"""What we do not understand: the first time we say so, the second time there is a person."""

from dataclasses import replace

from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Say, Words
from bot.dialogue.state import State
from bot.dialogue.step import Step, again


def missed(state: State, facts: Facts, says: Say) -> Step:
    """Say it, and put the question again. The misses count until an answer is understood."""
    counted = replace(state, misses=state.misses + 1)
    return again(counted, *words_of_miss(counted, facts, says))


def words_of_miss(state: State, facts: Facts, says: Say) -> tuple[Say | Words, ...]:
    return (says,) if state.misses == 1 else (says, *card(facts))
