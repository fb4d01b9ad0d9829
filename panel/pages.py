"""The pages of the panel. Whoever makes one adds it here; the menu follows `menu_place`."""

from panel.account import AccountView
from panel.advice import AdviceView
from panel.blocks import BlocksView
from panel.bulk import BulkView
from panel.calls import CallsView
from panel.campaigns import CampaignsView
from panel.checkins import CheckInsView
from panel.confirming import ConfirmView
from panel.contribution import ContributionView
from panel.din import DinView
from panel.exporting import ExportView
from panel.help import HelpView
from panel.kept import KeptView
from panel.matters import MattersView
from panel.meetings import MeetingsView
from panel.notices import NoticesView
from panel.on_behalf import OnBehalfView
from panel.overview import OverviewView
from panel.photos import PhotosView
from panel.place_plan import PlacePlanView
from panel.prepared import PreparedView
from panel.proposed import ProposedView
from panel.queue import QueueView
from panel.queue_tabs import QueueTabsView
from panel.second_step import SecondStepView
from panel.standing_in import StandingInView
from panel.views import PanelView
from panel.who_may import WhoMayView


def pages() -> list[PanelView]:
    """A fresh set for one application."""
    return [
        QueueView(),
        QueueTabsView(),
        ContributionView(),
        ExportView(),
        PreparedView(),
        BulkView(),
        PhotosView(),
        AdviceView(),
        BlocksView(),
        CallsView(),
        PlacePlanView(),
        DinView(),
        MattersView(),
        OnBehalfView(),
        OverviewView(),
        ProposedView(),
        MeetingsView(),
        CheckInsView(),
        CampaignsView(),
        AccountView(),
        HelpView(),
        NoticesView(),
        StandingInView(),
        ConfirmView(),
        SecondStepView(),
        WhoMayView(),
        KeptView(),
    ]
