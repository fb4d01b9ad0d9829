"""What is wrong or missing in a deployment, each thing as one plain sentence."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, func, or_, select, text
from sqlalchemy.orm import Session

from models import schema_state
from models.db import transaction
from models.messages.health import measure
from models.operations.condition import RED, Reason, examine, wanted
from models.operations.key_marks import KeyMark, misfit
from models.operations.room import has_room
from models.people.staff import RoleName, Staff, StaffRole
from models.plan.gemeente import Gemeente
from models.plan.help import Scheme
from models.schema_state import State
from models.settings import Settings, unknown_names
from texts.render import text as say

OLDEST = 17
EXTENSIONS = ("pg_trgm", "unaccent")
FEW_BYTES = 500 << 20
SOME_BYTES = 2 << 30
SECONDS_APART = 5
# Reasons that `_messages` says with their numbers.
_SAID_ABOVE = frozenset({Reason.SET_ASIDE, Reason.UNKNOWN, Reason.PAUSED, Reason.HISTORY_BROKEN})
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
COLLATION = """
    SELECT datcollversion IS NOT DISTINCT FROM pg_database_collation_actual_version(oid)
    FROM pg_database WHERE datname = current_database()
"""


class Level(IntEnum):
    """GOOD needs nothing, NOTE may need a look, WRONG must be mended."""

    GOOD = 0
    NOTE = 1
    WRONG = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it is."""

    level: Level
    sentence: str


