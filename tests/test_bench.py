"""The bench measures what it says: the talk that we have today, one answer for each word."""

from sqlalchemy import Engine

from bench.figures import GOOD, MISSED, REACHED, Bar
from bench.in_memory import Person, payload_of, stranger
from bench.reminder import reminder
from bench.script import broadcast, lines, steps
from bench.stub.limiter import Limiter
from bench.stub.people import Crowd
from bench.write_talk import answer_to
from tests.zwolle import load_zwolle


def test_the_rivals_say_what_we_say(engine: Engine) -> None:
    load_zwolle(engine)
    person = Person(stranger(engine.url.render_as_string(hide_password=False)))
    for step in steps():
        assert answer_to(person, step.said, step.tapped) == step.answer, (
            "python -m bench.write_talk"
        )
    assert payload_of(reminder()) == broadcast().answer, "python -m bench.write_talk"


def test_people_wait_for_their_answer_and_make_room_for_the_next() -> None:
    crowd = Crowd(lines(), later=lambda seconds, say: say())
    crowd.come(talks=3, width=2, first_chat=70, think=0.0)
    assert len(crowd.updates(offset=0)) == 2
    crowd.heard(70)
    assert len(crowd.updates(offset=0)) == 3
    assert len(crowd.updates(offset=3)) == 1, "what is confirmed does not come back"
    for _ in lines()[1:]:
        crowd.heard(70)
    assert (crowd.done, set(crowd.said)) == (1, {71, 72})


def test_the_stub_refuses_what_comes_too_soon() -> None:
    limiter = Limiter(rate=0.001, burst=2)
    assert [limiter.allows() for _ in range(3)] == [True, True, False]
    assert limiter.refused == 1


def test_a_bar_says_how_far_we_are() -> None:
    assert Bar("as quick", 6.0, 4, 6).verdict == REACHED
    assert Bar("as quick", 5.9, 4, 6).verdict == GOOD
    assert Bar("as quick", 3.9, 4, 6).verdict == MISSED
    assert Bar("late", 1.1, 1, unit="%", most=True).verdict == MISSED
