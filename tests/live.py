"""The demo as a newcomer starts it: every process, on a free port, with Telegram beside it."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fake_telegram.client import FakeTelegram
from tests.places import passable_folder

ROOT = Path(__file__).resolve().parents[1]
START_WITHIN = 240
STOP_WITHIN = 60
TALK_WITHIN = 60
# Source: linux/prctl.h, PR_SET_PDEATHSIG.
SET_PARENT_DEATH_SIGNAL = 1


@dataclass(frozen=True)
class Live:
    """A running demo. `fake` is its Telegram; `log` what its processes wrote."""

    base_url: str
    fake: FakeTelegram
    log: Path
    environment: Mapping[str, str]

    def talks(self, name: str, *lines: str) -> str:
        """Talk in a terminal beside the demo (`wijkbot talk`): type lines, read what it wrote."""
        done = subprocess.run(
            [sys.executable, "wijkbot.py", "talk", "--demo", "--as", name],
            cwd=ROOT,
            env=dict(self.environment),
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            timeout=TALK_WITHIN,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout


@contextmanager
def a_live_demo(arguments: Sequence[str] = ()) -> Iterator[Live]:
    """The demo with its own database and its own Telegram; gone, data and all, afterwards."""
    with FakeTelegram() as fake, passable_folder() as var:
        port, log, environment = free_port(), var / "log", _environment(var, fake)
        command = [sys.executable, "wijkbot.py", "demo", "--port", str(port), "--undo", "0"]
        command += arguments
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_end_with_us,
            )
        try:
            live = Live(f"http://127.0.0.1:{port}", fake, log, environment)
            _wait(live, process)
            yield live
        finally:
            _stop(process)
        said = log.read_text(encoding="utf-8")
        assert "Traceback" not in said, said


def _end_with_us() -> None:
    """Should this run be killed, the demo is told to stop (Linux; elsewhere it goes on)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _environment(var: Path, fake: FakeTelegram) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("WIJKBOT_")}
    return outside | {
        "WIJKBOT_VAR": str(var / "var"),
        "WIJKBOT_TELEGRAM_TOKEN": fake.token,
        "WIJKBOT_TELEGRAM_API": fake.api,
    }


def _wait(live: Live, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not _answers(live.base_url):
        if process.poll() is not None or time.monotonic() > deadline:
            said = live.log.read_text(encoding="utf-8")
            raise AssertionError(f"the demo did not start:\n{said}")
        time.sleep(0.1)


def _answers(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=2):
            return True
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does it; where that does not help, with all that it started."""
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
