"""Setting up, and saying what is still wrong. The work is done in `models.operations`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.checking import check_telegram
from commands.edge import FAILED, database, plain_errors, tell
from models.embedded import EmbeddedError
from models.operations.checking import Finding, Level, check_database, check_settings, finding
from models.operations.initial import HERE, write_settings
from models.settings import SettingsError, load
from texts.render import text

EXAMPLE = Path(__file__).resolve().parents[1] / "deploy" / "env.example"


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("wijkbot.env"))
@click.option("--base-url", default=HERE, show_default=True, help="Het webadres.")
@click.option("--gemeente", default="zwolle", show_default=True, help="Een map in gemeenten/.")
@click.option("--token", default="", help="Het token van BotFather.")
def init(file: Path, base_url: str, gemeente: str, token: str) -> None:
    """Maak een bestand met instellingen en nieuwe sleutels, en zeg wat er nog moet."""
    if sys.stdin.isatty():
        base_url = click.prompt(text("init.ask_address", "nl"), default=base_url)
        token = token or click.prompt(
            text("init.ask_token", "nl"), default="", show_default=False, hide_input=True
        )
    with plain_errors():
        write_settings(EXAMPLE, file, base_url.rstrip("/"), gemeente, token)
    tell("init.done", file=file.absolute())
    tell("init.botfather", address=base_url.rstrip("/"))
    tell("init.left", file=file.absolute(), gemeente=gemeente)


@click.command()
def doctor() -> None:
    """Zeg in gewone woorden wat er mis is of ontbreekt."""
    worst = Level.GOOD
    for found in _examine():
        worst = max(worst, found.level)
        click.echo(f"{text(f'doctor.level.{found.level.name.lower()}', 'nl'):7} {found.sentence}")
    tell(f"doctor.end.{worst.name.lower()}")
    if worst is Level.WRONG:
        sys.exit(FAILED)


def _examine() -> Iterator[Finding]:
    try:
        settings = load()
    except SettingsError as error:
        yield Finding(Level.WRONG, str(error))
        return
    yield from check_settings(settings)
    try:
        with database(settings) as (engine, _):
            yield from check_database(engine, settings)
    except EmbeddedError as error:
        yield Finding(Level.WRONG, str(error))
    except OperationalError:
        yield finding(Level.WRONG, "doctor.no_database")
    yield from asyncio.run(check_telegram(settings))
