"""Examples of taking part: gesprekken, a reaction, what matters, an opgave that is voorgelegd."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking.hours import moment
from models.initiatives import moderation, news
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision
from models.initiatives.speaking_up import Concern, react, say_matters
from models.initiatives.telling import frozen
from models.initiatives.terms import local_day
from models.meetings import holding
from models.meetings.holding import Proposal
from models.meetings.meetings import Meeting
from models.messages import missed
from models.people import calls
from models.people.residents import Address, Resident
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.opgaven import Opgave, OpgaveState, Scope


@dataclass(frozen=True)
class Example:
    """Whose examples these are: somebody of this wijk, and its wijkmanager."""

    session: Session
    base_url: str
    now: datetime
    wijk: Area
    staff: Staff
    resident: Resident
    address: Address

    def fill(self) -> None:
        opgave = self._opgave()
        if opgave is None:
            return
        before = self.now - timedelta(days=20)
        told = "Meisjes willen ook een plek. Nu staat er alleen een voetbaldoel."
        self._place(react(self.session, opgave.slug, told, self.resident, self.address, before))
        concern = Concern("Veel ouderen zijn 's avonds alleen.", self.wijk.slug, "ouder")
        self._place(say_matters(self.session, concern, self.resident, self.address, before))
        self._meeting("Spelen in de wijk", opgave, days=6)
        done = self._meeting("Wat speelt er in uw straat?", opgave, days=-9)
        yielded = "Bewoners willen een plek om te spelen. Dat zoeken wij uit."
        holding.report(self.session, self.staff, done, yielded, opgave.id, self.now)
        self._propose(opgave)
        self._not_understood()

    def _not_understood(self) -> None:
        """Words that the bot did not know, and somebody who would rather be called."""
        today = local_day(self.now)
        self.resident.wijk_id = self.wijk.id
        calls.ask(self.session, self.resident, self.address, "0612345678", today, self.now)
        for words in ("hoe zit het nou", "hoe zit het nou", "van de *", "geel"):
            missed.note(self.session, words, today)

    def _opgave(self) -> Opgave | None:
        mine = Opgave.stadsdeel_id == self.wijk.stadsdeel_id
        adopted = Opgave.state == OpgaveState.ADOPTED
        return self.session.scalars(select(Opgave).where(mine, adopted).order_by(Opgave.id)).first()

    def _place(self, said: Contribution) -> None:
        message = frozen(news.placed(news.about(said, self.base_url), None), said.language)
        later = said.submitted_at + timedelta(days=1)
        moderation.place(self.session, said, Decision(self.staff, said.version, later, message))

    def _meeting(self, about: str, opgave: Opgave, days: int) -> Meeting:
        made = self.now - timedelta(days=30)
        starts_at = moment(local_day(self.now) + timedelta(days=days), time(19, 30))
        asked = Proposal(about, "Buurthuis in de wijk", starts_at, self.wijk.id, 20, opgave.id)
        return holding.make(self.session, self.staff, asked, made)

    def _propose(self, like: Opgave) -> None:
        """One more opgave of this stadsdeel, that is not vastgesteld yet."""
        self.session.add(
            Opgave(
                slug=f"{like.slug}-voorbeeld",
                cycle_id=like.cycle_id,
                theme_id=like.theme_id,
                stadsdeel_id=like.stadsdeel_id,
                title="Veilig fietsen naar school",
                intro="Kinderen fietsen graag zelf. Nu vinden ouders dat vaak te gevaarlijk.",
                origin=like.origin,
                scope=Scope.STADSDEEL,
                state=OpgaveState.PROPOSED,
                state_changed_on=local_day(self.now),
            )
        )
        self.session.flush()
