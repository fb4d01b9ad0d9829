"""The command line, and the one place that knows everybody. Commands are thin.

Exit 0 when done, 2 for wrong use, 1 for anything else, with one clear line on stderr.
"""

import gc

# Loading makes many objects and no garbage; looking for some is an eighth of a start.
gc.set_threshold(50_000, 20, 50)

import logging
import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commands.edge import (
    database,
    database_of,
    fail,
    plain_errors,
    ready_database,
    settings_for,
)
from models import db, logs
from models.people.staff import RoleName
from models.settings import DEFAULT_PORT, Settings, load

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from models.plan.loading import Changes

    Import = Callable[[Session, Path, datetime], Changes]

ROOT = Path(__file__).resolve().parent
OPERATIONS = {
    "backup": "commands.keeping",
    "check-history": "commands.keeping",
    "doctor": "commands.checking",
    "forget": "commands.keeping",
    "init": "commands.checking",
    "keys": "commands.keeping",
    "restore": "commands.keeping",
}


class Commands(click.Group):
    """Imports the commands of an operator only when they are asked for: that takes time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *OPERATIONS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in OPERATIONS:
            name = cmd_name.replace("-", "_")
            found: click.Command = getattr(import_module(OPERATIONS[cmd_name]), name)
            return found
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Wijkbot: bewoners praten met hun wijk."""


@main.command()
def migrate() -> None:
    """Werk de database bij."""
    from models.migrating import upgrade

    with plain_errors():
        settings = load()
        direct = settings.model_copy(
            update={"database_url": settings.database_direct_url or settings.database_url}
        )
        with database(direct) as (engine, _):
            upgrade(engine)
    click.echo("De database is bij.")


@main.command(name="load")
@click.argument("folder", type=click.Path(path_type=Path))
def load_folder(folder: Path) -> None:
    """Laad de gegevens van een gemeente. Mag vaker: het zegt wat er verandert."""
    from models.plan.loading import FolderError, read_folder
    from models.plan.loading import load as load_content

    with plain_errors(), ready_database(settings_for()) as (engine, _):
        try:
            content = read_folder(folder)
            with db.transaction(engine) as session:
                changes = load_content(session, content, db.database_now(session))
        except FolderError as error:
            fail(str(error))
    click.echo(str(changes))


@main.group(name="import")
def import_() -> None:
    """Neem gegevens uit een bestand over: alles of niets."""


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
def areas(file: Path) -> None:
    """Officiële grenzen: GeoJSON van CBS Wijken en Buurten."""
    from models.plan.loading import import_areas

    _import(import_areas, file)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
def din(file: Path) -> None:
    """Een DIN-overzicht, in de vorm van opgaven.yaml."""
    from models.plan.loading import import_din

    _import(import_din, file)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
def survey(file: Path) -> None:
    """Cijfers van een onderzoek: CSV met indicator, gebied, jaar, waarde en bron."""
    from models.plan.loading import import_survey

    _import(import_survey, file)


def _import(act: "Import", file: Path) -> None:
    from models.plan.loading import FolderError

    with plain_errors(), ready_database(settings_for()) as (engine, _):
        try:
            with db.transaction(engine) as session:
                changes = act(session, file, db.database_now(session))
        except FolderError as error:
            fail(str(error))
    click.echo(str(changes))


DEMO_PORT = click.option("--demo-port", type=int, hidden=True)


