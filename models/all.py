"""Imports every table once, so that `Base.metadata` is complete for migrations and tests."""

from models.asking import campaigns, checkins, mailings, recognising, room
from models.base import Base
from models.desk import feeds, notices, prepared
from models.initiatives import (
    blurring,
    contributions,
    follow_up,
    following,
    history,
    links,
    merges,
    person_keys,
    photos,
    place_plan,
    requests,
    supporting,
    wijk_news,
)
from models.meetings import meetings
from models.messages import (
    channel_view,
    conversations,
    inbox,
    mail,
    missed,
    outbox,
    pauses,
    tally,
)
from models.operations import chain, chain_watch, gaps, job_runs, key_marks
from models.overview import steps
from models.people import (
    calls,
    device_codes,
    kept_forms,
    residents,
    second_step,
    staff,
    takeouts,
    tries,
)
from models.plan import areas, cycles, din, figures, gemeente, help, loaded, opgaven, standard_texts

metadata = Base.metadata

__all__ = [
    "areas",
    "blurring",
    "calls",
    "campaigns",
    "chain",
    "chain_watch",
    "channel_view",
    "checkins",
    "contributions",
    "conversations",
    "cycles",
    "device_codes",
    "din",
    "feeds",
    "figures",
    "follow_up",
    "following",
    "gaps",
    "gemeente",
    "help",
    "history",
    "inbox",
    "job_runs",
    "kept_forms",
    "key_marks",
    "links",
    "loaded",
    "mail",
    "mailings",
    "meetings",
    "merges",
    "metadata",
    "missed",
    "notices",
    "opgaven",
    "outbox",
    "pauses",
    "person_keys",
    "photos",
    "place_plan",
    "prepared",
    "recognising",
    "requests",
    "residents",
    "room",
    "second_step",
    "staff",
    "steps",
    "standard_texts",
    "supporting",
    "takeouts",
    "tally",
    "tries",
    "wijk_news",
]
