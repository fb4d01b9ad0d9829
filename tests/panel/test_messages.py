"""The page of messages that need a colleague: who sees it, what it says, and what it does."""

from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import count

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.db import database_now, transaction
from models.messages.deciding import AGAIN_AFTER
from models.messages.health import measure
from models.messages.inbox import InboxRow, InboxState, Quiet
from models.messages.outbox import Lane, OutMessage, OutState
from models.operations.gaps import Gap, GapKind
from models.people.residents import Address, Channel
from models.people.staff import RoleName, Staff, StaffEvent
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted

_numbers = count(1)
SECRET = "Dit schreef een bewoner"
WHO_MAY = {RoleName.BEHEERDER, RoleName.COORDINATOR}


def staff_of(engine: Engine, role: RoleName) -> Staff:
    with transaction(engine) as session:
        return create_staff(session, f"Stads {role}", role)


@pytest.fixture
def bea(engine: Engine, cast: Cast, log_in: LogIn) -> FlaskClient:
    """The browser of a functioneel beheerder."""
    return log_in(staff_of(engine, RoleName.BEHEERDER))


def out(session: Session, cast: Cast, state: OutState, **fields: object) -> OutMessage:
    """A message that went on the wire five minutes ago."""
    now = database_now(session)
    row = OutMessage(
        address_id=cast.address.id,
        bot="",
        lane=Lane.SERVICE,
        dedupe=f"test:{next(_numbers)}",
        body={"says": [{"words": SECRET}], "choices": []},
        state=state,
        created_at=now - timedelta(minutes=6),
        claimed_at=now - timedelta(minutes=5),
        done_at=now - timedelta(minutes=5),
        reason="NoAnswer",
    )
    for name, value in fields.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def poison(session: Session, now: datetime) -> InboxRow:
    row = InboxRow(
        channel=Channel.TELEGRAM,
        bot="",
        update_id="1",
        body=SECRET.encode(),
        state=InboxState.POISON,
        reason="KeyError",
        received_at=now,
    )
    session.add(row)
    session.flush()
    return row


def rows(engine: Engine) -> list[OutMessage]:
    with transaction(engine) as session:
        return list(session.scalars(select(OutMessage).order_by(OutMessage.id)))


def press(browser: FlaskClient, path: str, **form: object) -> str:
    """Press a button of the page; the page that follows."""
    token = {"csrf_token": token_of(browser)}
    answer = browser.post(f"/berichten/{path}", data=token | form, follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


@pytest.mark.parametrize("role", list(RoleName))
def test_only_a_beheerder_and_a_coordinator_come_here(
    engine: Engine, cast: Cast, log_in: LogIn, role: RoleName
) -> None:
    answer = log_in(staff_of(engine, role)).get("/berichten")
    assert (answer.status_code == HTTPStatus.OK) == (role in WHO_MAY)


def test_who_keeps_one_stadsdeel_does_not_come_here(
    engine: Engine, cast: Cast, log_in: LogIn
) -> None:
    with transaction(engine) as session:
        local = create_staff(session, "Bas Noord", RoleName.BEHEERDER, cast.noord)
        message = out(session, cast, OutState.UNKNOWN)
    browser = log_in(local)
    assert browser.get("/berichten").status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    form = {"csrf_token": token_of(browser)}
    acts = (f"{message.id}/opnieuw", f"{message.id}/laat", "mislukt/laat", "ontvangen/1/laat")
    for path in (*acts, "verschil/1/laat"):
        answer = browser.post(f"/berichten/{path}", data=form)
        assert answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND), path
    assert [row.settled_at for row in rows(engine)] == [None]


