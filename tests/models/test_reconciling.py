"""What was planned is laid beside what became of it: a gap is seen, kept, and goes when mended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from models.asking import planning, rounds
from models.asking.campaigns import Occurrence, OccurrenceState
from models.asking.mailings import MailingCount
from models.db import transaction
from models.initiatives import erasing
from models.messages import deciding, pruning
from models.messages.inbox import InboxRow, InboxState, Quiet
from models.messages.outbox import OutMessage, OutState
from models.operations import answered as conversations
from models.operations import reconciling
from models.operations.gaps import Gap, GapKind, Reconciliation
from models.operations.reconciling import NotLeft, last_at, reconcile
from models.people.residents import Address, OptIn, Resident
from models.people.rights import NotAllowed
from models.people.staff import RoleName, StaffEvent
from tests.asking import BASE_URL, answer, create_moment, create_opted_in, open_check_in, send_all
from tests.builders import NOW, create_cast, create_staff
from tests.statements import counted
from tests.watching import answered, heard, said

MINUTE = timedelta(minutes=1)
# Two weeks before Burendag 2027, at eleven in Zwolle.
DUE = datetime(2027, 9, 11, 9, 0, tzinfo=UTC)


def found(session: Session) -> list[tuple[GapKind, int, int]]:
    session.flush()
    rows = session.execute(select(Gap.kind, Gap.subject, Gap.n).order_by(Gap.kind, Gap.subject))
    return [(row.kind, row.subject, row.n) for row in rows]


def remind(session: Session, people: int = 5) -> Occurrence:
    """A reminder of Burendag that is on its way to so many people."""
    cast = create_cast(session)
    create_moment(session, weeks=(2,))
    create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, people)
    planning.plan(session, DUE)
    planning.queue_due(session, DUE, base_url=BASE_URL)
    return session.scalars(select(Occurrence).where(Occurrence.state == "running")).one()


def closed(session: Session) -> list[str]:
    names = select(MailingCount.name).where(MailingCount.closed_at.is_not(None))
    return list(session.scalars(names.order_by(MailingCount.name)))


def test_whatever_becomes_of_a_message_it_is_accounted_for(session: Session) -> None:
    remind(session, len(OutState))
    for row, state in zip(session.scalars(select(OutMessage)), OutState, strict=True):
        row.state = state
    reconcile(session, DUE + MINUTE)
    assert found(session) == []
    assert last_at(session) == DUE + MINUTE


def test_a_message_that_is_gone_is_a_gap_with_the_moment_it_was_seen(session: Session) -> None:
    running = remind(session)
    lost = session.scalars(select(OutMessage).limit(2)).all()
    for one in lost:
        session.delete(one)
    reconcile(session, DUE + MINUTE)
    reconcile(session, DUE + 5 * MINUTE)
    assert found(session) == [(GapKind.REMINDER, running.id, 2)]
    assert session.scalars(select(Gap.since)).one() == DUE + MINUTE


def test_a_message_too_many_or_in_no_known_state_is_a_gap_too(session: Session) -> None:
    running = remind(session)
    address = session.scalars(select(Address).order_by(Address.id).limit(1)).one()
    for n in range(3):
        said(session, address, f"occ:{running.id}:{900 + n}", occurrence_id=running.id)
    reconcile(session, DUE)
    assert found(session) == [(GapKind.REMINDER, running.id, -3)]
    session.execute(text("UPDATE outbox SET state = 'lost'"))
    reconcile(session, DUE)
    assert found(session) == [(GapKind.REMINDER, running.id, 5)]


def test_a_gap_goes_when_it_is_mended(session: Session) -> None:
    remind(session)
    session.execute(text("UPDATE outbox SET state = 'lost' WHERE id = 1"))
    reconcile(session, DUE)
    assert len(found(session)) == 1
    session.execute(text("UPDATE outbox SET state = 'unknown' WHERE id = 1"))
    reconcile(session, DUE)
    assert found(session) == []


def test_what_was_sent_again_by_hand_was_not_planned(session: Session) -> None:
    running = remind(session)
    lina = create_staff(session, "Lina", RoleName.COORDINATOR)
    row = session.scalars(select(OutMessage).limit(1)).one()
    row.state, row.claimed_at = OutState.UNKNOWN, DUE
    session.flush()
    deciding.resend(session, lina, row.id, DUE + timedelta(hours=1))
    again = session.scalars(select(OutMessage).where(OutMessage.dedupe == f"again:{row.id}")).one()
    assert again.occurrence_id == running.id
    reconcile(session, DUE + timedelta(hours=1))
    assert found(session) == []


def test_who_is_erased_meanwhile_leaves_no_gap(session: Session) -> None:
    remind(session, 4)
    first, second, *others = session.scalars(select(OutMessage).order_by(OutMessage.id)).all()
    second.state = OutState.SENT
    for row in (first, second):
        person = session.get_one(Address, row.address_id).resident_id
        erasing.erase(session, session.get_one(Resident, person), DUE)
    reconcile(session, DUE)
    pruning.prune(session, DUE + timedelta(hours=19))
    left = session.scalars(select(OutMessage.id).order_by(OutMessage.id)).all()
    assert left == [row.id for row in others]
    reconcile(session, DUE + timedelta(hours=19))
    assert found(session) == []
    assert session.scalars(select(MailingCount.dropped)).one() == 2


def test_what_has_ended_and_adds_up_is_not_counted_again(session: Session) -> None:
    running = remind(session)
    send_all(session)
    reconcile(session, DUE)
    # It may still get its next thousand.
    assert closed(session) == []
    planning.queue_due(session, DUE + MINUTE, base_url=BASE_URL)
    assert running.state == OccurrenceState.DONE
    reconcile(session, DUE + MINUTE)
    assert closed(session) == [f"occ:{running.id}"]
    session.execute(delete(OutMessage))
    reconcile(session, DUE + 2 * MINUTE)
    assert found(session) == []


def test_a_stopped_reminder_stays_open_until_the_last_message_is_final(session: Session) -> None:
    running = remind(session)
    running.state = OccurrenceState.STOPPED
    reconcile(session, DUE)
    assert closed(session) == []
    send_all(session, OutState.EXPIRED)
    reconcile(session, DUE)
    assert closed(session) == [f"occ:{running.id}"]


def test_a_check_in_and_its_outcome_are_two_mailings(session: Session) -> None:
    cast = create_cast(session)
    create_opted_in(session, cast.wijk_zuid, number=3)
    checkin = open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, cast.wijk_zuid)
    rounds.queue_due(session, NOW)
    session.execute(delete(OutMessage).where(OutMessage.id == 1))
    reconcile(session, NOW)
    assert found(session) == [(GapKind.CHECK_IN, checkin.id, 1)]
    coordinator = create_staff(session, "Lina", RoleName.COORDINATOR)
    reconciling.leave(session, coordinator, GapKind.CHECK_IN, checkin.id, NOW)

    send_all(session)
    rounds.queue_due(session, NOW + MINUTE)
    reconcile(session, NOW + MINUTE)
    assert closed(session) == [f"checkin:{checkin.id}"]
    answer(session, checkin, cast.wijk_zuid, 0, 1)
    for days in (15, 16):
        rounds.close_due(session, NOW + timedelta(days=days), base_url=BASE_URL)
    session.execute(delete(OutMessage).where(OutMessage.dedupe.startswith("result:")))
    reconcile(session, NOW + timedelta(days=16))
    assert found(session) == [(GapKind.RESULT, checkin.id, 2)]


def test_a_colleague_leaves_a_gap_as_it_is_and_the_rest_goes_on_being_counted(
    session: Session,
) -> None:
    running = remind(session)
    session.execute(delete(OutMessage).where(OutMessage.id <= 2))
    reconcile(session, DUE)
    bea = create_staff(session, "Bea", RoleName.BEHEERDER)
    reader = create_staff(session, "Rik", RoleName.MEELEZER)
    with pytest.raises(NotAllowed):
        reconciling.leave(session, reader, GapKind.REMINDER, running.id, DUE)
    reconciling.leave(session, bea, GapKind.REMINDER, running.id, DUE)
    with pytest.raises(NotLeft):
        reconciling.leave(session, bea, GapKind.REMINDER, running.id, DUE)
    noted = session.scalars(select(StaffEvent).order_by(StaffEvent.id.desc()).limit(1)).one()
    assert (noted.act, noted.subject) == ("gap left", f"occurrence {running.id}")

    reconcile(session, DUE)
    assert found(session) == []
    session.execute(delete(OutMessage).where(OutMessage.id == 3))
    reconcile(session, DUE)
    assert found(session) == [(GapKind.REMINDER, running.id, 1)]


def test_who_said_something_and_heard_nothing_is_a_gap(session: Session) -> None:
    address = create_cast(session).address
    answered(session, address, 0.5)
    sorry = heard(session, address)
    said(session, address, f"in:{sorry.id}:broken")
    silent = heard(session, address)
    for why in Quiet:
        heard(session, address, reason=why)
    tried = heard(session, address, reason="KeyError")
    reconcile(session, NOW + 2 * MINUTE)
    assert found(session) == [(GapKind.NO_REPLY, row.id, 1) for row in (silent, tried)]

    said(session, address, f"in:{silent.id}:0")
    reconcile(session, NOW + 3 * MINUTE)
    assert found(session) == [(GapKind.NO_REPLY, tried.id, 1)]
    bea = create_staff(session, "Bea", RoleName.BEHEERDER)
    reconciling.leave(session, bea, GapKind.NO_REPLY, tried.id, NOW)
    reconcile(session, NOW + 4 * MINUTE)
    assert found(session) == []


def test_nobody_is_owed_a_reply_where_there_is_no_chat(session: Session) -> None:
    address = create_cast(session).address
    heard(session, address, address_id=None, resident_id=None)
    heard(session, address, InboxState.POISON)
    reconcile(session, NOW + 2 * MINUTE)
    assert found(session) == []


def test_it_waits_for_what_is_under_way_and_looks_at_nothing_twice(session: Session) -> None:
    address = create_cast(session).address
    fine = answered(session, address, 0.5)
    busy = heard(session, address, InboxState.OPEN)
    heard(session, address)
    reconcile(session, NOW + 2 * MINUTE)
    assert found(session) == []
    assert session.scalars(select(Reconciliation.up_to)).one() == fine.id

    # Of an earlier one the reply may go meanwhile: that was seen.
    session.execute(delete(OutMessage))
    busy.state = InboxState.DONE
    just_now = heard(session, address, at=NOW + 2.5 * MINUTE)
    reconcile(session, NOW + 3 * MINUTE)
    assert [subject for _, subject, _ in found(session)] == [busy.id, busy.id + 1]
    reconcile(session, NOW + 4 * MINUTE)
    assert (GapKind.NO_REPLY, just_now.id, 1) in found(session)


def test_many_without_a_reply_are_named_bit_by_bit(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "MOST", 3)
    address = create_cast(session).address
    rows = [heard(session, address) for _ in range(5)]
    reconcile(session, NOW + 2 * MINUTE)
    assert session.scalars(select(Reconciliation.up_to)).one() == rows[2].id
    session.execute(update(InboxRow).values(reason=Quiet.SEEN).where(InboxRow.id < rows[3].id))
    reconcile(session, NOW + 2 * MINUTE)
    assert [subject for _, subject, _ in found(session)] == [rows[3].id, rows[4].id]


def test_what_stands_still_is_a_gap_until_it_goes_on(session: Session) -> None:
    address = create_cast(session).address
    waiting = heard(session, address, InboxState.OPEN)
    photo = heard(session, address, InboxState.FILES)
    fetched = heard(session, address, InboxState.FILES, claimed_until=NOW + 20 * MINUTE)
    sending = said(session, address, "in:1:0", OutState.SENDING, claimed_at=NOW)
    reconcile(session, NOW + 3 * MINUTE)
    assert found(session) == []
    reconcile(session, NOW + 11 * MINUTE)
    standing = [(GapKind.FILES, 0, 1), (GapKind.OPEN, 0, 1), (GapKind.SENDING, 0, 1)]
    assert found(session) == standing
    bea = create_staff(session, "Bea", RoleName.BEHEERDER)
    with pytest.raises(NotLeft):
        reconciling.leave(session, bea, GapKind.OPEN, 0, NOW)
    for row in (waiting, photo, fetched):
        row.state, row.reason = InboxState.DONE, Quiet.NOTHING
    sending.state = OutState.UNKNOWN
    reconcile(session, NOW + 12 * MINUTE)
    assert found(session) == []


READ = text("SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables")


def test_it_costs_no_more_with_a_year_of_reminders_and_talks_behind_it(engine: Engine) -> None:
    with transaction(engine) as session:
        remind(session)
        address_id = session.scalars(select(Address.id).limit(1)).one()

    def cost(now: datetime) -> tuple[int, int]:
        with counted(engine) as seen, transaction(engine) as session:
            before = session.scalar(READ) or 0
            reconcile(session, now)
            read = (session.scalar(READ) or 0) - before
        return len(seen), read

    cost(DUE)
    first = cost(DUE + MINUTE)
    with transaction(engine) as session:
        session.execute(text(OLD_REMINDERS), {"address": address_id, "at": NOW})
        session.execute(text(OLD_TALKS), {"address": address_id, "at": NOW})
        session.execute(update(Reconciliation).values(up_to=10_000))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    again = cost(DUE + 2 * MINUTE)
    assert again[0] == first[0]
    assert again[1] <= first[1] + 100


OLD_REMINDERS = """
    WITH old AS (
        INSERT INTO occurrence (campaign_id, moment_on, weeks_before, due_at, expires_at, state,
            queued, changed_at)
        SELECT 1, :at, n, :at, :at, 'done', 500, :at FROM generate_series(100, 119) n RETURNING id
    ), counted AS (
        INSERT INTO mailing_count (name, occurrence_id, planned, closed_at)
        SELECT concat('occ:', id), id, 500, :at FROM old
    )
    INSERT INTO outbox (address_id, lane, dedupe, state, created_at, done_at, occurrence_id)
    SELECT :address, 2, concat('occ:', id, ':', n), 'sent', :at, :at, id
    FROM old, generate_series(1, 500) n
"""
OLD_TALKS = """
    INSERT INTO inbox (channel, update_id, address_id, state, received_at, done_at, reason)
    SELECT 'telegram', concat('old ', n), :address, 'done', :at, :at, 'nothing to say'
    FROM generate_series(1, 10000) n
"""
