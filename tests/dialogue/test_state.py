"""The state survives being saved, and what cannot be read any more is said so, never raised."""

import json
from datetime import date

import pytest

from bot.dialogue import engine
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose
from bot.dialogue.replies import (
    Choice,
    Reply,
    Words,
    merged,
    reply_from_json,
    reply_to_json,
    say,
)
from bot.dialogue.state import State, Tap
from tests.dialogue.neighbourhood import stranger
from tests.dialogue.talking import Conversation

RICH = Reply(
    says=(
        say("submitted.due", due=date(2026, 11, 27)),
        say("card.place", place=say("card.at_wijk", wijk="Assendorp")),
        Words("Wat vindt u?", "nl"),
    ),
    rows=(Choice("a:0", Words("Ja", "nl")), Choice("", say("button.page"), url="https://x.nl")),
    ask_place=True,
    ask_photo=True,
    photos=("p1",),
    place=(52.5, 6.1, "Assendorp"),
)
DRAFT = Draft(step="place", idea="Een bank", photos=("p1", "p2"), lat=52.5, lon=6.1)


def through_json(state: State) -> State:
    return State.from_json(json.loads(json.dumps(state.to_json())))


def test_everything_in_a_state_survives() -> None:
    state = State(
        talk="propose",
        step="place",
        turn=12,
        question=RICH,
        free=True,
        data={"ref": "Z-0101"},
        draft=DRAFT,
        tapped=Tap("yes", 11),
        misses=1,
        greeted=True,
    )
    assert through_json(state) == state
    assert reply_from_json(reply_to_json(RICH)) == RICH


def test_a_new_address_has_no_state_and_lost_nothing() -> None:
    assert State.from_json({}) == State()


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"question": {"says": [{"nothing": 1}]}},
        {"question": 7},
        {"tapped": "yes"},
        {"data": 3},
        {"turn": "many"},
        {"draft": "a bench"},
    ],
)
def test_what_cannot_be_read_is_a_fresh_state_that_says_so(change: dict[str, object]) -> None:
    broken = State.from_json({**State(turn=4).to_json(), **change})
    assert broken.lost
    assert not broken.talk
    first = engine.step(broken, Choose("yes", 4), stranger()).replies[0]
    assert first.says[0] == say("event.lost")


def test_a_lost_state_keeps_its_draft_and_goes_on_counting() -> None:
    kept = State.from_json({"version": 0, "turn": 9, "draft": DRAFT.to_json()})
    assert kept.draft == DRAFT
    assert kept.turn == 9


def test_a_draft_keeps_the_fields_that_it_can_read() -> None:
    odd = {"idea": "Een bank", "photos": "p1", "lat": "north", "unknown": 1, "changing": "yes"}
    assert Draft.from_json(odd) == Draft(idea="Een bank")


def test_a_step_of_another_version_is_as_good_as_lost() -> None:
    gone = State(talk="voting", step="choose", question=RICH, greeted=True)
    assert engine.step(gone, Choose("a:0", 0), stranger()).replies[0].says[0] == say("event.lost")


def test_the_same_event_on_the_same_state_gives_the_same_step() -> None:
    talk = Conversation()
    talk.type("/start")
    event, facts = Choose("list", 1), talk.home.facts
    assert engine.step(talk.state, event, facts) == engine.step(talk.state, event, facts)


def test_plain_words_join_the_message_after_them_and_photos_do_not() -> None:
    one, two = Reply((say("event.empty"),)), Reply((say("menu.what"),), RICH.rows[:1])
    assert merged((one, two)) == (Reply(one.says + two.says, two.buttons),)
    assert merged((two, one)) == (two, one)
    photo = Reply((say("summary.card"),), photos=("p1",))
    assert merged((one, photo)) == (one, photo)
    assert merged((photo, two))[0].photos == ("p1",)
