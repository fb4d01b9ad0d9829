"""What the views of the chat share: the database, the turns, the cookie, the limits."""

from dataclasses import dataclass, field

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.channels.web.flood import Limits
from bot.channels.web.session import Cookies
from bot.dialogue.facts import Plan
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now
from models.initiatives.terms import local_day

_NAME = "wijkbot chat"


@dataclass(frozen=True)
class Room:
    """One for each application."""

    engine: Engine
    plans: PlanCache
    turns: Turns
    cookies: Cookies
    limits: Limits = field(default_factory=Limits)

    def plan(self, session: Session) -> Plan:
        """The plan of today. From now on the page knows whose chat this is."""
        plan = self.plans.get(session, local_day(database_now(session)))
        g.gemeente = plan.gemeente
        return plan

    def furnish(self, app: Flask) -> None:
        """Make this the room of an application."""
        app.extensions[_NAME] = self


def room() -> Room:
    found: Room = current_app.extensions[_NAME]
    return found
