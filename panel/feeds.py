"""A calendar and a feed of news for programs of colleagues, each behind its secret address."""

from datetime import UTC
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed
from flask import Blueprint, Response, abort, current_app
from icalendar import Calendar, Event

from models.desk import feeds
from models.meetings.meetings import Meeting
from models.people.staff import Staff
from panel import edge
from texts.render import text

feed_pages = Blueprint("feeds", __name__)


@feed_pages.get("/agenda/<token>.ics")
def calendar(token: str) -> Response:
    """Days by which residents hear from us, and gesprekken."""
    staff, found = _whose(token), Calendar()
    found.add("prodid", "-//Wijkbot//NL")
    found.add("version", "2.0")
    found.add("x-wr-calname", text("feeds.calendar", "nl"))
    for deadline in feeds.deadlines(edge.session(), staff):
        found.add_component(_deadline(deadline))
    for meeting in feeds.meetings(edge.session(), staff, edge.now()):
        found.add_component(_meeting(meeting))
    return _answer(found.to_ical(), "text/calendar; charset=utf-8")


@feed_pages.get("/nieuw/<token>.atom")
def news(token: str) -> Response:
    """What came in last: its kind, its number and the stadsdeel."""
    staff, panel = _whose(token), f"{_base()}/panel"
    entries = feeds.newest(edge.session(), staff)
    found = Atom1Feed(
        title=text("feeds.news", "nl"), link=f"{panel}/queue", description="", language="nl"
    )
    for entry in entries:
        kind = text(f"kind.{entry.kind}", "nl")
        found.add_item(
            title=text(
                "feeds.entry", "nl", kind=kind.capitalize(), ref=entry.ref, where=entry.where
            ),
            link=f"{panel}/initiatief/{entry.ref}",
            description="",
            unique_id=f"{panel}/initiatief/{entry.ref}",
            pubdate=entry.submitted_at,
            updateddate=entry.submitted_at,
        )
    return _answer(found.writeString("utf-8"), "application/atom+xml; charset=utf-8")


def _whose(token: str) -> Staff:
    staff = feeds.whose(edge.session(), token)
    if staff is None:
        abort(404)
    return staff


def _deadline(deadline: feeds.Deadline) -> Event:
    event = _event(f"{deadline.ref}-{deadline.due_on}")
    event.add("summary", text("feeds.deadline", "nl", ref=deadline.ref))
    event.add("dtstart", deadline.due_on)
    event.add("url", f"{_base()}/panel/initiatief/{deadline.ref}")
    event.add("transp", "TRANSPARENT")
    return event


def _meeting(meeting: Meeting) -> Event:
    event = _event(f"gesprek-{meeting.id}")
    event.add("summary", text("feeds.meeting", "nl", about=meeting.about))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("location", meeting.place)
    if meeting.spot is not None:
        event.add("geo", meeting.spot)
    # Without it a calendar may keep what it knew before the gesprek was changed.
    event.add("sequence", meeting.version + bool(meeting.cancelled_at))
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event


def _event(name: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@{urlsplit(_base()).hostname}")
    event.add("dtstamp", edge.now())
    return event


def _base() -> str:
    return str(current_app.config["BASE_URL"])


def _answer(content: bytes | str, kind: str) -> Response:
    return Response(content, content_type=kind)
