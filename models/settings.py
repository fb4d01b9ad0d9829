"""The settings of one deployment, read once from the environment. Nobody else reads it.

Each setting is a variable `WIJKBOT_<NAME>`; a secret may instead stand in a file, named by
`WIJKBOT_<NAME>_FILE`. What is wrong is said in one line that names the variable and never
repeats its value.
"""

import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models import keys

Plain = TypeVar("Plain", str, SecretStr)
Kind = TypeVar("Kind", bound=BaseSettings)

PREFIX = "WIJKBOT_"
DEFAULT_PORT = 8000


class SettingsError(Exception):
    """A setting is missing or wrong. The text is one plain Dutch line for who starts us."""


def _split(value: Any) -> Any:
    return tuple(re.split(r"[\s,]+", value.strip(" \t\r\n,"))) if isinstance(value, str) else value


def _matching(pattern: str) -> AfterValidator:
    def check(value: Plain) -> Plain:
        plain = value if isinstance(value, str) else value.get_secret_value()
        if not re.fullmatch(pattern, plain):
            raise ValueError(pattern)
        return value

    return AfterValidator(check)


def _slashless(value: str) -> str:
    return value.rstrip("/")


_KEY = _matching(r"[A-Za-z0-9_-]{43}=")
_POSTGRES = _matching(r"postgres(ql)?(\+psycopg)?://\S+")
_WEB = _matching(r"https?://[^\s/?#]+\S*")

Key = Annotated[SecretStr, _KEY]
PostgresUrl = Annotated[str, _POSTGRES]
WebUrl = Annotated[str, _WEB, AfterValidator(_slashless)]


class Place(BaseSettings):
    """Where this deployment keeps its own files; the one setting that the demo shares."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore"
    )

    var: Annotated[Path, AfterValidator(Path.absolute)] = Field(
        Path("var"), validate_default=True, description="een map"
    )


class Suite(BaseSettings):
    """What the test suite needs from outside."""

    model_config = Place.model_config

    test_database_url: PostgresUrl | None = Field(
        None, repr=False, description="een adres als postgresql://naam:wachtwoord@server/database"
    )


class Settings(Place):
    """Every setting of a deployment. The descriptions complete "Nodig is: ..."."""

    database_url: PostgresUrl | None = Field(
        None, repr=False, description="een adres als postgresql://naam:wachtwoord@server/database"
    )
    database_direct_url: PostgresUrl | None = Field(
        None, repr=False, description="een adres als postgresql://naam:wachtwoord@server/database"
    )
    gemeente: Annotated[str, _matching(r"[a-z0-9-]+")] = Field(
        "zwolle", description="de naam van een map in gemeenten/"
    )
    base_url: WebUrl = Field(
        f"http://127.0.0.1:{DEFAULT_PORT}", description="een webadres als https://wijk.zwolle.nl"
    )

    # How many of our own proxies stand in front and add X-Forwarded-For; others are not believed.
    proxies: int = Field(0, ge=0, le=5, description="een getal van 0 tot en met 5")

    secret_key: Annotated[SecretStr, _matching(r".{32,}")] = Field(
        description="een geheim van 32 tekens of meer (wijkbot init maakt er een)"
    )
    field_keys: Annotated[tuple[Key, ...], NoDecode, BeforeValidator(_split)] = Field(
        min_length=1, description="een of meer sleutels, met komma's ertussen (wijkbot init)"
    )
    lookup_key: Key = Field(description="een eigen sleutel (wijkbot init maakt er een)")

    channels: Annotated[
        frozenset[Literal["telegram", "web"]], NoDecode, BeforeValidator(_split)
    ] = Field(frozenset({"telegram", "web"}), description="telegram, web of allebei")
    telegram_token: Annotated[SecretStr, _matching(r"[^\s/]+")] | None = Field(
        None, description="het token van BotFather"
    )
    telegram_api: WebUrl = Field("https://api.telegram.org", description="een webadres")
    telegram_webhook_secret: Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{1,256}")] | None = (
        Field(None, description="1 tot 256 letters, cijfers, _ en -")
    )
    send_rate: float = Field(25, ge=1, le=1000, description="een getal van 1 tot en met 1000")
    # Long enough that nobody guesses it, since nothing counts the tries.
    metrics_token: Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{20,256}")] | None = Field(
        None, description="20 tot 256 letters, cijfers, _ en -"
    )

    basemap_url: WebUrl | None = Field(None, description="een webadres met {z}, {x} en {y}")
    smtp_url: Annotated[SecretStr, _matching(r"smtps?://\S+")] | None = Field(
        None, description="een adres als smtp://naam:wachtwoord@server:587"
    )
    smtp_from: Annotated[str, _matching(r"[!-?A-~]+@[!-?A-~]+")] | None = Field(
        None, description="het mailadres waarvan wij mailen, als wijk@gemeente.nl"
    )
    oidc_issuer: WebUrl | None = Field(None, description="een webadres")
    oidc_client_id: str | None = Field(None, description="de naam van deze toepassing")
    oidc_acr: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        (), description="namen met komma's ertussen"
    )
    # That the gemeente hands out no address that it did not check, though it says nothing of that.
    oidc_emails_checked: bool = Field(False, description="true of false")
    # A code from one's phone for every colleague, asked at each login.
    second_step: bool = Field(True, description="true of false")
    oidc_client_secret: SecretStr | None = Field(None, description="een geheim")

    @property
    def oidc_on(self) -> bool:
        """Whether colleagues can log in with the account of the gemeente."""
        return None not in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)

    @property
    def telegram_on(self) -> bool:
        """Whether Telegram is a channel here: asked for, and with a token."""
        return "telegram" in self.channels and self.telegram_token is not None

    @property
    def mail_on(self) -> bool:
        """Whether we can mail: to a server, and from an address."""
        return self.smtp_url is not None and self.smtp_from is not None

    def install_keys(self) -> None:
        """Make these keys the process's own (`models.keys`)."""
        fields = [key.get_secret_value() for key in self.field_keys]
        keys.install(fields, self.lookup_key.get_secret_value())


