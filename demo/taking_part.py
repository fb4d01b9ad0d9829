"""Examples of taking part: gesprekken, a reaction, what matters, an opgave that is voorgelegd."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.crowd import crowd
from models.asking import recognising
from models.asking.hours import moment
from models.asking.recognising import Recognised
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

# A spot in the wijk of the examples.
SPOT = (52.5168, 6.1052)
ANSWERS = {Recognised.YES: 9, Recognised.PARTLY: 4, Recognised.NO: 2}
# What the first of those who answered say with it; some say nothing.
WITH_IT = (
    "Mijn dochter fietst zelf, maar bij de rotonde durf ik haar niet alleen te laten.",
    "",
    "Bij regen staat de hele straat vol auto's van ouders.",
    *("",) * 6,
    "Het fietspad zelf is goed. Het oversteken niet.",
    *("",) * 4,
    "Ik zie liever eerst een zebrapad bij de winkels.",
)


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
        place = (opgave.id, SPOT)
        asked = Proposal(about, "Buurthuis in de wijk", starts_at, self.wijk.id, 20, *place)
        return holding.make(self.session, self.staff, asked, made)

    def _propose(self, like: Opgave) -> None:
        """One more opgave of this stadsdeel, that is not vastgesteld yet."""
        slug = f"{like.slug}-voorbeeld"
        self.session.add(
            Opgave(
                slug=slug,
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
        self._recognised(slug)

    def _recognised(self, slug: str) -> None:
        """What neighbours answered to it: enough of them to show in numbers."""
        given = [one for one, often in ANSWERS.items() for _ in range(often)]
        people = crowd(self.session, len(given), self.now - timedelta(days=9))
        said = iter(WITH_IT)
        for answer, (_, chat) in zip(given, people, strict=True):
            recognising.answer(self.session, slug, answer, chat, self.now - timedelta(days=2))
            words = next(said, "")
            if words:
                recognising.explain(self.session, slug, words, chat)
