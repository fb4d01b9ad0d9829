"""When the embedded PostgreSQL cannot start: one plain sentence, and what to do."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from models.embedded import EmbeddedError, ensure_server, server
from tests.models.embedded_commands import ask

ROOT = os.geteuid() == 0


def refusal(var: Path) -> str:
    """What a person reads when the server does not start: one line, and no data left behind."""
    with pytest.raises(EmbeddedError) as told, ensure_server(var):
        pass
    said = str(told.value)
    assert "\n" not in said
    assert said.endswith(".")
    return said


def test_data_of_another_version(used: Path) -> None:
    version = used / "postgres/data/PG_VERSION"
    version.write_text("17\n")
    said = refusal(used)
    version.write_text("18\n")
    assert "van PostgreSQL 17, en dit is 18" in said
    assert "back-up" in said


def test_a_folder_that_holds_no_database(var: Path) -> None:
    (var / "postgres/data").mkdir(parents=True)
    assert "staat geen database" in refusal(var)


def test_damaged_data(used: Path) -> None:
    control = used / "postgres/data/global/pg_control"
    control.rename(used / "kept")
    said = refusal(used)
    (used / "kept").rename(control)
    assert "De database start niet (" in said
    assert "server.log" in said


def test_settings_that_somebody_broke(used: Path) -> None:
    settings = used / "postgres/data/postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "no_such_setting = 1\n")
    assert "De database start niet (" in refusal(used)
    settings.write_text(before)


@pytest.fixture
def small_disk(var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 60 MB: room enough to begin making a database, not to start it."""
    var.mkdir()
    if ROOT:
        mount = ["mount", "-t", "tmpfs", "-o", "size=60m,mode=755", "tmpfs", str(var)]
        if subprocess.run(mount, check=False, capture_output=True).returncode == 0:
            yield var
            subprocess.run(["umount", "--lazy", str(var)], check=True)
            return
    # Without the right to mount: no file may grow, which the system refuses in the same way.
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    yield var


def test_a_full_disk_is_seen_before_anything_is_written(small_disk: Path) -> None:
    assert "De schijf is vol" in refusal(small_disk)
    assert not (small_disk / "postgres/data").exists()


def test_a_disk_that_fills_up_meanwhile(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "NEW_DATA_BYTES", 0)
    monkeypatch.setattr(server, "START_BYTES", 0)
    (small_disk / "film.mp4").write_bytes(bytes(20 << 20))
    assert "De schijf is vol" in refusal(small_disk)
    (small_disk / "film.mp4").unlink()
    with ensure_server(small_disk) as running:
        assert ask(running.url, "SELECT 1") == 1


def test_a_limit_on_the_size_of_files(var: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        assert "ulimit -f" in refusal(var)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_path_longer_than_a_socket_may_have(var: Path) -> None:
    deep = var / "een-map-met-een-lange-naam" / ("x" * 90)
    with ensure_server(deep, durable=False) as running:
        assert ask(running.url, "SELECT 1") == 1
        sockets = Path(str(conninfo_to_dict(running.url.replace("+psycopg", ""))["host"]))
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


@pytest.mark.parametrize("name", ["met spatie, 100% ën $HOME", "aan'halings\"teken"])
def test_an_unusual_path(var: Path, name: str) -> None:
    with ensure_server(var / name, durable=False) as running:
        assert ask(running.url, "SELECT 1") == 1


def test_a_folder_that_is_a_file(var: Path) -> None:
    var.write_text("")
    assert str(var) in refusal(var)


def test_without_the_package(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "WIJKBOT_DATABASE_URL" in refusal(var)
