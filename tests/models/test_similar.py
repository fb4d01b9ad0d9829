"""What looks like an idea: other words for the same are found, the same words for another not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.initiatives import erasing, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.likeness import ALIKE, likeness
from models.initiatives.marking import mark_unmarked, marks
from models.initiatives.meaning import meaning
from models.initiatives.moderation import Decision
from models.initiatives.similar import SHOWN, Sketch, similar
from models.plan.areas import AreaKind
from tests.builders import NOW, Cast, create_area, create_cast, create_initiative

Pair = tuple[str, str]
RECALL, FALSE_ALARMS = 0.9, 0.1


def read_pairs(path: Path) -> dict[str, list[Pair]]:
    """The pairs of a file, by kind: `same` and `other`."""
    found: dict[str, list[Pair]] = {}
    kind: list[Pair] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            kind = found.setdefault(line[3:].strip(), [])
        elif " | " in line and not line.startswith("#"):
            one, _, other = line.partition(" | ")
            kind.append((one.strip(), other.strip()))
    return found


PAIRS = read_pairs(Path(__file__).with_name("similar_pairs.txt"))


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def placed(session: Session, cast: Cast) -> Callable[..., Initiative]:
    def place(title: str, body: str = "", **fields: Any) -> Initiative:
        wijk = fields.pop("wijk", cast.wijk_zuid)
        fields.setdefault("status", Moderation.PLACED)
        return create_initiative(session, wijk, title=title, body=body, **fields)

    return place


def titles(session: Session, title: str, **more: Any) -> list[str]:
    idea = Sketch(title, **({"wijk": "assendorp"} | more))
    return [one.title for one in similar(session, idea)]


def share_alike(pairs: list[Pair]) -> float:
    return sum(likeness(meaning(one), meaning(other)) >= ALIKE for one, other in pairs) / len(pairs)


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS["same"]) >= 60
    assert len(PAIRS["other"]) >= 60


def test_the_same_in_other_words_is_seen() -> None:
    assert share_alike(PAIRS["same"]) >= RECALL


def test_shared_words_alone_raise_no_alarm() -> None:
    assert share_alike(PAIRS["other"]) <= FALSE_ALARMS


@pytest.mark.parametrize("kind", ["same", "other"])
def test_what_is_shown_in_many_wijken_is_what_is_alike(
    session: Session, cast: Cast, placed: Callable[..., Initiative], kind: str
) -> None:
    """The second idea of a pair is on the site, in a wijk of its own; there the first is new."""
    pairs = PAIRS[kind][::3]
    for number, (_, title) in enumerate(pairs):
        name, lon = f"Wijk {number}", 7.0 + number / 10
        placed(title, wijk=create_area(session, AreaKind.WIJK, name, stadsdeel=cast.zuid, lon=lon))
    ideas = [(f"wijk-{number}", one) for number, (one, _) in enumerate(pairs)]
    shown = sum(bool(titles(session, idea, wijk=wijk)) for wijk, idea in ideas) / len(ideas)
    assert shown >= RECALL if kind == "same" else shown <= FALSE_ALARMS


def test_likeness_does_not_depend_on_who_comes_first() -> None:
    for one, other in PAIRS["same"] + PAIRS["other"]:
        here, there = meaning(one), meaning(other)
        assert likeness(here, there) == pytest.approx(likeness(there, here))


@pytest.mark.parametrize(
    "title", ["", " ", "!!", "de het een", "🌳🌳", "'; --", "a & | ! ( ) : *", "x" * 300, "٣٤ بنك"]
)
def test_a_title_that_says_nothing_is_like_nothing(
    session: Session, placed: Callable[..., Initiative], title: str
) -> None:
    placed("Een bankje bij de vijver")
    placed("De het een")
    assert titles(session, title) == []


def test_a_slip_of_the_pen_and_a_compound_are_seen_through(
    session: Session, placed: Callable[..., Initiative]
) -> None:
    placed("Een buurtmoestuintje achter de flat")
    assert titles(session, "Samen een moestuyn beginnen")
    assert titles(session, "Moestuinen voor de hele straat")


def test_only_what_everybody_may_see_is_shown(
    session: Session, placed: Callable[..., Initiative]
) -> None:
    for status in set(Moderation) - {Moderation.PLACED}:
        placed("Een bankje bij de vijver", status=status)
    assert titles(session, "Een bankje bij de vijver") == []


def test_at_most_three_the_most_alike_first(
    session: Session, placed: Callable[..., Initiative]
) -> None:
    for title in ("Bankje bij de vijver", "Bankjes", "Bankje in de straat", "Bank bij de school"):
        placed(title)
    found = titles(session, "Een bankje bij de vijver")
    assert len(found) == SHOWN
    assert found[0] == "Bankje bij de vijver"


def test_far_away_is_another_idea(
    session: Session, cast: Cast, placed: Callable[..., Initiative]
) -> None:
    far = create_area(session, AreaKind.WIJK, "Berkum", stadsdeel=cast.noord, lon=6.14, lat=52.53)
    placed("Een bankje bij de vijver", wijk=far)
    assert titles(session, "Een bankje bij de vijver") == []
    placed("Bankje bij de vijver", wijk=cast.wijk_noord)
    assert titles(session, "Een bankje bij de vijver") == ["Bankje bij de vijver"]


def test_of_two_pins_in_one_wijk_the_nearest_goes_first(
    session: Session, placed: Callable[..., Initiative]
) -> None:
    placed("Bankje bij de vijver", lat=52.525, lon=6.09)
    placed("Bankje bij een vijver", lat=52.511, lon=6.09)
    placed("Bankje bij vijver", lat=52.56, lon=6.09)
    found = titles(session, "Een bankje bij de vijver", lat=52.511, lon=6.0901)
    assert found == ["Bankje bij een vijver", "Bankje bij de vijver"]


def test_an_unknown_wijk_finds_nothing(session: Session, placed: Callable[..., Initiative]) -> None:
    placed("Een bankje bij de vijver")
    assert titles(session, "Een bankje bij de vijver", wijk="nergens") == []


def test_ones_own_ideas_are_no_neighbours(
    session: Session, cast: Cast, placed: Callable[..., Initiative]
) -> None:
    placed("Een bankje bij de vijver", resident=cast.resident, address=cast.address)
    idea = Sketch("Een bankje bij de vijver", "assendorp")
    assert similar(session, idea)
    assert similar(session, idea, but_of=cast.resident.id) == ()
    assert similar(session, idea, but_of=cast.neighbour.id)


def test_placing_makes_the_marks_and_erasing_takes_them(session: Session, cast: Cast) -> None:
    waiting = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    decision = Decision(cast.manager_zuid, waiting.version, NOW, None)
    moderation.place(session, waiting, decision)
    session.refresh(waiting, ["marks"])
    assert "'bank'" in (waiting.marks or "")
    erasing.empty(session, waiting)
    assert waiting.marks is None


def test_what_has_no_marks_gets_them_by_the_clock(
    session: Session, placed: Callable[..., Initiative]
) -> None:
    old = placed("Een bankje bij de vijver", marks=None)
    placed("Een moestuin", status=Moderation.SUBMITTED)
    assert titles(session, "Een bankje bij de vijver") == []
    assert mark_unmarked(session, NOW) == 1
    assert mark_unmarked(session, NOW) == 0
    session.flush()
    assert titles(session, "Een bankje bij de vijver") == [old.title]


def test_marks_are_what_postgresql_reads() -> None:
    assert (
        marks("Een bankje bij de speeltuin", "Voor ouders.")
        == "'bank':1A 'speeltuin':2C 'ouders':3D"
    )
