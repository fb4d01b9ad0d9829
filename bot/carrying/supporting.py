"""What residents wish of each other's initiatives."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.following import said
from bot.carrying.who import Who
from bot.dialogue.wishes.supporting import (
    GiveSupport,
    HelpersSeen,
    InitiativeSeen,
    MeetHelpers,
    SeeHelpers,
    SeeInitiative,
    Supported,
    TakeSupport,
)
from models.initiatives import helping, looking, supporting
from models.initiatives.contributions import Initiative
from models.initiatives.following import Subject
from models.initiatives.published import published
from models.initiatives.supporting import SupportKind
from models.initiatives.terms import local_day
from models.messages.sending import reachable


def see(session: Session, wish: SeeInitiative, who: Who, now: datetime) -> InitiativeSeen:
    initiative = supporting.find(session, wish.ref)
    shown = published(session, Initiative.id == initiative.id)[0]
    counts = supporting.public_counts(session, initiative.id)
    given = supporting.given(session, who.address.id, initiative.id)
    subject = Subject(shown.ref, shown.title, contribution_id=initiative.id)
    look = looking.look(session, who.resident.id, subject, now)
    return InitiativeSeen(
        ref=shown.ref,
        title=shown.title,
        body=shown.body,
        language=shown.language,
        wijk=shown.wijk_name or "",
        status=str(shown.realisation or ""),
        hearts=counts.hearts,
        hands=counts.hands,
        minimum=counts.minimum,
        given=frozenset(str(kind) for kind in given),
        follows=look is not None,
        since=local_day(look.since) if look else None,
        news=said(look.news) if look else (),
        pin=(shown.lat, shown.lon) if shown.lat and shown.lon else None,
    )


def give(session: Session, wish: GiveSupport, who: Who, now: datetime) -> Supported:
    kind = SupportKind(wish.kind)
    to = supporting.support(session, who.resident, who.address, wish.ref, kind, now, wish.name)
    heard = reachable(session, to.resident_id, to.address_id) is not None
    return Supported(to.ref, wish.kind, given=True, heard=heard)


def take(session: Session, wish: TakeSupport, who: Who, now: datetime) -> Supported:
    kind = SupportKind(wish.kind)
    to = supporting.unsupport(session, who.resident, who.address, wish.ref, kind, now)
    return Supported(to.ref, wish.kind, given=False)


def see_helpers(session: Session, wish: SeeHelpers, who: Who, now: datetime) -> HelpersSeen:
    return _seen(helping.helpers(session, who.resident, wish.ref))


def meet_helpers(session: Session, wish: MeetHelpers, who: Who, now: datetime) -> HelpersSeen:
    return _seen(helping.meet(session, who.resident, wish.ref, wish.name, now))


def _seen(found: helping.Helpers) -> HelpersSeen:
    return HelpersSeen(found.ref, found.n, tuple(found.names), found.waiting, found.own_name)
