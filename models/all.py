"""Imports every table once, so that `Base.metadata` is complete for migrations and tests."""

from models.asking import campaigns, checkins
from models.base import Base
from models.initiatives import contributions, history, links, photos
from models.messages import conversations, inbox, outbox, pauses
from models.operations import key_marks
from models.people import residents, staff
from models.plan import areas, cycles, din, figures, gemeente, help, loaded, opgaven

metadata = Base.metadata

__all__ = [
    "areas",
    "campaigns",
    "checkins",
    "contributions",
    "conversations",
    "cycles",
    "din",
    "figures",
    "gemeente",
    "help",
    "history",
    "inbox",
    "key_marks",
    "links",
    "loaded",
    "metadata",
    "opgaven",
    "outbox",
    "pauses",
    "photos",
    "residents",
    "staff",
]
