"""`python -m tests.fake_telegram`: run the fake until it is told to stop."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from tests.fake_telegram.botdoor import answer_call
from tests.fake_telegram.fake import Fake, Options
from tests.fake_telegram.server import Door, serve


def main() -> int:
    given = _arguments()
    options = Options(
        token=given.token,
        seed=given.seed,
        latency=given.latency_ms / 1000,
        lenient=given.lenient,
        log=given.log,
    )
    try:
        asyncio.run(_run(options, given))
    except OSError as error:
        sys.stderr.write(f"fake_telegram: {error}\n")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("fake_telegram", description="A strict fake Bot API.")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--control-port", type=int, help="stays open in an outage")
    parser.add_argument("--token", default=Options.token)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, metavar="FILE.jsonl", help="write every call here")
    parser.add_argument("--latency-ms", type=float, default=0, help="time before each answer")
    parser.add_argument("--attached", action="store_true", help="stop when the input closes")
    parser.add_argument("--lenient", action="store_true", help="skip checks, for load runs")
    return parser.parse_args()


async def _run(options: Options, given: argparse.Namespace) -> None:
    fake = Fake(options, answer_call)
    door = Door(fake, given.port)
    control = Door(fake, given.control_port) if given.control_port is not None else None
    serving = asyncio.create_task(serve(fake, door, control, _announce))
    told = asyncio.create_task(_told_to_stop(given.attached))
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    # Cancelled once only: a second time would interrupt the closing of the log.
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _told_to_stop(attached: bool) -> None:
    """Until a signal comes, or the input closes because whoever started us is gone."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if attached:
        loop.add_reader(sys.stdin, stop.set)
    await stop.wait()
    if attached:
        loop.remove_reader(sys.stdin)


def _announce(port: int, control_port: int) -> None:
    """The first line tells whoever started us which ports we have."""
    sys.stdout.write(f"{port} {control_port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
