"""Keeping a database in a file and putting it back; forgetting a person who asks for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, make_url, select, text

from models import keys
from models.db import make_engine, transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.messages.inbox import InboxRow
from models.messages.outbox import OutMessage
from models.migrating import upgrade
from models.people.residents import Address, Resident
from models.plan.areas import Area
from tests.bot.talker import Talker
from tests.builders import create_cast, create_initiative
from tests.cli import Cli, settings
from tests.zwolle import load_zwolle

Database = Callable[[], str]


@pytest.fixture
def url(new_database: Database) -> str:
    """A migrated database in which a resident of Zuid has an idea."""
    address = new_database()
    engine = make_engine(address)
    upgrade(engine)
    with transaction(engine) as session:
        cast = create_cast(session)
        create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, name="Ria")
    engine.dispose()
    return address


@pytest.fixture
def cli(url: str) -> Cli:
    """The command line on it; its keys are known to the database from now on."""
    cli = Cli(settings(url))
    assert cli("keys", "rotate").code == 0
    return cli


@pytest.fixture
def kept(cli: Cli, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "kept.dump"
    assert cli("backup", str(file)).code == 0
    return file


@pytest.fixture
def another(new_database: Database) -> Iterator[tuple[Cli, Engine]]:
    """An empty database to put things back in."""
    address = new_database()
    engine = make_engine(address, application_name="a test that looks on")
    yield Cli(settings(address)), engine
    engine.dispose()


def names(engine: Engine) -> list[str | None]:
    with transaction(engine) as session:
        return list(session.scalars(select(Initiative.name)))


def tables(engine: Engine) -> int:
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname='public'"))
        return int(found or 0)


def test_a_backup_is_for_us_alone_and_holds_neither_keys_nor_names(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "kept.dump"
    said = cli("backup", str(file))
    assert said.code == 0
    assert "De sleutels staan er niet in." in said.out
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert not any(key.encode() in content for key in cli.settings.values())
    assert [path.name for path in tmp_path.iterdir()] == ["kept.dump"]


def test_a_backup_never_writes_over_a_file(cli: Cli, kept: Path) -> None:
    before = kept.read_bytes()
    assert "bestaat al" in cli("backup", str(kept)).refusal
    assert kept.read_bytes() == before
    assert "niet schrijven" in cli("backup", str(kept.parent / "weg" / "x")).refusal


def test_what_was_kept_comes_back_whole(kept: Path, another: tuple[Cli, Engine]) -> None:
    cli, engine = another
    said = cli("restore", str(kept))
    assert (said.code, said.errors) == (0, "")
    assert names(engine) == ["Ria"]
    assert cli("doctor").out.count("sleutels passen") == 1
    with transaction(engine) as session:
        # Numbers go on where they were.
        cast_of = session.scalars(select(Resident.id)).all()
        session.add(Resident(language="nl", created_at=func.now(), last_seen_at=func.now()))
        session.flush()
        assert session.scalar(select(func.max(Resident.id))) == max(cast_of) + 1


def test_a_database_that_is_not_empty_is_left_alone_without_force(cli: Cli, kept: Path) -> None:
    engine = make_engine(cli.settings["WIJKBOT_DATABASE_URL"], application_name="looks on")
    with transaction(engine) as session:
        session.execute(text("UPDATE contribution SET title = 'nieuw'"))
        session.execute(text("CREATE TABLE of_a_newer_one (id int)"))
        session.execute(text("CREATE VIEW seen AS SELECT id FROM of_a_newer_one"))
    assert "--force" in cli("restore", str(kept)).refusal
    with transaction(engine) as session:
        assert session.scalars(select(Initiative.title)).one() == "nieuw"
    assert cli("restore", str(kept), "--force").code == 0
    with transaction(engine) as session:
        assert session.scalars(select(Initiative.title)).one() != "nieuw"
        assert session.scalar(text("SELECT to_regclass('of_a_newer_one')")) is None
    engine.dispose()


def test_a_house_that_is_still_running_is_not_emptied(cli: Cli, kept: Path) -> None:
    running = make_engine(cli.settings["WIJKBOT_DATABASE_URL"])
    with running.connect():
        assert "Stop eerst" in cli("restore", str(kept), "--force").refusal
    assert names(running) == ["Ria"]
    running.dispose()


@pytest.mark.parametrize("which", ["lookup_key", "field_keys"])
def test_other_keys_restore_nothing(kept: Path, another: tuple[Cli, Engine], which: str) -> None:
    cli, engine = another
    told = cli("restore", str(kept), **{which: keys.new_key()})
    assert f"WIJKBOT_{which.upper()}" in told.refusal
    assert tables(engine) == 0


def test_what_is_no_whole_backup_is_refused_and_nothing_happens(
    kept: Path, another: tuple[Cli, Engine]
) -> None:
    cli, engine = another
    half, words = kept.with_name("half"), kept.with_name("words")
    half.write_bytes(kept.read_bytes()[: kept.stat().st_size * 2 // 3])
    words.write_text("dit is geen reservekopie")
    for file in (half, words):
        assert "geen volledige reservekopie" in cli("restore", str(file)).refusal
    assert "is er niet" in cli("restore", str(kept.with_name("weg"))).refusal
    assert tables(engine) == 0


def test_a_backup_of_a_newer_wijkbot_is_refused(
    cli: Cli, tmp_path: Path, another: tuple[Cli, Engine]
) -> None:
    engine = create_engine(make_url(cli.settings["WIJKBOT_DATABASE_URL"]))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert cli("backup", str(tmp_path / "newer")).code == 0
    assert "nieuwere" in another[0]("restore", str(tmp_path / "newer")).refusal
    assert tables(another[1]) == 0


def test_who_asks_to_be_forgotten_is_erased_as_in_the_chat(new_database: Database) -> None:
    address = new_database()
    engine = make_engine(address)
    upgrade(engine)
    load_zwolle(engine)
    talker, neighbour = Talker(engine, chat=7), Talker(engine, chat=8)
    for one in (talker, neighbour):
        one.says_and_hears("/start")
        one.says_and_hears("8022")
        one.says_and_hears("ja")
    with transaction(engine) as session:
        mine = session.scalars(select(Address).order_by(Address.id)).first()
        assert mine is not None
        resident = session.get_one(Resident, mine.resident_id)
        wijk = session.get_one(Area, resident.wijk_id)
        about = (session, wijk, resident, mine)
        placed_id = create_initiative(
            *about, title="Bankje", name="Ria", status=Moderation.PLACED
        ).id
        open_id = create_initiative(*about, title="Schommel", name="Ria").id
    cli = Cli(settings(address))

    assert "kennen wij niemand" in cli("forget", "telegram:999").refusal
    assert "kennen wij niemand" in cli("forget", "web:7").refusal
    assert "telegram:12345" in cli("forget", "7").refusal
    said = cli("forget", "telegram:7")
    assert said.code == 0
    assert "de tekst van 3 berichten aan ons en 3 van ons, in 1 gesprekken" in said.out
    assert "ook gewist: 1. Ideeën die zonder naam blijven: 1." in said.out

    with transaction(engine) as session:
        gone = session.get_one(Resident, resident.id)
        assert gone.erased_at is not None
        assert gone.wijk_id is None
        placed = session.get_one(Initiative, placed_id)
        assert (placed.name, placed.resident_id, placed.public_title) == (None, None, "Bankje")
        assert session.get_one(Initiative, open_id).title == "-"
        theirs = session.scalars(
            select(InboxRow.body).where(InboxRow.resident_id == resident.id)
        ).all()
        assert theirs == [None] * 3
        left = select(func.count()).where(OutMessage.body.is_not(None))
        assert session.scalar(left) == 3
    assert "kennen wij niemand" in cli("forget", "telegram:7").refusal
    assert "Diezerpoort" in neighbour.last()
    engine.dispose()
