"""Filters of the queue that a colleague keeps under a name, as tabs of their own."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.people.staff import Staff

NAME = 40
QUERY = 400
# More than these do not stand beside each other, and each is counted on every page.
MOST = 6


class SavedTab(Base):
    """One tab: its name, and the filters as the address of the queue has them."""

    __tablename__ = "saved_tab"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[BigId]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME))
    query: Mapped[str] = mapped_column(String(QUERY))


class TabRefused(Exception):
    """The key of a sentence that says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tabs_of(session: Session, staff: Staff) -> Sequence[SavedTab]:
    """One's own, in the order in which they were made."""
    mine = select(SavedTab).where(SavedTab.staff_id == staff.id).order_by(SavedTab.id)
    return session.scalars(mine).all()


def save(session: Session, staff: Staff, name: str, query: str) -> SavedTab:
    """Keep filters under a name. Raises `TabRefused`."""
    known = tabs_of(session, staff)
    if len(known) >= MOST:
        raise TabRefused("queue.tabs.too_many")
    _check(known, name)
    tab = SavedTab(staff_id=staff.id, name=name, query=query[:QUERY])
    session.add(tab)
    session.flush()
    return tab


def find(session: Session, staff: Staff, id_: int) -> SavedTab | None:
    """One's own tab with this id. Those of others are not there."""
    tab = session.get(SavedTab, id_)
    return tab if tab is not None and tab.staff_id == staff.id else None


def rename(session: Session, staff: Staff, tab: SavedTab, name: str) -> None:
    """Give it another name. Raises `TabRefused`."""
    _check([other for other in tabs_of(session, staff) if other is not tab], name)
    tab.name = name


def drop(session: Session, tab: SavedTab) -> None:
    session.delete(tab)


def _check(others: Sequence[SavedTab], name: str) -> None:
    if not name:
        raise TabRefused("queue.tabs.no_name")
    if len(name) > NAME:
        raise TabRefused("queue.tabs.long_name")
    if any(other.name.casefold() == name.casefold() for other in others):
        raise TabRefused("queue.tabs.same_name")
