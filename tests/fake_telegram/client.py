"""The fake for tests: starts it, plays people, tells what they see. Synchronous throughout."""

import base64
import http.client
import json
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.fake_telegram.person import Person
from tests.fake_telegram.seen import Wire

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "8120:AAF-fake-token-for-tests-only"
START_WITHIN = 180.0
STOP_WITHIN = 10.0
CALL_WITHIN = 30.0
POLL = 0.02


class FakeRefused(Exception):
    """The fake could not do what the test asked; its text says why."""


class FakeTelegram:
    """A running fake. A context manager; `reset` between tests is quicker than a new one.

    `api` is the base address for bots (`WIJKBOT_TELEGRAM_API`), `token` the bot's token.
    """

    def __init__(self, *, seed: int = 1, log: Path | None = None, arguments: tuple[str, ...] = ()):
        self._command = [sys.executable, "-m", "tests.fake_telegram", "--port", "0", "--attached"]
        self._command += ["--control-port", "0", "--seed", str(seed), "--token", TOKEN, *arguments]
        self._command += ["--log", str(log)] if log else []
        self._process: subprocess.Popen[str] | None = None
        self._control_port = 0
        self.token = TOKEN
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process and wait for its ports. Importing aiogram takes some seconds."""
        self._process = process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], START_WITHIN)
        line = process.stdout.readline() if ready else ""
        if not line:
            self.stop()
            raise FakeRefused(f"the fake did not start: exit code {process.returncode}")
        self.port, self._control_port = map(int, line.split())

    def stop(self) -> None:
        """Close its input, on which it ends in order, as it also does should we be killed."""
        if self._process is None:
            return
        process, self._process = self._process, None
        try:
            process.communicate(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """For python-telegram-bot's `base_url`."""
        return f"{self.api}/bot"

    @property
    def base_file_url(self) -> str:
        """For python-telegram-bot's `base_file_url`."""
        return f"{self.api}/file/bot"

    def do(self, act: str, **given: Any) -> Any:
        """Carry out one act at the control door; see `control.ACTS`. Raises FakeRefused."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._control_port, timeout=CALL_WITHIN
        )
        try:
            connection.request("POST", f"/control/{act}", json.dumps(given))
            answer = connection.getresponse()
            result = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise FakeRefused(result["description"])
        return result

    def do_many(self, acts: list[tuple[str, Wire]]) -> list[Any]:
        """Many acts in one request, in order: a quick way to have thousands of people speak."""
        done: list[Any] = self.do("many", acts=acts)
        return done

    def reset(self) -> None:
        """Forget everybody and everything; the bot must be told nothing."""
        self.do("reset")

    def person(
        self, name: str = "Inwoner", *, language: str = "nl", started: bool = False
    ) -> Person:
        """A new person. `started`: the bot may write first, as to one who wrote long ago."""
        given = {"first_name": name, "language_code": language, "started": started}
        return Person(self, self.do("meet", **given)["id"], name)

    def crowd(self, count: int, first_id: int = 1_000_000) -> range:
        """Many people who have started the bot; gives their ids."""
        self.do("meet", id=first_id, count=count, started=True)
        return range(first_id, first_id + count)

    def calls(
        self, method: str | None = None, since: int = 0, chat_id: int | None = None
    ) -> list[Wire]:
        """The calls of the bot, oldest first, as `calls.Call` writes them."""
        found: list[Wire] = self.do("calls", method=method, since=since, chat_id=chat_id)
        return found

    def fails(self, method: str, kind: str, **details: Any) -> None:
        """Let the next calls of a method go wrong; see `faults.Fault` for kinds and details."""
        self.do("fault", method=method, kind=kind, **details)

    def says_too_many(self, seconds: int, method: str = "sendMessage", times: int = 1) -> None:
        """Answer 429 with `retry_after`."""
        self.fails(method, "error", code=429, retry_after=seconds, times=times)

    def is_down(self, seconds: float) -> None:
        """Refuse every connection of bots for a while; people go on."""
        self.do("outage", seconds=seconds)

    def time_passes(self, seconds: float) -> None:
        """Move the fake's clock, so that taps and updates grow old without waiting."""
        self.do("advance", seconds=seconds)

    def answered(self) -> Wire:
        """How many buttons were `pressed`, and how many of these taps the bot `answered`."""
        counts: Wire = self.do("answered")
        return counts

    def receives_raw(self, body: bytes, queue: int = 0) -> int:
        """An update of any bytes; `%UPDATE_ID%` becomes its id."""
        data = base64.b64encode(body).decode()
        return int(self.do("raw", data=data, queue=queue))

    def repeats(self, update_id: int, times: int = 1) -> None:
        self.do("repeat", update_id=update_id, times=times)

    def limits(self, **limits: Any) -> None:
        """Set the watched limits and count anew; see `limiter.Limits`."""
        self.do("limits", **limits)

    def limiter(self) -> Wire:
        """What was counted, the busiest second and the violations."""
        report: Wire = self.do("limiter")
        return report

    def waits_until(self, done: Callable[[], bool], timeout: float, what: str) -> None:
        """Look until it is so. Raises AssertionError with the last calls when time is up."""
        end = time.monotonic() + timeout
        while not done():
            if time.monotonic() > end:
                raise AssertionError(f"not within {timeout} s: {what}\n{self.transcript()}")
            time.sleep(POLL)

    def transcript(self, last: int = 20) -> str:
        """The last calls of the bot, a line each."""
        calls = self.calls()[-last:]
        lines = [
            f"{call['method']} -> {call['status']} {call['description'] or ''}" for call in calls
        ]
        return "\n".join(["the bot's last calls:", *lines])
