"""What residents wish of an idea that they handed in."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.changes import AskSecondLook, Changed, ChangeIdea, DropPhotos, NewSpot
from models.initiatives import changing, second_look
from models.initiatives.contributions import PlaceKind
from models.initiatives.places import NewPlace


def change(session: Session, wish: ChangeIdea, who: Who, now: datetime) -> Changed:
    new = changing.NewText(wish.title, wish.body, _place(wish.place) if wish.place else None)
    return Changed(changing.change(session, who.resident.id, wish.ref, new, now))


def _place(spot: NewSpot) -> NewPlace:
    return NewPlace(PlaceKind(spot.kind), spot.text, spot.wijk, spot.lat, spot.lon)


def drop_photos(session: Session, wish: DropPhotos, who: Who, now: datetime) -> Done:
    changing.drop_photos(session, who.resident.id, wish.ref, now)
    return Done("DropPhotos")


def ask_second_look(session: Session, wish: AskSecondLook, who: Who, now: datetime) -> Done:
    second_look.ask_again(session, who.resident.id, wish.ref, wish.why, now)
    return Done("AskSecondLook")
