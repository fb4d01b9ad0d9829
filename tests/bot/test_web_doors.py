"""Who may come in by the web chat, what is refused and how, and how one leaves."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from bot.channels.web.app import create_residents_app
from bot.channels.web.flood import Limit, Limits, network
from bot.channels.web.room import Room
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import make_engine, transaction
from models.initiatives.contributions import Initiative
from models.initiatives.photos import Photo
from models.messages import taking
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage
from models.people.residents import Address, Channel, Resident
from tests.bot.pictures import picture
from tests.bot.visitor import SETTINGS, Page, Visitor, visitor
from tests.builders import Cast, create_cast, create_initiative, create_photo

HTTPS = SETTINGS.model_copy(update={"base_url": "https://wijk.example.nl"})


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def resident(engine: Engine, cast: Cast) -> Visitor:
    return visitor(engine)


def talker(session: Session) -> Address:
    """The address of the newest web talk."""
    newest = select(Address).where(Address.channel == Channel.WEB).order_by(Address.id.desc())
    return session.scalars(newest.limit(1)).one()


def rows(engine: Engine) -> int:
    with transaction(engine) as session:
        return len(session.scalars(select(InboxRow)).all())


# The cookie


def test_the_cookie_is_long_lasting_and_out_of_reach(engine: Engine, cast: Cast) -> None:
    answer = visitor(engine, HTTPS).client.get("/chat", base_url="https://wijk.example.nl")
    name, _, rules = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-wijkbot-gesprek"
    assert re.match(r"[A-Za-z0-9_-]{43};", rules)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=34560000"} <= set(
        rules.split("; ")
    )
    assert "Domain" not in rules
    assert answer.headers["Strict-Transport-Security"]


def test_the_key_itself_is_not_in_the_database(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    cookie = resident.client.get_cookie("wijkbot-gesprek")
    assert cookie is not None
    with engine.connect() as connection:
        for table in ("address", "inbox", "outbox", "conversation"):
            kept = connection.execute(text(f"SELECT {table}::text FROM {table}")).scalars()
            assert not [row for row in kept if cookie.value in row], table


def test_a_made_up_cookie_is_replaced(resident: Visitor) -> None:
    resident.client.set_cookie("wijkbot-gesprek", "a")
    resident.opens()
    cookie = resident.client.get_cookie("wijkbot-gesprek")
    assert cookie is not None
    assert len(cookie.value) == 43


def test_without_cookies_one_hears_why(engine: Engine, cast: Cast) -> None:
    someone = visitor(engine)
    form = someone.opens().form_with("Begin het gesprek")
    someone.client.delete_cookie("wijkbot-gesprek")
    page = Page(someone.posts(**form.hidden, tap="/start").text)
    assert "Uw browser bewaart geen cookies" in page.words
    assert rows(engine) == 0


def test_every_page_is_closed_to_strangers_files(resident: Visitor) -> None:
    for path in ("/chat", "/chat/nergens"):
        headers = resident.client.get(path).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_only_the_demo_may_show_the_chat_in_a_frame(engine: Engine, cast: Cast) -> None:
    plans = PlanCache(SETTINGS.base_url)
    framed = create_residents_app(engine, SETTINGS, plans, framed=True).test_client()
    assert "frame-ancestors 'self'" in framed.get("/chat").headers["Content-Security-Policy"]


# Forms


def test_a_form_of_another_site_is_refused_and_the_words_are_kept(
    engine: Engine, resident: Visitor
) -> None:
    form = resident.begins().form_with("text")
    for given, headers in (
        (form.hidden | {"mark": "0" * 32}, {}),
        (form.hidden, {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = resident.client.post(
            "/chat", data=given | {"text": "Mijn <b>idee</b>"}, headers=headers
        )
        assert answer.status_code == 400
        assert "Mijn &lt;b&gt;idee&lt;/b&gt;" in answer.text
    assert rows(engine) == 1
    # From that very page it can be sent after all.
    resident.page = Page(answer.text)
    resident.types("Assendorp")
    assert resident.page.theirs == ["Assendorp"]


def test_one_device_cannot_use_the_form_of_another(engine: Engine, resident: Visitor) -> None:
    stolen = resident.begins().form_with("text").hidden
    other = visitor(engine)
    other.begins()
    assert other.posts(**stolen, text="ik ben het").status_code == 400


def test_a_stranger_cannot_use_up_somebodys_number(engine: Engine, resident: Visitor) -> None:
    form = resident.begins().form_with("text")
    other = visitor(engine)
    theirs = other.begins().form_with("text").hidden | {"nonce": form.hidden["nonce"]}
    other.posts(**theirs, text="Assendorp")
    resident.posts(**form.hidden, text="Assendorp")
    assert resident.opens().theirs == ["Assendorp"]


# Too much


def test_a_flood_is_stopped_politely(engine: Engine, resident: Visitor) -> None:
    form = resident.begins().form_with("text")
    answers = [
        resident.posts(**form.hidden | {"nonce": str(number)}, text=f"bericht {number}")
        for number in range(25)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 5
    assert "Wacht een minuut" in refused[-1].text
    assert "bericht 24" in refused[-1].text
    assert rows(engine) == 1 + 25 - len(refused)


def test_whoever_cries_for_help_is_let_in_through_a_flood(
    engine: Engine, resident: Visitor
) -> None:
    form = resident.begins().form_with("text").hidden
    for number in range(25):
        resident.posts(**form | {"nonce": str(number)}, text=f"bericht {number}")
    answer = resident.posts(**form | {"nonce": "in need"}, text="er is brand bij de buren")
    assert answer.status_code == 303
    assert "Is er nu gevaar?" in " ".join(resident.opens().ours)
    again = resident.posts(**form | {"nonce": "again"}, text="er is brand bij de buren")
    assert again.status_code == 429


def test_limits_come_back_with_time_and_know_households() -> None:
    limit = Limit(2, 10)
    assert [limit.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert limit.take("b", 0.0)
    assert limit.take("a", 5.0)
    assert not limit.take("a", 5.0)
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::9")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("odd") == ""
    limits = Limits(photos=Limit(1, 60))
    assert limits.may_say("one", "192.0.2.1", True, 0.0)
    assert not limits.may_say("two", "192.0.2.1", True, 0.0)
    assert limits.may_say("two", "192.0.2.1", False, 0.0)


# Trouble


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Another worker has this resident's turn."""
    with transaction(engine) as session:
        taking.lock_person(session, talker(session).resident_id)
        yield


