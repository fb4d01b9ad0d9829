"""Commands that use the embedded server, as processes of their own."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.house import ROOT

CHILD = [sys.executable, "-m", "tests.models.embedded_child"]

Commands = list[subprocess.Popen[str]]


def begin(commands: Commands, var: Path, **environment: str) -> subprocess.Popen[str]:
    """Start a command that uses the server; it does not wait for it."""
    command = subprocess.Popen(
        [*CHILD, str(var)],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    commands.append(command)
    return command


def address(command: subprocess.Popen[str]) -> str:
    """What the command says once the server runs."""
    assert command.stdout is not None
    said = command.stdout.readline().strip()
    assert said.startswith("postgresql+psycopg://"), said
    return said


def finish(command: subprocess.Popen[str]) -> None:
    command.communicate(timeout=60)
    assert command.returncode == 0


def ask(url: str, question: str) -> object:
    """The one value that PostgreSQL answers."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def pid_of(var: Path) -> int | None:
    """The server's process, while it runs."""
    try:
        return int((var / "postgres/data/postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, NotADirectoryError):
        return None


def gone_within(seconds: float, var: Path) -> bool:
    deadline = time.monotonic() + seconds
    while pid_of(var) and time.monotonic() < deadline:
        time.sleep(0.05)
    return pid_of(var) is None
