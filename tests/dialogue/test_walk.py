"""Whatever people do, in whatever order: no exception, always a way on, always a state to keep.

The harness itself checks each message against the narrowest channel and saves the state between
every two turns; here many people wander through it, each from the same seed every time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.events import (
    Choose,
    Command,
    Edited,
    Event,
    PhotoRefused,
    PhotoSent,
    Place,
    Text,
    Unsupported,
)
from bot.dialogue.registry import COMMANDS
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.talking import Conversation, Shown
from tests.dialogue.transcripts import Play

STEPS = 40
Act = Callable[[Play], list[Shown]]


@dataclass(frozen=True)
class Do:
    """An act with a name that a failing walk can be read by."""

    name: str
    act: Act

    def __repr__(self) -> str:
        return self.name


def hears(event: Event) -> Do:
    return Do(repr(event), lambda play: play.talk.hear(event))


def chooses(number: int) -> Do:
    """One of what is on offer now, whatever it is."""

    def act(play: Play) -> list[Shown]:
        offered = play.talk.state.offered
        if not offered:
            return play.talk.type("/start")
        value = offered[number % len(offered)].value
        return play.talk.hear(Choose(value, play.talk.state.turn))

    return Do(f"chooses({number})", act)


def taps_again(number: int) -> Do:
    """A button that was shown some time before."""

    def act(play: Play) -> list[Shown]:
        taps = [(c.value, s.turn) for s in play.talk.shown for c in s.reply.choices if c.value]
        return play.talk.hear(Choose(*taps[number % len(taps)])) if taps else []

    return Do(f"taps_again({number})", act)


def meanwhile(line: str) -> Do:
    def act(play: Play) -> list[Shown]:
        play.meanwhile(line)
        return []

    return Do(f"meanwhile({line!r})", act)


WORDS = st.sampled_from(
    ["8022", "8014", "9999", "ja", "nee", "1", "stop", "terug", "menu", "Een bank", "x" * 10_000]
    + ["ik wil een bankje in Assendorp", "er is een lamp kapot", "hoe vraag ik dat aan?", "blub"]
    + ["er is brand", "ik wil niet meer leven", "toch", "0612345678", "geen berichten meer"]
    + ["zoek gevel", "Tegels eruit in de straat", "Een lange tafel"]
)
ARGUMENTS = st.sampled_from(
    ["", "verder", "begin", "foto", "Z-0101", "z-0101 ja", "oost-1", "diezerpoort", "+ /nieuw", "9"]
    + ["Z-0042", "Z-0042 terug", "Z-0042 niet", "Z-0101 hulp", "Z-0101 stop"]
    + ["n_ontmoeten", "o_zuid-1", "w_geren", "i_Z-0042", "c_tok1", "k_x", "e_1", "geld", "burendag"]
    + ["oost-31", "o_oost-31", "g_12", "11", "12"]
    + ["Z-0101 alles", "Z-0101 opgave", "Z-0101 grond", "Z-0101 inleveren", "Z-0101 bestand"]
    + ["zin ik wil een bankje", "zin " + "x" * 400, "licht", "een lamp", "niet"]
)
# How far somebody has come before they begin to wander: nowhere, or deep in a proposal.
TO_PHOTOS = ("8022", "1", "/nieuw begin", "Een bank", "1", "Leuk", "Vechtstraat", "1", "1")
TO_SENT = (*TO_PHOTOS, "1", "Ria", "1")
BEGINNINGS = st.sampled_from([(), TO_PHOTOS[:4], TO_PHOTOS, TO_SENT[:-1], TO_SENT])
NUMBERS = st.integers(0, 30)
ACTS = st.one_of(
    NUMBERS.map(chooses),
    NUMBERS.map(chooses),
    NUMBERS.map(chooses),
    NUMBERS.map(taps_again),
    WORDS.map(Text).map(hears),
    st.text(max_size=30).map(Text).map(hears),
    st.builds(Command, st.sampled_from([*sorted(COMMANDS), "blub"]), ARGUMENTS).map(hears),
    st.builds(Place, st.sampled_from([51.9, 52.504, 52.518]), st.just(6.101)).map(hears),
    st.builds(PhotoSent, st.sampled_from(["p1", "p2"]), st.text(max_size=5)).map(hears),
    st.sampled_from(["too_big", "odd"]).map(PhotoRefused).map(hears),
    st.sampled_from(["voice", "odd"]).map(Unsupported).map(hears),
    st.just(Edited("x")).map(hears),
    st.sampled_from(
        ["ask Z-0101 Hoe breed?", "place Z-0101", "offer Z-0101 A | B", "lapse Z-0101", "lose"]
        + ["help - Bas", "news Z-0042", "news oost-1", "how", "unreachable", "many"]
        + ["decline Z-0101", "hide Z-0101", "erase Z-0101"]
        + ["feasible Z-0101", "end Z-0101", "fill Z-0101 grond Ja.", "turn Z-0101 opgave Hoezo?"]
        + ["full", "cancel Dicht.", "over Veel.", "decide"]
    ).map(meanwhile),
)


def a_walk(acts: list[Do], channel: str, language: str, before: tuple[str, ...]) -> None:
    play = Play()
    play.talk = Conversation(Neighbourhood(stranger(channel, language), checkin="open"))
    for words in before:
        play.hear(words)
    for each in acts:
        each.act(play)
    assert play.talk.type("/menu"), "after all this the menu still answers"


def test_any_walk_goes_on(size: Callable[[int, int], int]) -> None:
    """Of some thirty events each: 4,500 in all, and at full size 100,000."""
    walks = given(
        st.lists(ACTS, min_size=STEPS // 2, max_size=STEPS),
        st.sampled_from(["telegram", "web", "whatsapp"]),
        st.sampled_from(["nl", "en"]),
        BEGINNINGS,
    )
    as_often = settings(
        max_examples=size(150, 3_400),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    as_often(walks(a_walk))()
