"""Keeping what is there, and letting go of it. The work is done in `models.operations`."""

from pathlib import Path

import click

from commands.edge import database, fail, plain_errors, ready_database, settings_for, tell
from models import db
from models.all import metadata
from models.keys import new_key
from models.operations.backup import back_up
from models.operations.chain import knows
from models.operations.chain_watch import check_all
from models.operations.forgetting import forget as forget_address
from models.operations.restoring import restore as put_back
from models.operations.rotating import Count, rotate
from models.schema_state import State, state
from models.settings import Settings
from texts.render import text

FILE = click.argument("file", type=click.Path(path_type=Path))


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
        behind = state(engine) is State.BEHIND
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


def _hex(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        bytes.fromhex(value)
    except ValueError:
        raise click.BadParameter(text("check_history.no_head", "nl")) from None
    return value


@click.command()
@click.option(
    "--head", default="", callback=_hex, help="Een kop die u eerder bewaarde: staat die er nog in?"
)
def check_history(head: str) -> None:
    """Loop de hele geschiedenis na: is er een regel veranderd, weg of ertussen gezet?"""
    with (
        plain_errors(),
        ready_database(settings_for()) as (engine, _),
        db.transaction(engine) as session,
    ):
        found = check_all(session, db.database_now(session))
        known = not head or knows(session, bytes.fromhex(head))
    if found.broken is not None:
        told = {"ledger": found.broken.ledger, "row": found.broken.row_id, "n": found.links}
        fail(text(f"check_history.{found.broken.fault}", "nl", **told))
    if not known:
        fail(text("check_history.other_head", "nl"))
    tell("check_history.holds", n=found.links, head=found.head.hex())


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
