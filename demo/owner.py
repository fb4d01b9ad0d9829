"""One resident of the examples whom everybody may be: her idea can be, and she makes a plan."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.initiatives import news, place_plan_news
from models.initiatives.contributions import Initiative
from models.initiatives.moderation import Decision
from models.initiatives.place_plan_reading import read
from models.initiatives.place_planning import TurnedOver, fill_in, hand_in, turn_over
from models.initiatives.telling import frozen
from models.people.staff import Staff
from models.plan.track import Turn

# What the web chat would have put into her browser, and under which name. No secret: only the
# demo has her, and there everybody may log in as everybody.
COOKIE = "wijkbot-gesprek"
OWNER = "demo-eigenaar-van-een-plan-voor-een-bank-01"


@dataclass(frozen=True)
class PlanExample:
    """A plan that its owner and the wijkmanager of this stadsdeel work on in turns."""

    session: Session
    base_url: str
    now: datetime
    initiative: Initiative
    staff: Staff

    def fill(self, told: dict[str, Any]) -> None:
        days = self.now - timedelta(days=6)
        assert self.initiative.resident_id is not None
        for key, words in told["zegt"].items():
            fill_in(
                self.session, self.initiative.resident_id, self.initiative.ref, key, words, days
            )
        for key, words in told.get("wijkmanager", {}).items():
            self._turn_over(key, TurnedOver(Turn.DONE, words))
        for key, words in told.get("terug", {}).items():
            self._turn_over(key, TurnedOver(Turn.RESIDENT, note=words))
        if "ingeleverd" in told:
            at = self.now - timedelta(days=1)
            hand_in(self.session, self.initiative.resident_id, self.initiative.ref, at)

    def _turn_over(self, key: str, given: TurnedOver) -> None:
        at = self.now - timedelta(days=2)
        seen = read(self.session, self.initiative)
        one: Any = seen.find(key) if seen else None
        about = news.about(self.initiative, self.base_url)
        body = place_plan_news.turned_over(about, one.step, given, self.initiative.language)
        message = frozen(body, self.initiative.language)
        decision = Decision(self.staff, seen.version if seen else 0, at, message)
        turn_over(self.session, self.initiative, decision, key, given)
