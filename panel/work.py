"""How much waits for who asks, for the header and the title of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.initiatives.queue_counts import Count, count
from models.initiatives.queue_filters import Filters, Tab
from models.people.rights import Act, allowed_somewhere
from models.people.staff import Staff
from panel.queue_address import address
from texts.render import text

# In this order: a phone shows the first two or three, and what is late is not to be missed.
_SHOWN = (Tab.TO_DO, Tab.LATE, Tab.MINE, Tab.WAITING)


@dataclass(frozen=True)
class Heap:
    """A heap of the queue with how much is in it, and where it is shown."""

    tab: Tab
    count: Count
    name: str
    url: str

    @property
    def late(self) -> bool:
        return self.tab is Tab.LATE and bool(self.count)


def work_of(session: Session, staff: Staff, now: datetime) -> Sequence[Heap]:
    """The heaps of a colleague who has work in the queue; none for who only reads. One query."""
    if not allowed_somewhere(staff, Act.CLAIM):
        return []
    asked = [Filters(tab) for tab in _SHOWN]
    numbers = zip(asked, count(session, staff, asked, now), strict=True)
    return [_heap(filters, number) for filters, number in numbers]


def _heap(filters: Filters, number: Count) -> Heap:
    name = text(f"queue.tab.{filters.tab.value.replace('-', '_')}", "nl")
    return Heap(filters.tab, number, name, address(filters))
