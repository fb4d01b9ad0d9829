"""Many people who each propose one idea, in words of their own, without waiting for answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text

from models.db import transaction
from tests.fake_telegram.client import FakeTelegram
from tests.faults.processes import House

# The fifth is the title of their idea, the last one hands it in.
WORDS = (
    *("/start", "8022", "ja", "/nieuw begin", "Een bankje van {name}", "Ontmoeten"),
    *("Voor iedereen", "hele wijk", "ja", "ja", "overslaan", "zonder naam", "Versturen"),
)


@dataclass
class Proposers:
    """`count` people; everybody says their first words, then everybody their second, and so on."""

    fake: FakeTelegram
    count: int
    _said: int = 0
    people: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        self.people = self.fake.crowd(self.count)

    @property
    def all(self) -> int:
        """How many updates they send in all."""
        return self.count * len(WORDS)

    def say(self, count: int) -> int:
        """The next so many say what they have to say; how many were left to do so."""
        last = min(self._said + count, self.all)
        acts = [self._act(number) for number in range(self._said, last)]
        self.fake.do_many(acts)
        self._said, done = last, last - self._said
        return done

    @property
    def said(self) -> int:
        return self._said

    def _act(self, number: int) -> tuple[str, dict[str, object]]:
        round_, who = divmod(number, self.count)
        person = self.people[who]
        return "says", {"person_id": person, "text": WORDS[round_].format(name=person)}

    def handed_in(self, house: House) -> dict[str, int]:
        """How often each idea stands in the database, by its title."""
        with transaction(house.engine) as session:
            rows = session.execute(text("SELECT title, count(*) FROM contribution GROUP BY title"))
            return {title: number for title, number in rows}

    def titles(self) -> set[str]:
        return {WORDS[4].format(name=person) for person in self.people}
