"""All that stands around a decision, on the page of one contribution."""

from collections.abc import Mapping
from typing import Any

from models.desk import waiting, walking
from models.initiatives import reading
from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import TO_DO
from models.initiatives.moderation import ACT_OF
from models.initiatives.queue_filters import Viewer
from models.initiatives.terms import local_day
from models.people.rights import Act
from panel.contribution_acts import ACTS, ActPage
from panel.desk.sections import gather
from panel.desk.trail import Trail
from panel.queue_address import read_written
from panel.views import PanelView


def around(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """What the page shows of a contribution, in a fixed number of queries."""
    stadsdeel_id, trail = contribution.stadsdeel_id, Trail.of_request()
    return {
        "one": contribution,
        "late": contribution.status in TO_DO and contribution.due_on < local_day(view.now),
        "file": reading.dossier(view.session, contribution, view.now),
        "acts": _acts(view, contribution),
        "waiting": waiting.upon(view.session, contribution),
        "may_decide": view.may(Act.PLACE, stadsdeel_id),
        "may_link": view.may(Act.LINK, stadsdeel_id),
        "may_hide": view.may(Act.HIDE, stadsdeel_id),
        "may_claim": view.may(Act.CLAIM, stadsdeel_id),
        "sections": gather(view, contribution),
        "trail": trail,
        "walk": _walk(view, contribution, trail),
    }


def _walk(view: PanelView, contribution: Contribution, trail: Trail) -> walking.Neighbours:
    """The one before and the one after it, for who walks through the queue."""
    if not trail.query:
        return walking.Neighbours()
    viewer = Viewer(view.staff, view.now)
    return walking.neighbours(view.session, viewer, read_written(trail.query), contribution)


def _acts(view: PanelView, contribution: Contribution) -> list[ActPage]:
    return [
        page
        for page in ACTS.values()
        if page.act.possible(contribution) and may_open(view, contribution, page)
    ]


def may_do(view: PanelView, contribution: Contribution, page: ActPage) -> bool:
    """Whether this colleague may do this here."""
    return view.may(ACT_OF[page.deed], contribution.stadsdeel_id)


def may_open(view: PanelView, contribution: Contribution, page: ActPage) -> bool:
    """Whether they may do it, or may at least make it ready for a colleague who releases it.

    A second look is somebody else's own: nobody makes it ready for them.
    """
    waits = page.act.waits and ACT_OF[page.deed] is not Act.SECOND_LOOK
    prepares = waits and view.may(Act.CLAIM, contribution.stadsdeel_id)
    return prepares or may_do(view, contribution, page)