def test_when_a_worker_is_busy_the_words_wait_and_the_page_says_so(
    engine: Engine, resident: Visitor
) -> None:
    resident.begins()
    with held(engine):
        started = time.monotonic()
        page = resident.types("Assendorp")
        assert time.monotonic() - started < 3
    assert page.theirs == ["Assendorp"]
    assert "Wij zijn nog bezig met uw bericht." in page.words
    Turns(engine, PlanCache(SETTINGS.base_url)).take()
    page = resident.opens()
    assert "Woont u in" in page.ours[-1]
    assert "Wij zijn nog bezig" not in page.words


def test_when_the_database_is_away_the_words_are_not_lost(
    engine: Engine, resident: Visitor, database_url: str
) -> None:
    form = resident.begins().form_with("text")
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    application = resident.client.application
    name = next(iter(key for key in application.extensions if "chat" in key))
    room: Room = application.extensions[name]
    application.extensions[name] = Room(nowhere, room.plans, room.turns, room.cookies)
    answer = resident.posts(**form.hidden, text="Mijn idee")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Uw bericht is nog niet verstuurd." in answer.text
    assert "Mijn idee" in answer.text
    quick = resident.client.post(
        "/chat", data=form.hidden | {"text": "Mijn idee"}, headers={"Wijkbot-Piece": "1"}
    )
    assert (quick.status_code, quick.mimetype) == (503, "text/plain")
    application.extensions[name] = room
    resident.page = Page(answer.text)
    assert resident.types("Mijn idee").theirs == ["Mijn idee"]


def test_before_the_gemeente_is_loaded_one_hears_to_come_back(engine: Engine) -> None:
    someone = visitor(engine)
    page = someone.opens()
    assert someone.status == 503
    assert "Wij zijn even niet bereikbaar" in page.words