SECRETS = (
    "database_url",
    "database_direct_url",
    "secret_key",
    "field_keys",
    "lookup_key",
    "telegram_token",
    "telegram_webhook_secret",
    "metrics_token",
    "smtp_url",
    "oidc_client_secret",
)


def load() -> Settings:
    """The settings of a real deployment: without its three secrets it does not start.

    Raises `SettingsError`.
    """
    settings = _read(Settings, _from_files())
    if settings.lookup_key in settings.field_keys:
        raise SettingsError("WIJKBOT_LOOKUP_KEY moet een andere sleutel zijn dan de veldsleutels.")
    if settings.smtp_url and not settings.smtp_from:
        raise SettingsError("WIJKBOT_SMTP_FROM ontbreekt. Nodig is: een mailadres van de gemeente.")
    return settings


def for_demo(port: int = DEFAULT_PORT) -> Settings:
    """The settings of the demo: the embedded database, and keys of its own.

    These win over the environment, so that a demo never touches a real database or its keys.
    The keys are made once and kept in `var/demo-keys`. Raises `SettingsError`.
    """
    var = _read(Place, {}).var
    fixed: dict[str, Any] = {
        "database_url": None,
        "database_direct_url": None,
        "base_url": f"http://127.0.0.1:{port}",
    }
    return _read(Settings, _from_files() | fixed | _demo_keys(var))


def suite_database_url() -> str | None:
    """Another server for the test suite, or none. Raises `SettingsError`."""
    return _read(Suite, {}).test_database_url


def unknown_names() -> list[str]:
    """Variables with our prefix that we do not know: most likely slips of the pen."""
    fields = (*Settings.model_fields, *Suite.model_fields)
    known = {_name(field) for field in fields} | {_name(field) + "_FILE" for field in SECRETS}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _read(kind: type[Kind], given: dict[str, Any]) -> Kind:
    try:
        return kind(**given)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        wrong = "ontbreekt" if error.errors()[0]["type"] == "missing" else "klopt niet"
        needed = kind.model_fields[field].description
        raise SettingsError(f"{_name(field)} {wrong}. Nodig is: {needed}.") from None


def _from_files() -> dict[str, str]:
    """The secrets that stand in files, without the line's end."""
    found = {}
    for field in SECRETS:
        name = _name(field)
        path = os.environ.get(f"{name}_FILE")
        if not path:
            continue
        if os.environ.get(name):
            raise SettingsError(f"Geef {name} of {name}_FILE, niet allebei.")
        found[field] = _contents(f"{name}_FILE", Path(path))
    return found


def _contents(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{name} wijst naar een bestand dat wij niet kunnen lezen.") from None


def _demo_keys(var: Path) -> dict[str, str]:
    path = var / "demo-keys"
    try:
        if not path.exists():
            names = ("secret_key", "field_keys", "lookup_key")
            _write_once(path, {name: keys.new_key() for name in names})
        made: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
        return made
    except (OSError, ValueError):
        raise SettingsError(f"Wij kunnen {path} niet lezen of schrijven.") from None


def _write_once(path: Path, content: dict[str, str]) -> None:
    """Write a file that only we may read, whole or not at all; who comes second changes nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
