"""The command line: done is 0, wrong use is 2, all else is 1 with one plain line."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from shapely.geometry import mapping, shape
from sqlalchemy import Engine, func, select, text

from models import keys
from models.db import database_now, make_engine, transaction
from models.operations import job_runs
from models.operations.chain_watch import seal
from models.operations.gaps import Gap, GapKind
from models.people.accounts import find
from models.people.staff import Staff, StaffEvent
from models.plan.areas import Area, AreaKind
from panel.app import create_panel_app
from tests.cli import KLEINDORP, ROOT, Cli, settings
from tests.fake_telegram.client import FakeTelegram
from tests.panel.conftest import SETTINGS, token_of
from tests.panel.test_auth import PASSWORD, is_in

COMMANDS = [
    "backup",
    "check-history",
    "demo",
    "doctor",
    "forget",
    "import",
    "init",
    "keys",
    "load",
    "migrate",
    "restore",
    "run",
    "staff",
    "talk",
    "web",
]
# With everything that a command asks for, so that only settings or database are wrong.
WHOLE = (
    ["migrate"],
    ["load", str(KLEINDORP)],
    ["import", "areas", "x.geojson"],
    ["import", "din", "x.yaml"],
    ["import", "survey", "x.csv"],
    ["staff", "add", "ria@kleindorp.nl", "--role", "beheerder"],
    ["talk"],
    ["backup", "x.dump"],
    ["restore", "x.dump"],
    ["forget", "telegram:12345"],
    ["keys", "rotate"],
    ["check-history"],
)


@pytest.fixture(scope="module")
def made(new_database: Callable[[], str]) -> str:
    """A database that the command line itself made ready."""
    url = new_database()
    cli = Cli(settings(url))
    assert cli("migrate").code == 0
    assert cli("load", str(KLEINDORP)).code == 0
    return url


@pytest.fixture
def cli(made: str) -> Cli:
    return Cli(settings(made))


@pytest.fixture
def kleindorp(made: str) -> Iterator[Engine]:
    engine = make_engine(made)
    yield engine
    engine.dispose()


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_help_names_every_command(cli: Cli) -> None:
    said = cli("--help")
    assert said.code == 0
    listed = said.out.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(cli: Cli, command: str) -> None:
    said = cli(command, "--help")
    assert said.code == 0
    assert "Usage:" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        "nope",
        "load",
        "import",
        "import nope x",
        "import areas",
        "staff add",
        "staff add ria@kleindorp.nl",
        "staff add ria@kleindorp.nl --role baas",
        "run --only dansen",
        "web --port veel",
        "demo --port veel",
        "backup",
        "restore",
        "forget",
        "keys nope",
        "doctor nope",
        "migrate nope",
    ],
)
def test_wrong_use_is_two(cli: Cli, arguments: str) -> None:
    said = cli(*arguments.split())
    assert said.code == 2
    assert "Traceback" not in said.errors


@pytest.mark.parametrize("arguments", WHOLE, ids=" ".join)
def test_without_settings_one_line_says_what_is_needed(arguments: list[str]) -> None:
    assert Cli()(*arguments).refusal.startswith("WIJKBOT_SECRET_KEY ontbreekt.")


@pytest.mark.parametrize("arguments", WHOLE, ids=" ".join)
def test_a_database_that_is_away_is_one_line(arguments: list[str]) -> None:
    away = Cli(settings("postgresql://wijkbot@127.0.0.1:1/wijkbot"))
    assert away(*arguments).refusal.startswith("De database antwoordt niet.")


@pytest.mark.parametrize("arguments", [["web"], ["run"]])
def test_services_refuse_in_one_line_too(arguments: list[str]) -> None:
    assert Cli().apart(*arguments).refusal.startswith("WIJKBOT_SECRET_KEY ontbreekt.")


def test_an_empty_database_asks_to_be_migrated(new_database: Callable[[], str]) -> None:
    empty = Cli(settings(new_database()))
    assert "wijkbot migrate" in empty("load", str(KLEINDORP)).refusal
    assert "wijkbot migrate" in empty("forget", "telegram:1").refusal


def test_other_keys_are_refused_before_they_do_harm(cli: Cli) -> None:
    told = cli("load", str(KLEINDORP), lookup_key=keys.new_key())
    assert told.refusal.startswith("WIJKBOT_LOOKUP_KEY is een andere")
    told = cli("load", str(KLEINDORP), field_keys=keys.new_key())
    assert told.refusal.startswith("Een sleutel van deze gegevens ontbreekt")
    assert cli("load", str(KLEINDORP)).code == 0


def test_migrating_and_loading_may_be_repeated(cli: Cli) -> None:
    assert cli("migrate").out == "De database is bij.\n"
    assert cli("load", str(KLEINDORP)).out == "Er is niets veranderd.\n"


def test_a_folder_that_is_not_there_is_one_line(cli: Cli) -> None:
    assert "deze map bestaat niet" in cli("load", "nergens").refusal


def test_official_boundaries_by_the_command_line(
    cli: Cli, kleindorp: Engine, tmp_path: Path
) -> None:
    with transaction(kleindorp) as session:
        buurten = session.scalars(select(Area).where(Area.kind == AreaKind.BUURT)).all()
    features = [
        {
            "type": "Feature",
            "properties": {"buurtcode": area.code, "gemeentecode": "GM9999", "water": "NEE"},
            "geometry": mapping(shape(area.geometry or {}).buffer(-0.001)),
        }
        for area in buurten
    ]
    file = tmp_path / "buurten.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features[1:]}))
    assert "buurten.geojson" in cli("import", "areas", str(file)).refusal

    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = cli("import", "areas", str(file))
    assert (said.code, said.out) == (0, "vlakken op de kaart: 0 nieuw, 13 gewijzigd, 0 weg\n")


def test_a_din_and_a_survey_by_the_command_line(cli: Cli, tmp_path: Path) -> None:
    for name, command in (("opgaven.yaml", "din"), ("cijfers.csv", "survey")):
        good = KLEINDORP / name
        assert cli("import", command, str(good)).code == 0
        broken = tmp_path / name
        broken.write_text(good.read_text(encoding="utf-8") + "\n: stuk;;\n", encoding="utf-8")
        said = cli("import", command, str(broken))
        assert said.code == 1
        lines = said.errors.splitlines()
        assert lines
        assert all(line.startswith(f"{name} regel ") for line in lines)
        assert cli("import", command, str(tmp_path / "weg")).refusal.startswith("weg:")


def test_an_invitation_by_the_command_line_works_once(cli: Cli, kleindorp: Engine) -> None:
    said = cli("staff", "add", "ria@kleindorp.nl", "--role", "beheerder", "--name", "Ria Vos")
    assert said.code == 0
    address, path = said.out.strip().split("/panel")
    assert address == "http://127.0.0.1:8000"
    app = create_panel_app(kleindorp, SETTINGS)
    browser = app.test_client()
    form = {"csrf_token": token_of(browser, path), "password": PASSWORD}
    assert browser.post(path, data=form).status_code == 302
    assert is_in(browser)
    assert app.test_client().get(path).status_code == 404
    with transaction(kleindorp) as session:
        ria = find(session, "ria@kleindorp.nl")
        assert ria is not None
        assert [str(role.role) for role in ria.roles] == ["beheerder"]


def test_an_invitation_says_what_is_wrong_with_it(cli: Cli, kleindorp: Engine) -> None:
    add = ("staff", "add")
    role = ("--role", "wijkmanager")
    assert (
        "Stadsdeel Zuid is er niet"
        in cli(*add, "a@kleindorp.nl", *role, "--stadsdeel", "Zuid").refusal
    )
    assert cli(*add, "geen adres", *role).refusal
    assert cli(*add, "oud@kleindorp.nl", *role, "--stadsdeel", "Oud").code == 0
    with transaction(kleindorp) as session:
        asked = select(func.count()).where(Staff.email == "a@kleindorp.nl")
        assert session.scalar(asked) == 0


def test_who_lost_their_phone_is_helped_from_the_command_line(cli: Cli, kleindorp: Engine) -> None:
    email = "bo@kleindorp.nl"
    assert cli("staff", "reset", email).refusal.startswith("Er is geen account")
    assert cli("staff", "add", email, "--role", "beheerder").code == 0
    with transaction(kleindorp) as session:
        bo = find(session, email)
        assert bo is not None
        bo.totp_secret, before = "a secret", bo.fs_uniquifier
    assert "gewist" in cli("staff", "reset", email.upper()).out
    with transaction(kleindorp) as session:
        bo = session.get_one(Staff, bo.id)
        assert bo.totp_secret is None
        assert bo.fs_uniquifier != before


def test_a_talk_in_the_terminal(cli: Cli) -> None:
    said = cli("talk", "--as", "Test", typed="/help\n")
    assert said.code == 0
    assert "Ik ben de wijkassistent van de gemeente Kleindorp." in said.out
    assert said.errors == ""


def test_init_writes_settings_with_which_everything_starts(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    file = tmp_path / "wijkbot.env"
    said = Cli()("init", str(file), "--base-url", "https://wijk.kleindorp.example/")
    assert said.code == 0
    assert "https://wijk.kleindorp.example/privacy" in said.out
    assert file.stat().st_mode & 0o777 == 0o600
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    written = dict(line.split("=", 1) for line in lines)
    assert written["WIJKBOT_BASE_URL"] == "https://wijk.kleindorp.example"
    made = Cli(written | {"WIJKBOT_DATABASE_URL": new_database()})
    assert made("migrate").code == 0

    before = file.read_bytes()
    assert "bestaat al" in Cli()("init", str(file)).refusal
    assert file.read_bytes() == before
    assert "kunnen" in Cli()("init", str(tmp_path / "weg" / "x.env")).refusal
    other = tmp_path / "other.env"
    assert Cli()("init", str(other), "--token", "12:ab").code == 0
    assert "\nWIJKBOT_TELEGRAM_TOKEN=12:ab\n" in other.read_text()
    assert written["WIJKBOT_LOOKUP_KEY"] not in other.read_text()


def test_doctor_is_content_with_what_is_well(cli: Cli, fake: FakeTelegram) -> None:
    said = cli(
        "doctor",
        base_url="https://wijk.kleindorp.example",
        telegram_token=fake.token,
        telegram_api=fake.api,
    )
    assert (said.code, said.errors) == (0, "")
    assert "fout" not in said.out
    for good in ("PostgreSQL", "Kleindorp", "sleutels passen", "klok", "@", "https"):
        assert any(good in line for line in said.out.splitlines() if line.startswith("goed")), good


def test_doctor_says_each_thing_that_is_wrong(
    cli: Cli, fake: FakeTelegram, new_database: Callable[[], str]
) -> None:
    def wrong(**more: str) -> list[str]:
        said = cli("doctor", **more)
        assert said.code == 1
        return [
            line.removeprefix("fout").strip() for line in said.out.splitlines() if "fout " in line
        ]

    assert wrong(typo="1") == ["WIJKBOT_TYPO is geen instelling van Wijkbot. Is het een tikfout?"]
    assert "zonder https" in wrong(base_url="http://wijk.example")[0]
    assert "loopt achter" in wrong(database_url=new_database())[0]
    assert "antwoordt niet" in wrong(database_url="postgresql://x@127.0.0.1:1/x")[0]
    assert "WIJKBOT_LOOKUP_KEY is een andere" in wrong(lookup_key=keys.new_key())[0]
    assert "wijst naar gemeenten/zwolle" in wrong(gemeente="zwolle")[0]
    assert "kent dit token niet" in wrong(telegram_token="1:no", telegram_api=fake.api)[0]
    away = wrong(telegram_token="1:no", telegram_api="http://127.0.0.1:1")[0]
    assert away.startswith("Telegram antwoordt niet")
    assert "half ingesteld" in wrong(oidc_issuer="https://login.example")[0]
    assert wrong(secret_key="")[0].startswith("WIJKBOT_SECRET_KEY ontbreekt")


def test_doctor_says_in_words_what_healthz_says_in_codes(cli: Cli, kleindorp: Engine) -> None:
    assert "De bot heeft hier nog niet gedraaid." in cli("doctor").out
    with transaction(kleindorp) as session:
        now = database_now(session)
        job_runs.ran(session, "prune", now, now - timedelta(minutes=1))
        session.add(Gap(kind=GapKind.REMINDER, subject=1, n=2, since=now))
    try:
        said = cli("doctor")
    finally:
        with transaction(kleindorp) as session:
            session.execute(text("TRUNCATE gap, job_run"))
    assert said.code == 1
    assert "fout    Er klopt iets niet. In het paneel staat bij Berichten wat." in said.out
    assert "let op  Een vaste taak is te laat: prune." in said.out


def test_keys_are_made_and_rotating_one_says_what_to_do(cli: Cli) -> None:
    assert len(cli("keys", "new").out.strip()) == 44
    assert cli("keys", "new").out != cli("keys", "new").out
    said = cli("keys", "rotate")
    assert said.code == 0
    assert "Zet er een nieuwe voor" in said.out


def test_a_port_that_is_taken_is_one_line(cli: Cli, busy_port: int) -> None:
    said = cli.apart("web", "--port", str(busy_port))
    assert said.refusal == f"Poort {busy_port} is bezet. Kies een andere: --port {busy_port + 1}"


def test_the_settings_example_is_where_init_looks_for_it() -> None:
    assert (ROOT / "deploy" / "env.example").is_file()


def test_history_is_walked_and_the_first_broken_row_is_told(cli: Cli, kleindorp: Engine) -> None:
    with transaction(kleindorp) as session:
        for act in ("one", "two"):
            session.add(StaffEvent(at=database_now(session), act=act, subject="staff 1"))
    with transaction(kleindorp) as session:
        assert seal(session, database_now(session)) >= 2
    told = cli("check-history").out
    assert "klopt" in told
    head = told.split()[-1]
    assert cli("check-history", "--head", head).code == 0
    assert "staat er niet meer in" in cli("check-history", "--head", "ab" * 32).errors
    assert cli("check-history", "--head", "niets").code == 2
    with kleindorp.begin() as connection:
        for how in ("DISABLE", "ENABLE"):
            connection.execute(text(f"ALTER TABLE staff_event {how} TRIGGER USER"))
            if how == "DISABLE":
                connection.execute(text("UPDATE staff_event SET act = 'x' WHERE act = 'two'"))
    said = cli("check-history")
    assert (said.code, "staff_event" in said.errors) == (1, True)
    assert "staff_event" in cli("doctor").out
    with kleindorp.begin() as connection:
        connection.execute(text("TRUNCATE seal, chain_check, staff_event"))
