"""`/healthz` and `/metrics`: what they say of each kind of trouble, to whom, and what it costs."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from models.db import database_now, make_engine, transaction
from models.messages import leasing, pausing
from models.messages.channel_view import ChannelView, saw
from models.messages.inbox import InboxState
from models.messages.outbox import Lane, OutState
from models.messages.tallying import tally
from models.migrating import upgrade
from models.operations import job_runs
from models.operations.condition import Reason
from models.operations.gaps import Gap, GapKind, Reconciliation
from models.people.residents import Address, Channel
from models.settings import Settings
from panel.health import create_health_app
from tests.builders import create_address, create_resident
from tests.house import ROOT
from tests.panel.conftest import SETTINGS
from tests.statements import counted
from tests.watching import answered, heard, said

MINUTE = timedelta(minutes=1)
BOT = "8120"
NOBODY_LISTENS = "postgresql://wijkbot@127.0.0.1:9/nergens"
TELEGRAM = SETTINGS.model_copy(
    update={"telegram_token": Settings.model_validate(
        SETTINGS.model_dump() | {"telegram_token": f"{BOT}:x"}
    ).telegram_token}
)  # fmt: skip
TABLES = (
    *("inbox", "outbox", "address", "resident", "gap", "reconciliation", "job_run", "lease"),
    *("pause", "channel_view", "message_tally"),
)


@pytest.fixture(scope="module")
def _migrated(new_database: Callable[[], str]) -> Iterator[Engine]:
    engine = make_engine(new_database())
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def house(_migrated: Engine) -> Iterator[Engine]:
    """A database of the right schema in which all is well: jobs ran, everything was looked at."""
    with transaction(_migrated) as session:
        now = database_now(session)
        job_runs.ran(session, "reconcile", now, now + 6 * MINUTE)
        session.add(Reconciliation(name="inbox", at=now, up_to=0))
    yield _migrated
    with transaction(_migrated) as session:
        session.execute(text(f"TRUNCATE {', '.join(TABLES)} CASCADE"))


def ask(house: Engine, path: str = "/healthz", settings: Settings = SETTINGS) -> Any:
    return create_health_app(house, settings).test_client().get(path)


def reasons(house: Engine, settings: Settings = SETTINGS) -> list[str]:
    answer = ask(house, settings=settings)
    expected = 503 if answer.json["status"] == "red" else 200
    assert answer.status_code == expected
    return list(answer.json["reasons"])


def metrics(house: Engine) -> Mapping[str, float]:
    lines = ask(house, "/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def create_chat(session: Session, channel: Channel = Channel.TELEGRAM) -> Address:
    return create_address(session, create_resident(session), channel, bot=BOT)


def test_where_nothing_is_wrong_it_says_ok(house: Engine) -> None:
    answer = ask(house)
    assert (answer.status_code, answer.json["status"], answer.json["reasons"]) == (200, "ok", [])
    assert answer.json["schema"] == "ok"
    assert metrics(house)["wijkbot_status"] == 0


def test_without_a_database_it_is_red(house: Engine) -> None:
    away = make_engine(NOBODY_LISTENS)
    answer = ask(away)
    assert (answer.status_code, answer.json) == (
        503,
        {"status": "red", "reasons": ["database_away"]},
    )
    assert metrics(away)['wijkbot_reason{code="database_away"}'] == 1
    assert ask(away, "/readyz").status_code == 503


def test_a_schema_of_another_version_is_red(house: Engine) -> None:
    with house.begin() as connection:
        known = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    try:
        answer = ask(house)
        assert (answer.status_code, answer.json["reasons"]) == (503, ["schema"])
        assert answer.json["schema"] == "behind"
        assert metrics(house)["wijkbot_status"] == 2
    finally:
        with house.begin() as connection:
            values = {"known": known}
            connection.execute(text("UPDATE alembic_version SET version_num = :known"), values)


def test_who_asks_from_elsewhere_hears_the_status_alone(house: Engine) -> None:
    client = create_health_app(house, SETTINGS).test_client()
    through_a_proxy = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/healthz", headers=through_a_proxy).json == {"status": "ok", "reasons": []}
    from_afar = {"REMOTE_ADDR": "192.0.2.7"}
    told = client.get("/healthz", environ_overrides=from_afar).json
    assert set(told or ()) == {"status", "reasons"}
    assert client.get("/metrics", environ_overrides=from_afar).status_code == 403
    assert client.get("/metrics", headers=through_a_proxy).status_code == 403


def test_who_knows_the_token_reads_the_figures_from_elsewhere(house: Engine) -> None:
    known = SETTINGS.model_dump() | {"metrics_token": "a-token-that-nobody-guesses"}
    client = create_health_app(house, Settings.model_validate(known)).test_client()
    for token, status in (("a-token-that-nobody-guesses", 200), ("another", 403), ("", 403)):
        proof = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "192.0.2.7"}
        assert client.get("/metrics", headers=proof).status_code == status
    # Where no token is set, an empty one is none.
    assert ask(house, "/metrics").status_code == 200
    nobody = create_health_app(house, SETTINGS).test_client()
    proof = {"Authorization": "Bearer ", "X-Forwarded-For": "192.0.2.7"}
    assert nobody.get("/metrics", headers=proof).status_code == 403


def test_a_gap_turns_it_red_until_it_is_mended(house: Engine) -> None:
    with transaction(house) as session:
        for kind, subject in ((GapKind.REMINDER, 3), (GapKind.NO_REPLY, 5), (GapKind.NO_REPLY, 6)):
            session.add(Gap(kind=kind, subject=subject, n=1, since=database_now(session)))
    assert reasons(house) == ["gap"]
    assert ask(house).json["gaps"] == {"no_reply": 2, "reminder": 1}
    assert metrics(house)['wijkbot_gaps{kind="no_reply"}'] == 2
    with transaction(house) as session:
        session.execute(text("DELETE FROM gap"))
    assert reasons(house) == []


@pytest.mark.parametrize(
    ("seconds", "expected"), [(5, []), (40, ["inbox_slow"]), (700, ["inbox_stuck"])]
)
def test_the_oldest_waiting_update_is_told(
    house: Engine, seconds: int, expected: list[str]
) -> None:
    with transaction(house) as session:
        came = database_now(session) - timedelta(seconds=seconds)
        heard(session, create_chat(session), InboxState.OPEN, at=came)
        heard(session, create_chat(session), InboxState.FILES, at=came + timedelta(seconds=4))
    assert reasons(house) == expected
    told = ask(house).json["inbox"]
    assert told["waiting"] == 2
    assert seconds <= told["lag_seconds"] < seconds + 60
    assert metrics(house)["wijkbot_inbox_waiting"] == 2


def test_messages_that_nobody_sends_are_red_unless_there_is_a_reason(house: Engine) -> None:
    with transaction(house) as session:
        now = database_now(session)
        said(session, create_chat(session), "in:1:0", OutState.QUEUED, at=now - 2 * MINUTE)
        said(
            session,
            create_chat(session),
            "occ:1:1",
            OutState.QUEUED,
            at=now - 90 * MINUTE,
            lane=Lane.BULK,
        )
    assert reasons(house) == ["no_sender"]
    told = ask(house).json["outbox"]
    # A reminder to many waits its turn, and nobody is told off for that.
    assert (told["queued"], told["waiting"]) == (2, 2)
    assert 120 <= told["lag_seconds"] < 180

    with transaction(house) as session:
        leasing.take_lease(session, f"send:{BOT}", "host:7", database_now(session))
    assert reasons(house) == ["outbox_slow"]
    told = ask(house).json["leases"]
    assert [(one["name"], one["holder"]) for one in told] == [(f"send:{BOT}", "host:7")]
    assert 0 < metrics(house)[f'wijkbot_lease_seconds{{name="send:{BOT}"}}'] <= 15

    with transaction(house) as session:
        pausing.pause(session, BOT, database_now(session) + 30 * MINUTE, "429")
        pausing.pause(session, f"about:{BOT}", database_now(session) + 900 * MINUTE, "429")
    assert reasons(house) == ["paused"]
    assert ask(house).json["paused_until"] == ask(house).json["pauses"][BOT]
    assert 1700 < metrics(house)[f'wijkbot_pause_seconds{{bot="{BOT}"}}'] <= 1800


def test_what_waits_for_a_person_is_told(house: Engine) -> None:
    with transaction(house) as session:
        chat, now = create_chat(session), database_now(session)
        heard(session, chat, InboxState.POISON, at=now)
        for n in range(2):
            said(session, chat, f"u{n}", OutState.UNKNOWN, at=now)
        for n in range(3):
            said(session, chat, f"f{n}", OutState.FAILED, at=now)
        said(session, chat, "old", OutState.UNKNOWN, at=now, settled_at=now)
        said(session, chat, "going", OutState.SENDING, at=now, claimed_at=now)
        tally(session, now)
    assert reasons(house) == ["set_aside", "unknown", "failed"]
    figures = metrics(house)
    assert figures["wijkbot_inbox_set_aside"] == 1
    assert (figures["wijkbot_outbox_unknown"], figures["wijkbot_outbox_failed"]) == (2, 3)
    assert figures['wijkbot_outbox_messages{state="sending"}'] == 1
    assert figures['wijkbot_messages_today{state="unknown"}'] == 3


def test_how_soon_people_are_answered_is_told_of_today_and_of_the_last_hour(house: Engine) -> None:
    with transaction(house) as session:
        chat, now = create_chat(session), database_now(session)
        for seconds in (0.5, 0.5, 5, 50):
            answered(session, chat, seconds, at=now - 5 * MINUTE)
        tally(session, now)
    told = ask(house).json["answered"]["hour"]
    assert told == {"answered": 4, "missed": 0, "within_1s": 0.5, "within_10s": 0.75}
    # Too few to say that we are slow.
    assert reasons(house) == []
    with transaction(house) as session:
        for _ in range(10):
            answered(session, chat, 0.5, OutState.FAILED, at=now - 5 * MINUTE)
        session.execute(text("UPDATE outbox SET settled_at = now()"))
        tally(session, now)
    assert reasons(house) == ["answers_slow"]
    share = 'wijkbot_answered_share{period="hour",seconds="10"}'
    assert metrics(house)[share] == pytest.approx(3 / 14)


def test_where_nobody_spoke_there_is_no_share(house: Engine) -> None:
    told = ask(house).json["answered"]["today"]
    assert (told["answered"], told["within_1s"]) == (0, None)
    assert not [name for name in metrics(house) if "answered_share" in name]


def test_a_job_that_is_late_or_fails_is_named(house: Engine) -> None:
    with transaction(house) as session:
        now = database_now(session)
        job_runs.ran(session, "prune", now - 1500 * MINUTE, now - MINUTE)
        job_runs.failed(session, "retire", "ValueError", now - MINUTE)
    assert reasons(house) == ["job_late", "job_failed"]
    told = ask(house).json["jobs"]
    assert [name for name, job in told.items() if job["late"]] == ["prune", "retire"]
    assert [name for name, job in told.items() if job["failed"]] == ["retire"]
    with transaction(house) as session:
        for name in ("prune", "retire"):
            now = database_now(session)
            job_runs.ran(session, name, now, now + MINUTE)
    assert reasons(house) == []


def test_where_reconciling_stopped_it_is_red_and_where_nothing_ever_ran_it_says_so(
    house: Engine,
) -> None:
    with transaction(house) as session:
        session.get_one(Reconciliation, "inbox").at -= 6 * MINUTE
    assert reasons(house) == ["not_reconciled"]
    with transaction(house) as session:
        session.execute(text("TRUNCATE reconciliation, job_run"))
    assert reasons(house) == ["never_ran"]


def view(now: datetime, **changes: object) -> ChannelView:
    seen = {"bot": BOT, "looked_at": now, "pending": 0, "elsewhere": False}
    return ChannelView(**seen | {"error_at": None, "error": None} | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"pending": 101}, ["channel_dark"]),
        ({"elsewhere": True}, ["channel_dark"]),
        ({"error_at": timedelta(minutes=2), "error": "Connection refused"}, ["channel_dark"]),
        ({"error_at": timedelta(hours=2), "error": "Connection refused"}, []),
        ({"looked_at": timedelta(minutes=20)}, ["channel_unseen"]),
    ],
)
def test_what_telegram_sees_of_us_is_told(
    house: Engine, changes: dict[str, Any], expected: list[str]
) -> None:
    with transaction(house) as session:
        now = database_now(session)
        ago = {n: now - v if isinstance(v, timedelta) else v for n, v in changes.items()}
        saw(session, view(now, **ago))
        leasing.take_lease(session, f"poll:{BOT}", "host:7", now)
    assert reasons(house, TELEGRAM) == expected
    assert ask(house).json["channels"][0]["pending"] == changes.get("pending", 0)
    assert f'wijkbot_channel_pending{{bot="{BOT}"}}' in metrics(house)


def test_where_nobody_fetches_the_updates_it_is_red(house: Engine) -> None:
    assert reasons(house, TELEGRAM) == ["no_poller", "channel_unseen"]
    by_webhook = TELEGRAM.model_copy(update={"telegram_webhook_secret": TELEGRAM.secret_key})
    assert reasons(house, by_webhook) == ["channel_unseen"]


def statements(house: Engine) -> int:
    with counted(house) as seen:
        ask(house)
    return len(seen)


def fill(house: Engine, number: int) -> None:
    """So many messages of the past, and what the tallies keep of them."""
    with transaction(house) as session:
        address = create_chat(session)
        given = {"address": address.id, "resident": address.resident_id, "n": number}
        session.execute(text(OLD_UPDATES), given)
        session.execute(text(OLD_MESSAGES), given)
    with house.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


OLD_UPDATES = """
    INSERT INTO inbox (channel, update_id, address_id, resident_id, state, received_at, done_at)
    SELECT 'telegram', concat('old', n), :address, :resident, 'done', at, at
    FROM generate_series(1, :n) n, LATERAL (SELECT now() - n * interval '1 second' AS at) moment
