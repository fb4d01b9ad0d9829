"""The overview's figures: what came in, how soon it was answered, where people stop."""

from datetime import date, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.dialogue.progress import MAIN_STEPS
from models.db import transaction
from models.initiatives import moderation
from models.initiatives.contributions import ContributionKind, Initiative
from models.initiatives.grounds import Ground
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.terms import working_days_after, working_days_between
from models.overview.channels import by_channel
from models.overview.handling import Handling, became, came_in, grounds, handling, whole
from models.overview.period import Period
from models.overview.promises import Outcomes, outcomes, shown_of
from models.overview.steps import STEPS, ProposalStep, count, fold, funnel
from models.people.residents import Channel
from tests.bot.talker import Talker
from tests.builders import NOW, Cast, create_cast, create_initiative, create_objection, later
from tests.zwolle import load_zwolle

M = Moderation
TERM = 5
# NOW is a Monday: the period ends two weeks later, on a Sunday.
PERIOD = Period(date(2026, 11, 16), date(2026, 11, 29))


def idea(session: Session, cast: Cast, days: int = 0) -> Initiative:
    return create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, submitted_at=later(days=days)
    )


def decided(session: Session, cast: Cast, idea: Initiative, days: int) -> None:
    by = Decision(cast.manager_zuid, idea.version, later(days=days))
    moderation.decline(session, idea, by, "Dit kan niet op die plek.")


def seen(session: Session, days: int) -> Handling:
    return whole(handling(session, PERIOD, TERM, later(days=days)).values())


def test_working_days_between_undo_working_days_after() -> None:
    friday_before_christmas = date(2026, 12, 18)
    for days in range(1, 12):
        end = working_days_after(friday_before_christmas, days)
        assert working_days_between(friday_before_christmas, end) == days
    assert working_days_between(friday_before_christmas, date(2026, 12, 20)) == 0


def test_half_are_answered_within_the_median_and_late_is_after_the_term(session: Session) -> None:
    cast = create_cast(session)
    for days in (1, 2, 7, 9):
        decided(session, cast, idea(session, cast), days)
    found = seen(session, 10)
    assert (found.came, found.answered) == (4, 4)
    # Monday to Monday is five working days, to Wednesday seven.
    assert (found.median, found.share_late) == (2, 0.25)


def test_what_still_waits_counts_once_its_term_is_over(session: Session) -> None:
    cast = create_cast(session)
    idea(session, cast)
    assert seen(session, 7).share_late is None
    assert seen(session, 8).share_late == 1.0
    assert seen(session, 8).median is None


def test_taking_it_up_is_no_answer_and_a_question_is(session: Session) -> None:
    cast = create_cast(session)
    one = idea(session, cast)
    moderation.take_up(session, one, Decision(cast.manager_zuid, one.version, later(days=1)))
    assert seen(session, 2).answered == 0
    question = Decision(cast.manager_zuid, one.version, later(days=2))
    moderation.ask(session, one, question, "Waar precies?")
    assert seen(session, 3).median == 2


def test_what_was_withdrawn_or_came_at_another_time_is_left_out(session: Session) -> None:
    cast = create_cast(session)
    idea(session, cast).status = M.WITHDRAWN
    idea(session, cast, days=-1)
    idea(session, cast, days=14)
    assert seen(session, 30) == Handling()


def test_weeks_kinds_outcomes_and_doors_are_counted_per_place(session: Session) -> None:
    cast = create_cast(session)
    idea(session, cast)
    idea(session, cast, days=8)
    create_initiative(session, cast.wijk_noord, status=M.PLACED)
    create_objection(session, cast.wijk_zuid)
    first, second = came_in(session, PERIOD, cast.zuid.id)
    assert first[1] == {ContributionKind.INITIATIVE: 1, ContributionKind.OBJECTION: 1}
    assert second == (date(2026, 11, 23), {ContributionKind.INITIATIVE: 1})
    assert became(session, PERIOD, None) == [(M.SUBMITTED, 3), (M.PLACED, 1)]
    assert became(session, PERIOD, cast.noord.id) == [(M.PLACED, 1)]
    by = Decision(cast.manager_noord, 1, later(days=1))
    far = create_initiative(session, cast.wijk_noord)
    moderation.decline(session, far, by, "Dat staat er al.", Ground.EXISTS)
    assert grounds(session, PERIOD, None) == [(Ground.EXISTS, 1)]
    assert grounds(session, PERIOD, cast.zuid.id) == []
    assert by_channel(session, PERIOD, cast.zuid.id) == [(Channel.TELEGRAM, 2), (None, 1)]


def test_the_overview_shows_the_steps_that_the_talk_counts() -> None:
    assert STEPS == MAIN_STEPS


def test_a_proposal_counts_once_at_each_step_however_one_walks_about(engine: Engine) -> None:
    load_zwolle(engine)
    talker = Talker(engine)
    for words in ("/start", "8022", "ja", "/nieuw begin", "Een bankje", "terug", "Een bank"):
        talker.says_and_hears(words)
    talker.says_and_hears("Ontmoeten")
    talker.says_and_hears("/menu")
    talker.says_and_hears("/nieuw verder")
    with transaction(engine) as session:
        today = session.scalars(select(ProposalStep.day)).first()
        assert today is not None
        reached = dict(funnel(session, Period(today, today)))
    assert reached == {
        **{"idea": 1, "category": 1, "more": 1},
        **{"place": 0, "photos": 0, "name": 0, "summary": 0},
    }


def test_at_night_the_rows_of_a_day_become_one_and_say_the_same(session: Session) -> None:
    days = [NOW.date() - timedelta(days=ago) for ago in (0, 1, 1, 2)]
    for day in days:
        count(session, {(Channel.WEB, "idea"): 2, (Channel.WEB, "more"): 1}, day)
    period = Period(days[-1], days[0])
    before = funnel(session, period)
    for _ in range(2):
        fold(session, NOW)
        assert funnel(session, period) == before
        assert session.scalar(select(func.count()).select_from(ProposalStep)) == 6


def test_the_public_sees_no_small_numbers_and_cannot_work_them_out() -> None:
    parts = {1: Handling(came=30), 2: Handling(came=12), 3: Handling(came=4), 4: Handling()}
    assert list(shown_of(parts, 10)) == [1]
    assert list(shown_of(parts | {4: Handling(came=3)}, 10)) == [1, 2]
    assert list(shown_of({1: Handling(came=30), 2: Handling(came=12)}, 10)) == [1, 2]
    found = [(M.PLACED, 40), (M.DECLINED, 11), (M.REFERRED, 3)]
    assert outcomes(found, 10) == Outcomes([(M.PLACED, 40)], 14)
    assert outcomes([(M.PLACED, 3)], 10) == Outcomes([], 0)
