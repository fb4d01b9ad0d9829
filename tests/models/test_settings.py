"""Reading the environment: what is missing or wrong is said in one line."""

import os
import stat
from pathlib import Path

import pytest

from models import keys
from models.settings import SettingsError, for_demo, load, suite_database_url, unknown_names

COMPLETE = {
    "SECRET_KEY": "x" * 32,
    "FIELD_KEYS": f"{keys.new_key()},{keys.new_key()}",
    "LOOKUP_KEY": keys.new_key(),
}


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing set but where our files go."""
    for name in [name for name in os.environ if name.startswith("WIJKBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WIJKBOT_VAR", str(tmp_path / "var"))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which a real deployment starts."""
    for name, value in COMPLETE.items():
        monkeypatch.setenv(f"WIJKBOT_{name}", value)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(SettingsError) as told:
        load()
    said = str(told.value)
    assert "\n" not in said
    return said


def test_with_its_three_secrets_a_deployment_starts(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load()
    assert settings.var == tmp_path / "var"
    assert settings.gemeente == "zwolle"
    assert settings.channels == {"telegram", "web"}
    assert settings.send_rate == 25
    assert settings.database_url is None
    assert not settings.telegram_on
    settings.install_keys()
    assert keys.open_sealed(keys.seal(b"Jansen")) == b"Jansen"


@pytest.mark.parametrize("name", list(COMPLETE))
def test_outside_the_demo_a_missing_secret_refuses(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.delenv(f"WIJKBOT_{name}")
    assert refusal().startswith(f"WIJKBOT_{name} ontbreekt.")
    environment.setenv(f"WIJKBOT_{name}", "")
    assert refusal().startswith(f"WIJKBOT_{name} ontbreekt.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "kort-geheimpje"),
        ("FIELD_KEYS", "geheime-sleutel"),
        ("FIELD_KEYS", " , "),
        ("LOOKUP_KEY", "geheime-sleutel"),
        ("DATABASE_URL", "mysql://jan:geheimpje@db/wijkbot"),
        ("BASE_URL", "wijk.zwolle.nl"),
        ("GEMEENTE", "../zwolle"),
        ("CHANNELS", "telegram,signal"),
        ("SEND_RATE", "snel"),
        ("SEND_RATE", "0"),
        ("TELEGRAM_TOKEN", "123:geheim token"),
        ("TELEGRAM_WEBHOOK_SECRET", "geheim met spatie"),
        ("SMTP_URL", "mail.zwolle.nl"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"WIJKBOT_{name}", value)
    said = refusal()
    assert said.startswith(f"WIJKBOT_{name} klopt niet. Nodig is: ")
    assert value.strip(" ,0") == "" or value not in said.replace("https://wijk.zwolle.nl", "")


def test_the_two_kinds_of_keys_must_differ(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WIJKBOT_FIELD_KEYS", COMPLETE["LOOKUP_KEY"])
    assert "andere sleutel" in refusal()


def test_a_secret_may_stand_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("123:abc\n")
    environment.setenv("WIJKBOT_TELEGRAM_TOKEN_FILE", str(file))
    settings = load()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "123:abc"
    assert settings.telegram_on


def test_a_file_that_is_not_there(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("WIJKBOT_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert refusal() == (
        "WIJKBOT_TELEGRAM_TOKEN_FILE wijst naar een bestand dat wij niet kunnen lezen."
    )


def test_a_secret_given_twice(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("WIJKBOT_SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert refusal() == "Geef WIJKBOT_SECRET_KEY of WIJKBOT_SECRET_KEY_FILE, niet allebei."


def test_secrets_do_not_show_when_settings_are_printed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WIJKBOT_DATABASE_URL", "postgresql://jan:geheimpje@db/wijkbot")
    environment.setenv("WIJKBOT_TELEGRAM_TOKEN", "123:abcdef")
    shown = repr(load())
    for secret in ("geheimpje", "abcdef", COMPLETE["LOOKUP_KEY"], "x" * 32):
        assert secret not in shown


def test_settings_do_not_change(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().gemeente = "elders"


def test_the_demo_needs_nothing_and_keeps_its_keys(tmp_path: Path) -> None:
    first, second = for_demo(9000), for_demo(9000)
    assert first == second
    assert first.base_url == "http://127.0.0.1:9000"
    assert first.lookup_key not in first.field_keys
    made = tmp_path / "var/demo-keys"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert list(made.parent.iterdir()) == [made]


def test_the_demo_stays_away_from_a_real_database_and_its_keys(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("WIJKBOT_DATABASE_URL", "postgresql://jan@db/wijkbot")
    demo, real = for_demo(), load()
    assert demo.database_url is None
    assert demo.secret_key != real.secret_key
    assert set(demo.field_keys).isdisjoint(real.field_keys)


def test_demo_keys_that_somebody_spoiled(tmp_path: Path) -> None:
    for_demo()
    (tmp_path / "var/demo-keys").write_text("{}")
    with pytest.raises(SettingsError, match="ontbreekt"):
        for_demo()
    (tmp_path / "var/demo-keys").write_text("geen json")
    with pytest.raises(SettingsError, match="demo-keys niet lezen"):
        for_demo()


def test_a_slip_of_the_pen_is_noticed(environment: pytest.MonkeyPatch) -> None:
    assert unknown_names() == []
    environment.setenv("WIJKBOT_FIELD_KEY", "x")
    environment.setenv("WIJKBOT_SMTP_URL_FILE", "x")
    assert unknown_names() == ["WIJKBOT_FIELD_KEY"]


def test_the_suite_may_run_on_another_server(environment: pytest.MonkeyPatch) -> None:
    assert suite_database_url() is None
    environment.setenv("WIJKBOT_TEST_DATABASE_URL", "postgresql://jan@db/tests")
    assert suite_database_url() == "postgresql://jan@db/tests"
