"""The demo's processes: started apart, watched, and stopped in order."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import click

from models.embedded import EmbeddedError

START_SECONDS = 60
STOP_SECONDS = 15

Process = subprocess.Popen[bytes]


class Processes:
    """Each command is a process of its own; leaving the `with` block ends them all."""

    def __init__(self, root: Path, port: int) -> None:
        self._command = [sys.executable, str(root / "wijkbot.py")]
        self._port = port
        self._running: list[Process] = []
        self._asked_to_stop = False

    def __enter__(self) -> Self:
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._ask_to_stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, *arguments: str) -> Process:
        """In a session of its own: Ctrl-C comes to us, and we stop them in order."""
        command = [*self._command, *arguments, "--demo-port", str(self._port)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        self._running.append(process)
        return process

    def call(self, process: Process) -> None:
        """Tell a process that waits on call to go on."""
        if process.stdin is not None:
            process.stdin.write(b"\n")
            process.stdin.flush()

    def wait(self, answers: Callable[[int], bool]) -> None:
        """Until the port answers. Raises EmbeddedError when it does not come."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(self._port) and not self._asked_to_stop:
            if self._one_ended():
                raise EmbeddedError("De demo kon niet starten. Hierboven staat waarom.")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"De demo antwoordt na {START_SECONDS} seconden nog niet.")
            time.sleep(0.05)

    def stay(self) -> None:
        """Until Ctrl-C or SIGTERM. Raises EmbeddedError when a process ends by itself."""
        while not self._asked_to_stop:
            if self._one_ended():
                raise EmbeddedError("Een onderdeel van de demo is gestopt. Hierboven staat waarom.")
            time.sleep(0.2)
        click.echo("De demo stopt.")

    def stop(self) -> None:
        """End them all, also one that does not listen."""
        for process in self._running:
            process.terminate()
        while self._running:
            _end(self._running.pop())

    def _one_ended(self) -> bool:
        return any(process.poll() is not None for process in self._running)

    def _ask_to_stop(self, *_: object) -> None:
        self._asked_to_stop = True


def _end(process: Process) -> None:
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
