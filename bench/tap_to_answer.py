"""From a tap or a text in the web chat to the page that holds the answer, on the running demo."""

import statistics
import time

from bench.figures import Bar, Report, Table, milliseconds, p95
from tests.journeys.device import Device
from tests.live import Live, a_live_demo

PEOPLE = 20
LIMIT = 0.3
# The house lets one connection say 300 things a minute; all our people share one.
REST = 1.0
# What is said (between brackets: tapped), and what the answer holds.
TALK = (
    ("8022", "Woont u in"),
    ("[Ja]", "Dit is nu belangrijk in"),
    ("[Wat kan in mijn buurt?]", "In uw buurt kan meer"),
    ("[Grond en groen]", "Adoptiegroen"),
    ("menu", "Waar kan ik u mee helpen"),
    ("[Belangrijk in mijn wijk]", "Dit is nu belangrijk in"),
    ("1", "Kansen voor kinderen"),
    ("[Meer weten]", "Wat willen wij bereiken"),
    ("menu", "Waar kan ik u mee helpen"),
    ("[Hulp en contact]", "14038"),
)


def measure() -> Report:
    """200 answers with a script in the browser (one request), and 200 without (two)."""
    with a_live_demo() as live:
        _talk(live, with_script=False)
        plain = [one for _ in range(PEOPLE) for one in _talk(live, with_script=False)]
        quick = [one for _ in range(PEOPLE) for one in _talk(live, with_script=True)]
    found = {"with a script": quick, "without a script: POST, redirect, page": plain}
    rows = [
        (what, str(len(times)), milliseconds(statistics.median(times)), milliseconds(p95(times)))
        for what, times in found.items()
    ]
    return Report(
        [Table("From a tap to its answer in the web chat", ("", "n", "median", "p95"), rows)],
        [
            Bar(f"tap to answer {what}, p95", 1000 * p95(times), 1000 * LIMIT, None, "ms", True)
            for what, times in found.items()
        ],
    )


def _talk(live: Live, *, with_script: bool) -> list[float]:
    """One newcomer's talk; the seconds that each answer took."""
    device = Device(live.base_url, with_script=with_script)
    times = [_hear(device, said, heard) for said, heard in TALK]
    time.sleep(REST)
    return times


def _hear(device: Device, said: str, heard: str) -> float:
    """The seconds from sending to having the answer. Raises when it is another answer."""
    took = device.taps(said[1:-1]) if said.startswith("[") else device.says(said)
    if heard not in device.newest:
        raise AssertionError(f"{said} gave {device.newest!r}, not {heard!r}")
    return took
