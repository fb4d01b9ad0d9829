"""Every talk goes as it is written down."""

from pathlib import Path

import pytest

from bot.dialogue.registry import TALKS
from tests.dialogue.transcripts import Play, all_paths, played


@pytest.mark.parametrize("path", all_paths(), ids=lambda path: path.stem)
def test_the_talk_goes_as_written(path: Path) -> None:
    assert played(path) == path.read_text(encoding="utf-8")


def test_every_question_of_every_talk_is_put_in_one_of_them() -> None:
    reached = set[str]()
    for path in all_paths():
        play = Play()
        list(play.lines(path.read_text(encoding="utf-8")))
        reached |= play.talk.reached
    known = {f"{talk.name}.{step}" for talk in TALKS.values() for step in talk.steps}
    assert known - reached == set()


def test_there_are_talks_in_both_languages() -> None:
    talks = [path.read_text(encoding="utf-8") for path in all_paths()]
    assert len(talks) >= 25
    assert any("@ language en" in talk for talk in talks)
