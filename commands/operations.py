"""The commands of who looks after a deployment. Thin: the work is done in `models.operations`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.checking import check_telegram
from commands.edge import FAILED, database, plain_errors, ready_database, settings_for
from models import db, migrating
from models.all import metadata
from models.embedded import EmbeddedError
from models.keys import new_key
from models.migrating import State
from models.operations.backup import back_up
from models.operations.checking import (
    Finding,
    Level,
    check_database,
    check_settings,
    finding,
)
from models.operations.forgetting import forget as forget_address
from models.operations.initial import HERE, write_settings
from models.operations.restoring import restore as put_back
from models.operations.rotating import Count, rotate
from models.settings import Settings, SettingsError, load
from texts.render import text

EXAMPLE = Path(__file__).resolve().parents[1] / "deploy" / "env.example"
FILE = click.argument("file", type=click.Path(path_type=Path))


def tell(key: str, **params: object) -> None:
    """One text on the terminal."""
    click.echo(text(key, "nl", **params))


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
    tell("init.done", file=file)
    tell("init.botfather", address=base_url.rstrip("/"))
    tell("init.left", file=file, gemeente=gemeente)


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


@click.command()
@FILE
def backup(file: Path) -> None:
    """Bewaar de database in een nieuw bestand. De sleutels staan er niet in."""
    with plain_errors(), database(settings_for()) as (engine, url):
        size = back_up(engine, url, file)
    tell("backup.done", file=file, mb=f"{size / (1 << 20):.1f}".replace(".", ","))


@click.command()
@FILE
@click.option("--force", is_flag=True, help="Gooi eerst weg wat er in de database staat.")
def restore(file: Path, force: bool) -> None:
    """Zet een reservekopie terug, in een lege database en met dezelfde sleutels."""
    with plain_errors(), database(settings_for()) as (engine, url):
        put_back(engine, url, file, force=force)
        behind = migrating.state(engine) is State.BEHIND
    tell("restore.done", file=file)
    if behind:
        tell("restore.behind")


@click.command()
@click.argument("address")
def forget(address: str) -> None:
    """Wis een bewoner, zoals /verwijder dat doet. ADDRESS is bijvoorbeeld telegram:12345."""
    with (
        plain_errors(),
        ready_database(settings_for()) as (engine, _),
        db.transaction(engine) as session,
    ):
        done = forget_address(session, address, db.database_now(session))
    tell("forget.done", chats=done.chats, heard=done.heard, said=done.said)
    tell("forget.contributions", goes=done.goes, stays=done.stays)
    tell("forget.later")


@click.group()
def keys() -> None:
    """De sleutels over wat van mensen is."""


@keys.command(name="new")
def keys_new() -> None:
    """Maak een nieuwe sleutel, om vooraan in WIJKBOT_FIELD_KEYS te zetten."""
    click.echo(new_key())


@keys.command(name="rotate")
def keys_rotate() -> None:
    """Versleutel alles opnieuw met de eerste sleutel. Mag onderbroken en herhaald worden."""
    with plain_errors():
        settings = settings_for()
        with ready_database(settings) as (engine, _):
            rotate(engine, metadata, _tell_count)
    _tell_rotated(settings)


def _tell_count(count: Count) -> None:
    tell("rotate.table", table=count.table, sealed=count.sealed, n=count.rows)


def _tell_rotated(settings: Settings) -> None:
    tell("rotate.done" if len(settings.field_keys) > 1 else "rotate.one_key")
