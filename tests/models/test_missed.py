"""Words that nobody understood: counted by the day, and gone after a season."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.messages.missed import KEPT, Missed, MissedWords, forget_old, note, often_missed

TODAY = date(2026, 11, 16)


def test_the_same_words_are_counted(session: Session) -> None:
    for words, day in (
        ("blub", TODAY),
        ("blub", TODAY),
        ("hm", TODAY),
        ("blub", date(2026, 11, 2)),
    ):
        note(session, words, day)
    assert often_missed(session) == [Missed("blub", 3, TODAY), Missed("hm", 1, TODAY)]


def test_they_go_after_ninety_days(session: Session) -> None:
    note(session, "oud", TODAY - KEPT - timedelta(days=1))
    note(session, "net niet", TODAY - KEPT)
    assert forget_old(session, TODAY) == 1
    assert [one.words for one in often_missed(session)] == ["net niet"]


def test_nothing_in_the_table_leads_to_a_person() -> None:
    assert set(MissedWords.__table__.columns.keys()) == {"on", "words", "times"}


def test_long_words_are_cut(session: Session) -> None:
    note(session, "x" * 500, TODAY)
    assert len(often_missed(session)[0].words) == 160
