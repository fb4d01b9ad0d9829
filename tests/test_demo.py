"""`wijkbot demo` beside another: on a port that is taken, and two at once on one folder."""

import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, tuple_

from demo import DEMO_DATABASE
from models.db import make_engine, transaction
from models.embedded import ensure_server
from models.initiatives.contributions import Contribution
from tests.cli import Cli
from tests.places import passable_folder

PATIENCE = 150


@pytest.fixture
def var() -> Iterator[Path]:
    with passable_folder() as folder:
        yield folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def answer(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
        text: str = page.read().decode()
        return text


def wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer(port, "/healthz")
            return
        except OSError:
            assert time.monotonic() < deadline, f"nothing answers on {port}"
            time.sleep(0.2)


def test_a_demo_on_a_taken_port_says_which_one_to_try(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = Cli({"WIJKBOT_VAR": str(var)}).apart("demo", "--port", str(port))
    assert said.refusal == (
        f"Poort {port} is al bezet. Kies een andere poort: PORT={port + 1} make demo"
    )


def test_two_demos_at_once_share_one_database_and_its_examples(var: Path) -> None:
    cli = Cli({"WIJKBOT_VAR": str(var)})
    ports = free_port(), free_port()
    demos = [cli.start("demo", "--port", str(port)) for port in ports]
    try:
        for port in ports:
            wait_for(port)
            assert "Zwolle" in answer(port, "/")
        with ensure_server(var, DEMO_DATABASE) as server:
            engine = make_engine(server.url)
            with transaction(engine) as session:
                # A melding is called after what it is about.
                called = tuple_(Contribution.kind, Contribution.title)
                rows, different = session.execute(
                    select(func.count(), func.count(called.distinct())).select_from(Contribution)
                ).one()
            engine.dispose()
        # A second seeding would have told each of them twice.
        assert rows == different > 0
    finally:
        for demo in demos:
            demo.send_signal(signal.SIGINT)
        ends = [demo.communicate(timeout=PATIENCE) for demo in demos]
    assert [demo.returncode for demo in demos] == [0, 0], ends
    assert all("Traceback" not in errors for _, errors in ends)