@main.command()
@click.option("--only", default="", help="Alleen deze onderdelen, met komma's ertussen.")
@DEMO_PORT
def run(only: str, demo_port: int | None) -> None:
    """De bot: berichten ontvangen, beurten, versturen, en wat op de klok gaat."""
    from bot.channels.telegram.polling import WrongToken
    from bot.running import STAGES, Bot
    from demo.clock import pretended_now

    stages = frozenset(filter(None, only.split(","))) or frozenset(STAGES)
    if unknown := stages - set(STAGES):
        raise click.UsageError(f"Onbekend onderdeel: {', '.join(sorted(unknown))}.")
    logs.set_up()
    with plain_errors():
        settings = settings_for(demo_port)
        with ready_database(settings, database_of(demo_port)) as (engine, url):
            clock = pretended_now if demo_port else db.database_now
            try:
                Bot(engine, settings, stages, clock).run(url)
            except WrongToken:
                fail("Telegram kent dit token niet. Kijk bij BotFather en pas het token aan.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@DEMO_PORT
@click.option("--on-call", is_flag=True, hidden=True, help="Open the doors at a line on stdin.")
def web(host: str, port: int, demo_port: int | None, on_call: bool) -> None:
    """Het verhaal, de webchat en het paneel."""
    from bot.channels.web.app import create_residents_app
    from bot.facts.plan import PlanCache
    from demo.page import create_demo_app
    from panel.app import create_panel_app
    from panel.health import create_health_app
    from panel.public.app import create_public_app
    from panel.serving import Doors, serve

    def doors(engine: Engine, settings: Settings) -> Doors:
        demo = demo_port is not None
        plans = PlanCache(settings.base_url)
        residents = create_residents_app(engine, settings, plans, framed=demo)
        health = create_health_app(engine, settings)
        rooms: dict[str, WSGIApplication] = {"/chat": residents, "/telegram": residents}
        rooms |= dict.fromkeys(("/healthz", "/readyz", "/metrics"), health)
        if demo:
            rooms["/demo"] = create_demo_app(engine, settings)
        panel = create_panel_app(engine, settings, demo=demo)
        return Doors(create_public_app(engine, settings, demo), rooms, mounts={"/panel": panel})

    logs.set_up()
    if on_call:
        # Importing takes seconds; the demo lets us do it while it prepares the database.
        sys.stdin.readline()
    with plain_errors():
        settings = settings_for(demo_port)
        with ready_database(settings, database_of(demo_port)) as (engine, _):
            try:
                serve(doors(engine, settings), host, port)
            except OSError:
                fail(f"Poort {port} is bezet. Kies een andere: --port {port + 1}")


@main.group()
def staff() -> None:
    """Accounts van medewerkers."""


@staff.command(name="add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--stadsdeel", default="", help="Zonder: de hele gemeente.")
@click.option("--name", default="", help="De naam die collega's zien.")
def staff_add(email: str, role: str, stadsdeel: str, name: str) -> None:
    """Nodig iemand uit: geeft een link die één keer werkt, 24 uur lang."""
    from models.people.accounts import AccountRefused, invite
    from models.plan.queries import stadsdelen
    from texts.render import text

    with plain_errors():
        settings = settings_for()
        with ready_database(settings) as (engine, _), db.transaction(engine) as session:
            known = {area.slug: area.id for area in stadsdelen(session)}
            if stadsdeel and stadsdeel.casefold() not in known:
                fail(f"Stadsdeel {stadsdeel} is er niet. Wel: {', '.join(known)}.")
            try:
                path = invite(
                    session,
                    email,
                    name or email.partition("@")[0],
                    RoleName(role),
                    known.get(stadsdeel.casefold()),
                    db.database_now(session),
                    secrets.token_urlsafe(32),
                )
            except AccountRefused as error:
                fail(text(error.why, "nl"))
    click.echo(f"{settings.base_url}/panel{path}")


@staff.command(name="reset")
@click.argument("email")
def staff_reset(email: str) -> None:
    """Wis de tweede stap van iemand die de telefoon kwijt is; wie ingelogd is, ligt eruit."""
    from models.people import accounts, second_step
    from texts.render import text

    with plain_errors():
        settings = settings_for()
        with ready_database(settings) as (engine, _), db.transaction(engine) as session:
            found = accounts.find(session, email)
            if found is None:
                fail(text("staff.refused.unknown", "nl"))
            mark = secrets.token_hex(32)
            second_step.clear(session, None, found, db.database_now(session), mark)
    click.echo(text("second_step.cleared", "nl"))


@main.command()
@click.option("--as", "name", default="ik", help="Een andere naam is een andere bewoner.")
@click.option("--demo", is_flag=True, help="In de buurt van de demo (wijkbot demo).")
def talk(name: str, demo: bool) -> None:
    """Praat met de wijkassistent in deze terminal."""
    from bot.terminal import converse

    demo_port = DEFAULT_PORT if demo else None
    logs.set_up(logging.ERROR)
    with plain_errors():
        settings = settings_for(demo_port)
        with ready_database(settings, database_of(demo_port)) as (engine, _):
            converse(engine, settings.base_url, name)


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--empty", is_flag=True, help="Zonder voorbeelden.")
@click.option("--undo", default=10, help="Zo veel seconden kan een besluit nog terug.")
def demo(port: int, empty: bool, undo: int) -> None:
    """Alles op één poort, met voorbeelden van vandaag. Geen token of server nodig."""
    from demo.running import run_demo

    logs.set_up()
    with plain_errors():
        run_demo(ROOT, port, empty=empty, undo=undo)


if __name__ == "__main__":
    main()
