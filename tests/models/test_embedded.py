"""The embedded PostgreSQL, as people meet it: starting, sharing, being killed."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from models.embedded import ensure_server
from models.embedded.home import find
from models.embedded.server import State
from models.embedded.server import state as server_state
from tests.models.embedded_commands import (
    Commands,
    address,
    ask,
    begin,
    finish,
    gone_within,
    pid_of,
)


def test_what_was_stored_is_there_at_the_next_start(var: Path) -> None:
    with ensure_server(var) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 'speeltuin' AS what")
        assert pid_of(var)
    assert pid_of(var) is None
    with ensure_server(var) as server:
        assert ask(server.url, "SELECT what FROM kept") == "speeltuin"
        assert ask(server.url, "SHOW fsync") == "on"


def test_a_second_start_is_quick(used: Path) -> None:
    def took() -> float:
        begun = time.monotonic()
        with ensure_server(used):
            return time.monotonic() - begun

    took()
    # One of three, since others may keep the machine busy.
    assert any(took() < 1.5 for _ in range(3))


def test_it_knows_dutch_letters_whatever_the_locale(used: Path, commands: Commands) -> None:
    strange = {"LANG": "xx_YY", "LC_ALL": "tr_TR", "PGPORT": "1", "PGDATA": "/", "PGUSER": "x"}
    url = address(begin(commands, used, **strange))
    assert ask(url, "SELECT lower('ÉÉN IDEE') || upper('ĳ')") == "één ideeĲ"
    assert ask(url, "SELECT to_tsvector('dutch', 'Ideeën voor de buurten')::text") == (
        "'buurt':4 'ideeen':1"
    )
    ask(url, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(url, "SELECT similarity('één', 'EEN') < similarity('één', 'ÉÉN')") is True


def test_only_we_can_reach_it(used: Path) -> None:
    with ensure_server(used) as server:
        assert ask(server.url, "SHOW listen_addresses") == ""
        assert ask(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = 'wijkbot'") is False
    assert (used / "postgres/socket").stat().st_mode & 0o777 == 0o700
    assert (used / "postgres").stat().st_mode & 0o777 == 0o700


def test_another_database_on_the_same_server(used: Path) -> None:
    for _ in "twice":
        with ensure_server(used, "demo") as server:
            assert ask(server.url, "SELECT current_database()") == "demo"


def test_two_commands_at_once_share_one_server(used: Path, commands: Commands) -> None:
    before = starts(used)
    both = [begin(commands, used), begin(commands, used)]
    first, second = [address(command) for command in both]
    assert first == second
    assert starts(used) == before + 1

    finish(both[0])
    assert ask(second, "SELECT 1") == 1
    finish(both[1])
    assert pid_of(used) is None


def test_who_is_killed_does_not_keep_the_server_running(used: Path, commands: Commands) -> None:
    killed, last = begin(commands, used), begin(commands, used)
    url = address(killed)
    address(last)
    killed.kill()
    killed.wait()
    assert ask(url, "SELECT 1") == 1
    finish(last)
    assert pid_of(used) is None


def test_when_the_only_user_is_killed_the_server_stops_too(used: Path, commands: Commands) -> None:
    only = begin(commands, used)
    address(only)
    only.kill()
    only.wait()
    assert gone_within(20, used)


def test_who_comes_right_after_a_kill_has_a_server(used: Path, commands: Commands) -> None:
    only = begin(commands, used)
    address(only)
    only.kill()
    with ensure_server(used) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_ctrl_c_reaches_the_command_and_not_the_server(used: Path, commands: Commands) -> None:
    command = begin(commands, used)
    address(command)
    server = pid_of(used)
    assert server
    assert os.getpgid(server) != os.getpgid(command.pid)
    os.killpg(command.pid, signal.SIGINT)
    assert command.wait(60) == 130
    assert pid_of(used) is None
    log = (used / "postgres/server.log").read_text()
    assert log.strip().endswith("database system is shut down")


def test_after_a_crash_of_the_server_nothing_is_lost(used: Path) -> None:
    with ensure_server(used) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 1 AS one")
        _kill_server(used)
    with ensure_server(used) as server:
        assert ask(server.url, "SELECT one FROM kept") == 1


def test_a_server_that_ends_under_its_users_is_started_again(used: Path) -> None:
    with ensure_server(used) as server:
        ask(server.url, "CREATE TABLE kept_too AS SELECT 1 AS one")
        before = pid_of(used)
        _kill_server(used)
        deadline = time.monotonic() + 60
        while server_state(find(used)) is not State.READY or pid_of(used) == before:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert ask(server.url, "SELECT one FROM kept_too") == 1
    assert pid_of(used) is None


def test_the_number_of_a_crashed_server_may_be_another_programs(used: Path) -> None:
    mark = used / "postgres/data/postmaster.pid"
    with ensure_server(used):
        lines = mark.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as other:
        # As a machine that lost its power finds it at its next start.
        mark.write_text("\n".join([str(other.pid), *lines[1:], ""]))
        shutil.chown(mark, mark.parent.stat().st_uid, mark.parent.stat().st_gid)
        with ensure_server(used) as server:
            assert ask(server.url, "SELECT 1") == 1
            assert pid_of(used) != other.pid
        other.kill()


def test_a_first_start_that_was_broken_off_is_done_again(var: Path) -> None:
    half = var / "postgres/data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with ensure_server(var) as server:
        assert ask(server.url, "SELECT 1") == 1


def starts(used: Path) -> int:
    """How often the server has started here."""
    return (used / "postgres/server.log").read_text().count("ready to accept connections")


def _kill_server(used: Path) -> None:
    pid = pid_of(used)
    assert pid
    os.kill(pid, signal.SIGKILL)
    # Its workers see that it is gone and leave by themselves.
    time.sleep(0.3)
