"""The command line in tests: commands within this process, and as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

import wijkbot
from tests.conftest import FIELD_KEY, LOOKUP_KEY

ROOT = Path(__file__).resolve().parents[1]
KLEINDORP = ROOT / "tests" / "data" / "kleindorp"
PATIENCE = 120


def settings(url: str, **more: str) -> dict[str, str]:
    """What a deployment of the made-up gemeente has in its environment."""
    given = {f"WIJKBOT_{name.upper()}": value for name, value in more.items()}
    return {
        "WIJKBOT_DATABASE_URL": url,
        "WIJKBOT_SECRET_KEY": "for tests only, and long enough to be taken",
        "WIJKBOT_FIELD_KEYS": FIELD_KEY,
        "WIJKBOT_LOOKUP_KEY": LOOKUP_KEY,
        "WIJKBOT_GEMEENTE": "kleindorp",
    } | given


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and the lines that it wrote."""

    code: int
    out: str
    errors: str

    @property
    def refusal(self) -> str:
        """The one line of a refusal. Fails where there is anything else."""
        assert self.code == 1, (self.code, self.out, self.errors)
        (line,) = self.errors.splitlines()
        assert "Traceback" not in self.errors
        return line


@dataclass
class Cli:
    """`wijkbot` under these settings and no others."""

    settings: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, typed: str = "", **more: str) -> Said:
        """Run a command within this process. What it did not foresee is raised here."""
        outside = {name: None for name in os.environ if name.startswith("WIJKBOT_")}
        told = {f"WIJKBOT_{name.upper()}": value for name, value in more.items()}
        done = CliRunner().invoke(
            wijkbot.main, arguments, input=typed, env={**outside, **self.settings, **told}
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command as a process, which the caller ends."""
        outside = {
            name: value for name, value in os.environ.items() if not name.startswith("WIJKBOT_")
        }
        return subprocess.Popen(
            [sys.executable, "wijkbot.py", *arguments],
            cwd=ROOT,
            env=outside | dict(self.settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def apart(self, *arguments: str) -> Said:
        """Run a command as a process, to its end."""
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=PATIENCE)
        return Said(process.returncode, out, errors)