def finding(level: Level, key: str, **params: object) -> Finding:
    """A finding in the words of the catalogue."""
    return Finding(level, say(key, "nl", **params))


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Names, the address, the channels, and room on the disk."""
    for name in unknown_names():
        yield finding(Level.WRONG, "doctor.unknown_setting", name=name)
    address = urlsplit(settings.base_url)
    if address.scheme == "https":
        yield finding(Level.GOOD, "doctor.address", address=settings.base_url)
    elif address.hostname in HERE:
        yield finding(Level.NOTE, "doctor.address_here", address=settings.base_url)
    else:
        yield finding(Level.WRONG, "doctor.address_no_https", address=settings.base_url)
    if "telegram" in settings.channels and not settings.telegram_on:
        yield finding(Level.NOTE, "doctor.no_token")
    if not settings.second_step:
        yield finding(Level.NOTE, "doctor.no_second_step")
    told = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if any(told) and not settings.oidc_on:
        yield finding(Level.WRONG, "doctor.half_login")
    yield from _disk(settings)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.var if settings.var.exists() else settings.var.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return
    level = Level.WRONG if free < FEW_BYTES else Level.NOTE if free < SOME_BYTES else Level.GOOD
    key = "doctor.disk" if level is Level.GOOD else "doctor.disk_full"
    yield finding(level, key, folder=folder, gb=f"{free / (1 << 30):.1f}".replace(".", ","))


def check_database(engine: Engine, settings: Settings) -> Iterator[Finding]:
    """The server, the schema, the keys, and then what is in it. Raises OperationalError."""
    with engine.connect() as connection:
        yield from _server(connection)
        yield _clock(connection)
    schema = schema_state.state(engine)
    if schema is State.AHEAD:
        yield finding(Level.WRONG, "doctor.schema_ahead")
    elif schema is not State.OK:
        yield finding(Level.WRONG, "doctor.schema_behind")
    else:
        yield finding(Level.GOOD, "doctor.schema")
        with transaction(engine) as session:
            yield from _content(session, settings)
            yield from _watched(session, settings)


def _server(connection: Connection) -> Iterator[Finding]:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
    level = Level.GOOD if version >= OLDEST else Level.WRONG
    key = "doctor.server" if level is Level.GOOD else "doctor.server_old"
    yield finding(level, key, version=version, oldest=OLDEST)
    there = set(connection.scalars(text("SELECT name FROM pg_available_extensions")))
    for name in EXTENSIONS:
        if name not in there:
            yield finding(Level.WRONG, "doctor.no_extension", name=name)
    utf8 = connection.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"
    if not utf8 or connection.execute(text("SELECT lower('ÀÉ') <> 'àé'")).scalar_one():
        yield finding(Level.WRONG, "doctor.locale")
    if not connection.execute(text(COLLATION)).scalar_one():
        yield finding(Level.WRONG, "doctor.collation")


def _clock(connection: Connection) -> Finding:
    before = datetime.now(UTC)
    theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs((theirs - before).total_seconds())
    if apart > SECONDS_APART:
        return finding(Level.WRONG, "doctor.clock_apart", seconds=round(apart))
    return finding(Level.GOOD, "doctor.clock")


def _content(session: Session, settings: Settings) -> Iterator[Finding]:
    now: datetime = session.execute(text("SELECT now()")).scalar_one()
    known = {(row.kind, row.mark) for row in session.scalars(select(KeyMark))}
    why = misfit(known)
    yield Finding(Level.WRONG, say(why, "nl")) if why else finding(Level.GOOD, "doctor.keys")
    yield _gemeente(session, settings)
    yield from _schemes(session, now.date())
    yield from _staff(session)
    yield from _messages(session, now)


def _gemeente(session: Session, settings: Settings) -> Finding:
    loaded = session.scalars(select(Gemeente).limit(1)).first()
    folder = f"gemeenten/{settings.gemeente}"
    if loaded is None:
        return finding(Level.WRONG, "doctor.no_gemeente", folder=folder)
    if loaded.slug != settings.gemeente:
        return finding(Level.WRONG, "doctor.other_gemeente", name=loaded.name, folder=folder)
    return finding(Level.GOOD, "doctor.gemeente", name=loaded.name)


def _schemes(session: Session, today: date) -> Iterator[Finding]:
    old = select(Scheme.name).where(Scheme.valid_until < today).order_by(Scheme.name)
    names = session.scalars(old).all()
    if names:
        yield finding(Level.NOTE, "doctor.old_schemes", n=len(names), names=_few(names))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _staff(session: Session) -> Iterator[Finding]:
    """Somebody must be able to invite the others."""
    keepers = (
        select(func.count(Staff.id.distinct()))
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(StaffRole.role == RoleName.BEHEERDER, Staff.active)
        .where(or_(Staff.password.is_not(None), Staff.oidc_mark.is_not(None)))
    )
    if not session.scalar(keepers):
        yield finding(Level.NOTE, "doctor.no_staff")


def _messages(session: Session, now: datetime) -> Iterator[Finding]:
    health = measure(session, now)
    if health.poison or health.unknown:
        counts = {"poison": health.poison, "unknown": health.unknown}
        yield finding(Level.NOTE, "doctor.messages", **counts)
    else:
        yield finding(Level.GOOD, "doctor.no_messages")
    if health.paused_until is not None:
        yield finding(Level.NOTE, "doctor.paused", until=f"{health.paused_until:%H:%M} UTC")


def _watched(session: Session, settings: Settings) -> Iterator[Finding]:
    """What `/healthz` says, in words. Before the first `wijkbot run` there is little to say."""
    if not has_room(session):
        yield finding(Level.WRONG, f"doctor.reason.{Reason.DISK_FULL}")
    now: datetime = session.execute(text("SELECT now()")).scalar_one()
    found = examine(session, wanted(settings), now)
    if found.history_broken:
        broken = f"doctor.reason.{Reason.HISTORY_BROKEN}"
        yield finding(Level.WRONG, broken, names=found.history_broken)
    if Reason.NEVER_RAN in found.reasons:
        yield finding(Level.NOTE, "doctor.reason.never_ran")
        return
    names = {
        Reason.JOB_LATE: [job.name for job in found.jobs if job.late],
        Reason.JOB_FAILED: [job.name for job in found.jobs if job.failed],
    }
    for reason in found.reasons:
        if reason not in _SAID_ABOVE:
            level = Level.WRONG if reason in RED else Level.NOTE
            named = {"names": ", ".join(names[reason])} if reason in names else {}
            yield finding(level, f"doctor.reason.{reason}", **named)