"""
OLD_MESSAGES = """
    INSERT INTO outbox (address_id, lane, dedupe, state, created_at, done_at)
    SELECT :address, 0, concat('old', n), 'sent', at, at
    FROM generate_series(1, :n) n, LATERAL (SELECT now() - n * interval '1 second' AS at) moment
"""
BLOCKS = text("SELECT sum(heap_blks_read + heap_blks_hit) FROM pg_statio_xact_user_tables")


def test_a_look_costs_the_same_whatever_lies_behind_us(house: Engine) -> None:
    """As many statements, and no statement that reads the old messages."""
    before = statements(house)
    fill(house, 30_000)
    assert statements(house) == before
    read = "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
    seen: list[int] = []
    # A connection may still have to tell what it read while the house was filled.
    house.dispose()

    def note(connection: Any) -> None:
        seen.append(int(connection.exec_driver_sql(read).scalar() or 0))

    event.listen(house, "commit", note)
    ask(house)
    event.remove(house, "commit", note)
    assert seen
    assert max(seen) < 100


def test_the_paper_names_every_code_and_every_figure(house: Engine) -> None:
    paper = (ROOT / "docs" / "bewaken.md").read_text(encoding="utf-8")
    assert [code for code in Reason if f"`{code}`" not in paper] == []
    with transaction(house) as session:
        now = database_now(session)
        saw(session, view(now, error_at=now))
        leasing.take_lease(session, f"send:{BOT}", "host:7", now)
        pausing.pause(session, BOT, now + MINUTE, "429")
        answered(session, create_chat(session), 0, at=now - MINUTE)
        tally(session, now)
    names = {name.partition("{")[0] for name in metrics(house)}
    assert len(names) > 20
    assert [name for name in sorted(names) if f"`{name}`" not in paper] == []
    rules = (ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    used = {word.strip("(){}") for word in rules.split() if word.startswith("wijkbot_")}
    assert used
    assert {word.partition("{")[0] for word in used} <= names