def test_a_turn_that_fails_loses_nothing(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    with transaction(engine) as session:
        session.execute(text("ALTER TABLE conversation ADD CONSTRAINT broken CHECK (version < 2)"))
    try:
        page = resident.types("Assendorp")
    finally:
        with transaction(engine) as session:
            session.execute(text("ALTER TABLE conversation DROP CONSTRAINT broken"))
    assert resident.status == 200
    assert page.theirs == ["Assendorp"]
    with transaction(engine) as session:
        last = session.scalars(select(InboxRow).order_by(InboxRow.id.desc()).limit(1)).one()
    assert last.state in (InboxState.OPEN, InboxState.POISON)


def test_what_is_not_kept_any_more_is_said_so(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    resident.types("Assendorp")
    with transaction(engine) as session:
        for row in session.scalars(select(InboxRow)):
            row.body = None
        first = session.scalars(select(OutMessage).order_by(OutMessage.id).limit(1)).one()
        first.body = None
    page = resident.opens()
    assert page.theirs == ["Uw bericht. Wat erin stond, bewaren wij niet."] * 2
    assert len(page.ours) == 1


def test_pages_that_are_not_there_say_so(resident: Visitor) -> None:
    for path in (
        "/chat/nergens",
        "/chat/foto/x",
        "/chat/foto/00000000-0000-0000-0000-000000000000",
    ):
        page = resident.opens(path)
        assert resident.status == 404
        assert "Deze pagina is er niet" in page.words
    assert resident.client.delete("/chat").status_code == 404


# Leaving


def test_leaving_wipes_the_talk_and_keeps_what_was_handed_in(
    engine: Engine, resident: Visitor, cast: Cast
) -> None:
    resident.begins()
    resident.types("Assendorp")
    resident.sends_photo(picture())
    old = resident.client.get_cookie("wijkbot-gesprek")
    assert old is not None
    with transaction(engine) as session:
        address = talker(session)
        author = session.get_one(Resident, address.resident_id)
        create_initiative(session, cast.wijk_zuid, author, address, name="Ria", show_name=True)
    page = resident.opens("/chat/stop")
    assert "de ideeën die u al instuurde" in page.words
    page = resident.presses("Stop en wis")
    assert "Uw gesprek is gewist van dit apparaat." in page.words
    assert page.buttons == ["Begin het gesprek"]
    with transaction(engine) as session:
        assert session.get_one(Address, address.id).closed_reason == "left"
        assert session.get_one(Address, address.id).external_id is None
        assert not session.scalars(select(Conversation)).all()
        assert not [row for row in session.scalars(select(InboxRow)) if row.body or row.files]
        assert not [row for row in session.scalars(select(OutMessage)) if row.body]
        assert not session.scalars(select(Photo)).all()
        assert session.scalars(select(Initiative.name)).all() == ["Ria"]
    # Who kept the old key finds nobody behind it.
    resident.client.set_cookie("wijkbot-gesprek", old.value)
    assert resident.opens().buttons == ["Begin het gesprek"]
    assert not resident.begins().theirs
    with transaction(engine) as session:
        assert talker(session).resident_id != author.id


def test_leaving_asks_first_and_takes_the_key_along(resident: Visitor) -> None:
    resident.begins()
    assert resident.opens("/chat/stop").buttons[0] == "Stop en wis"
    assert resident.client.post("/chat/stop").status_code == 400
    form = resident.page.form_with("Stop en wis")
    answer = resident.client.post("/chat/stop", data=form.hidden)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_a_draft_that_another_chat_may_hand_in_stays(
    engine: Engine, resident: Visitor, cast: Cast
) -> None:
    resident.begins()
    with transaction(engine) as session:
        author = session.get_one(Resident, talker(session).resident_id)
        create_photo(session, author)
        session.merge(cast.address).resident_id = author.id
    resident.opens("/chat/stop")
    resident.presses("Stop en wis")
    with transaction(engine) as session:
        assert len(session.scalars(select(Photo)).all()) == 1


def test_deleting_everything_is_one_press_away(resident: Visitor) -> None:
    resident.begins()
    resident.opens("/chat/stop")
    page = resident.presses("Verwijder al mijn gegevens")
    assert resident.status == 200
    assert page.ours[-1] != page.ours[0]