def test_a_message_of_which_nobody_knows_is_sent_again_once(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        old = out(session, cast, OutState.UNKNOWN, contribution_id=idea.id)
    page = bea.get("/berichten").text
    assert all(said in page for said in (idea.ref, "NoAnswer", "Dan ziet de bewoner het twee keer"))

    assert "Het bericht gaat opnieuw weg." in press(bea, f"{old.id}/opnieuw")
    first, again = rows(engine)
    assert (first.state, again.state) == (OutState.UNKNOWN, OutState.QUEUED)
    assert (again.dedupe, again.body) == (f"again:{old.id}", old.body)
    assert (again.contribution_id, again.lane) == (idea.id, Lane.SERVICE)

    assert "is al beslist" in press(bea, f"{old.id}/opnieuw")
    assert len(rows(engine)) == 2
    assert f"Bericht {old.id}" not in bea.get("/berichten").text
    with transaction(engine) as session:
        done = session.scalars(select(StaffEvent).order_by(StaffEvent.id.desc()).limit(1)).one()
    assert (done.act, done.subject) == ("message resent", f"outbox {old.id}")
    assert "Bericht opnieuw gestuurd" in bea.get("/beheer/logboek").text


def test_it_is_not_sent_again_while_the_first_call_may_still_run(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        just_now = database_now(session) - AGAIN_AFTER + timedelta(seconds=20)
        old = out(session, cast, OutState.UNKNOWN, claimed_at=just_now)
    assert "Ja, stuur opnieuw" not in bea.get("/berichten").text
    assert "Wacht nog even" in press(bea, f"{old.id}/opnieuw")
    (row,) = rows(engine)
    assert row.settled_at is None


def test_what_cannot_be_sent_again_says_why_and_stays_on_the_page(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        gone = out(session, cast, OutState.UNKNOWN, body=None)
        late = out(session, cast, OutState.UNKNOWN, expires_at=database_now(session))
    assert "tekst van dit bericht is er niet meer" in press(bea, f"{gone.id}/opnieuw")
    assert "of het is te laat" in press(bea, f"{late.id}/opnieuw")
    with transaction(engine) as session:
        session.get_one(Address, cast.address.id).closed_at = database_now(session)
        blocked = out(session, cast, OutState.UNKNOWN, dedupe="x")
    assert "niet meer te bereiken" in press(bea, f"{blocked.id}/opnieuw")
    assert [row.settled_at for row in rows(engine)] == [None] * 3


def test_messages_are_left_as_they_are_one_by_one_or_all_that_failed(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        unknown = out(session, cast, OutState.UNKNOWN)
        failed = [out(session, cast, OutState.FAILED, dedupe=str(n)) for n in range(3)]
    press(bea, f"{unknown.id}/laat")
    press(bea, "mislukt/laat", tot=failed[1].id)
    assert [row.settled_at is None for row in rows(engine)] == [False, False, False, True]
    with transaction(engine) as session:
        health = measure(session, database_now(session))
    assert (health.unknown, health.failed) == (0, 1)
    # A failed one is never offered for sending.
    press(bea, f"{failed[2].id}/opnieuw")
    assert len(rows(engine)) == 4


def test_an_update_that_was_set_aside_is_shown_without_its_words_and_put_away(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        update = poison(session, database_now(session))
        out(session, cast, OutState.FAILED)
    page = bea.get("/berichten").text
    assert f"Bericht {update.id}" in page
    assert "KeyError" in page
    assert SECRET not in page
    press(bea, f"ontvangen/{update.id}/laat")
    with transaction(engine) as session:
        assert session.get_one(InboxRow, update.id).state == InboxState.DONE
    assert "is al beslist" in press(bea, f"ontvangen/{update.id}/laat")


@pytest.mark.parametrize(
    "path", ["0/laat", "99999999999999999999/laat", "7/opnieuw", "verschil/7/laat"]
)
def test_numbers_that_no_message_has_are_harmless(bea: FlaskClient, path: str) -> None:
    answer = bea.post(f"/berichten/{path}", data={"csrf_token": token_of(bea)})
    assert answer.status_code in (HTTPStatus.FOUND, HTTPStatus.NOT_FOUND)


def test_the_page_costs_as_many_queries_for_fifty_as_for_one(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    def statements(more: int) -> int:
        with transaction(engine) as session:
            for n in range(more):
                out(session, cast, OutState.UNKNOWN, dedupe=f"{more}-{n}")
                out(session, cast, OutState.FAILED, dedupe=f"{more}-{n}-f")
                gap(session, GapKind.CHECK_IN, more + n)
        with counted(engine) as seen:
            page = bea.get("/berichten").text
        assert ("Er zijn er meer." in page) == (more > 50)
        return len(seen)

    assert statements(1) == statements(60)


def gap(session: Session, kind: GapKind, subject: int = 0, n: int = 1) -> None:
    session.add(Gap(kind=kind, subject=subject, n=n, since=database_now(session)))


def test_what_does_not_add_up_stands_on_top_in_plain_words(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    assert "Dit klopt niet" not in bea.get("/berichten").text
    with transaction(engine) as session:
        gap(session, GapKind.REMINDER, 3, 2)
        gap(session, GapKind.CHECK_IN, 4, -1)
        gap(session, GapKind.OPEN, n=5)
    page = bea.get("/berichten").text
    for said in (
        "Campagne 3: 2 berichten zijn nergens te vinden.",
        "Check-in 4: er is 1 vraag te veel.",
        "5 berichten van bewoners wachten al langer dan tien minuten.",
        "Nee, zie bovenaan",
    ):
        assert said in page
    # What stands still cannot be left so: it goes when it goes on.
    assert "Laat zo (campagne 3)" in page
    assert "Laat zo (check-in 4)" in page
    assert page.count("Laat zo") == 2


def test_a_gap_is_left_as_it_is_once_and_stands_in_the_log(
    engine: Engine, cast: Cast, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        update = poison(session, database_now(session))
        gap(session, GapKind.NO_REPLY, update.id)
        gap(session, GapKind.SENDING)
    assert "Afgehandeld." in press(bea, f"verschil/{update.id}/laat", soort="no_reply")
    with transaction(engine) as session:
        assert session.get_one(InboxRow, update.id).reason == Quiet.SEEN
    assert "Verschil zo gelaten" in bea.get("/beheer/logboek").text
    for soort, id_ in (("no_reply", update.id), ("sending", 0)):
        assert "er niet meer" in press(bea, f"verschil/{id_}/laat", soort=soort)
    form = {"csrf_token": token_of(bea), "soort": "nonsense"}
    assert bea.post("/berichten/verschil/1/laat", data=form).status_code == HTTPStatus.NOT_FOUND
