"""The parts of the overview: each a finding in a sentence, and the table that it comes from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from babel.dates import format_date
from sqlalchemy.orm import Session

from models.initiatives.contributions import ContributionKind
from models.overview.channels import by_channel
from models.overview.handling import Handling, became, came_in, grounds, handling, whole
from models.overview.period import Period
from models.overview.steps import funnel
from models.overview.unlinked import bare_by_stadsdeel, loose_by_stadsdeel
from models.plan.reading import load_frame
from texts.render import text

Cells = tuple[str | int, ...]


@dataclass(frozen=True)
class About:
    """What the overview is about. Without a `stadsdeel_id` it is the whole city.

    `places`: the names of all stadsdelen by id.
    """

    session: Session
    period: Period
    stadsdeel_id: int | None
    places: Mapping[int, str]
    now: datetime


@dataclass(frozen=True)
class Row:
    """A line of a table. `bar` is the length of its bar, 0 to 1; None where it has none."""

    cells: Cells
    bar: float | None = None


@dataclass(frozen=True)
class Part:
    """`finding` says in one sentence what the table shows. `standing`: bars over time stand up;
    without `barred` there are only numbers.
    """

    finding: str
    heads: Sequence[str]
    rows: Sequence[Row]
    standing: bool = False
    barred: bool = True


def _incoming(about: About) -> Part:
    weeks = came_in(about.session, about.period, about.stadsdeel_id)
    totals = [sum(kinds.values()) for _, kinds in weeks]
    kinds = list(ContributionKind)
    heads = [_t("week"), _t("total"), *(text(f"kind.{kind}", "nl") for kind in kinds)]
    rows = [
        Row((_day(first), total, *(found.get(kind, 0) for kind in kinds)), _share(total, totals))
        for (first, found), total in zip(weeks, totals, strict=True)
    ]
    return Part(_t("incoming.finding", n=sum(totals)), heads, rows, standing=True)


def _answered(about: About) -> Part:
    term = load_frame(about.session).term_days
    found = handling(about.session, about.period, term, about.now)
    shown = {id_: found.get(id_, Handling()) for id_ in about.places}
    city = whole(shown.values())
    one = shown[about.stadsdeel_id] if about.stadsdeel_id else city
    lines = [(_t("city"), city), *((about.places[id_], part) for id_, part in shown.items())]
    heads = [_t(name) for name in ("where", "came", "answered", "median", "late")]
    rows = [Row(_handled(name, part), part.share_late) for name, part in lines]
    return Part(_finding(one, term), heads, rows)


def _handled(name: str, part: Handling) -> Cells:
    median = "-" if part.median is None else text("overview.days", "nl", n=part.median)
    return (name, part.came, part.answered, median, _percent(part.share_late))


def _finding(part: Handling, term: int) -> str:
    if part.median is None:
        return _t("answered.none")
    days = text("overview.days", "nl", n=part.median)
    return _t("answered.finding", days=days, late=_percent(part.share_late), term=str(term))


def _became(about: About) -> Part:
    found = became(about.session, about.period, about.stadsdeel_id)
    numbers = [number for _, number in found]
    rows = [
        Row((text(f"status.{status.replace(' ', '_')}", "nl"), number), _share(number, numbers))
        for status, number in found
    ]
    finding = _t("became.none") if not rows else _t("became.finding", status=str(rows[0].cells[0]))
    return Part(finding, [_t("status"), _t("total")], rows)


def _grounds(about: About) -> Part:
    found = grounds(about.session, about.period, about.stadsdeel_id)
    numbers = [number for _, number in found]
    rows = [
        Row((text(f"ground.{ground.replace(' ', '_')}", "nl"), number), _share(number, numbers))
        for ground, number in found
    ]
    finding = (
        _t("grounds.none") if not rows else _t("grounds.finding", ground=str(rows[0].cells[0]))
    )
    return Part(finding, [_t("ground"), _t("total")], rows)


def _steps(about: About) -> Part:
    found = funnel(about.session, about.period)
    numbers = [number for _, number in found]
    rows = [
        Row((_t(f"step.{step}"), number, _kept(number, numbers[0])), _share(number, numbers))
        for step, number in found
    ]
    heads = [_t("step"), _t("reached"), _t("of_first")]
    return Part(_worst(found), heads, rows)


def _worst(found: Sequence[tuple[str, int]]) -> str:
    """The step where most proposals stopped."""
    lost = [(before - after, step) for (step, before), (_, after) in pairwise(found)]
    most, step = max(lost, key=lambda one: one[0])
    return _t("steps.finding", step=_t(f"step.{step}"), n=most) if most > 0 else _t("steps.none")


def _channels(about: About) -> Part:
    found = by_channel(about.session, about.period, about.stadsdeel_id)
    numbers = [number for _, number in found]
    rows = [
        Row((_t(f"channel.{channel or 'gone'}"), number), _share(number, numbers))
        for channel, number in found
    ]
    finding = _t("channels.none") if not rows else _t("channels.finding", by=str(rows[0].cells[0]))
    return Part(finding, [_t("channel"), _t("total")], rows)


def _gaps(about: About) -> Part:
    """Now, and not in a period: what is linked tomorrow is no gap any more."""
    bare, loose = bare_by_stadsdeel(about.session), loose_by_stadsdeel(about.session)
    here = [about.stadsdeel_id] if about.stadsdeel_id else list(about.places)
    rows = [Row((about.places[id_], bare.get(id_, 0), loose.get(id_, 0))) for id_ in here]
    n, ideas = (sum(counted.get(id_, 0) for id_ in here) for counted in (bare, loose))
    finding = _t("gaps.finding", opgaven=_t("gaps.opgaven", n=n), ideas=_t("gaps.ideas", n=ideas))
    heads = [_t("where"), _t("gaps.bare"), _t("gaps.loose")]
    return Part(finding, heads, rows, barred=False)


PARTS: Mapping[str, Callable[[About], Part]] = {
    "binnengekomen": _incoming,
    "beantwoord": _answered,
    "uitkomst": _became,
    "redenen": _grounds,
    "zonder": _gaps,
    "stappen": _steps,
    "kanalen": _channels,
}


def _t(key: str, **params: str | int) -> str:
    return text(f"overview.{key}", "nl", **params)


def _share(number: int, of: Sequence[int]) -> float:
    return number / max(of) if number else 0.0


def _kept(number: int, of: int) -> str:
    return _percent(number / of if of else None)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{round(share * 100)}%"


def _day(day: date) -> str:
    return str(format_date(day, "d MMM y", locale="nl"))
