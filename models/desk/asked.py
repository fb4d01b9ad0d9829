"""What a colleague filled in about a contribution, as plain values of the form's fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from models.initiatives import linking, merging, news
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.linking import Subject
from models.initiatives.moderation import Decision
from models.initiatives.moves import Deed, NotThere
from models.messages.outgoing import Json, MessageJson, words
from models.plan.areas import Area
from models.plan.reading import Frame, load_frame


@dataclass(frozen=True)
class Asked:
    """A filled-in form about a contribution. Without a `base_url` nothing of it can be drafted.

    A field for English is only among the values where the author reads English.
    """

    session: Session
    contribution: Contribution
    values: Mapping[str, str]
    base_url: str = ""

    def value(self, name: str) -> str:
        """What was filled in there, or nothing."""
        return self.values.get(name) or ""

    @property
    def about(self) -> news.About:
        return news.about(self.contribution, self.base_url)

    @property
    def frame(self) -> Frame:
        return load_frame(self.session)

    def told(self) -> Json | None:
        """The wijkmanager's own words, in the author's language where they gave them so."""
        english, dutch = self.value("told_en"), self.value("told")
        if english:
            return words(english, "en")
        return words(dutch, "nl") if dutch else None

    def must_be_told(self) -> Json:
        """The same, of a form that cannot do without."""
        return self.told() or words("")

    @property
    def reason(self) -> str:
        """What was written in Dutch, for history."""
        return self.value("told")

    @property
    def initiative(self) -> Initiative:
        return cast(Initiative, self.contribution)

    def into(self) -> Initiative:
        """What the form merges into. Raises `NotThere` where that is not on the site."""
        return merging.find_into(self.session, self.initiative, self.value("into"))

    def stadsdeel(self) -> Area:
        return self.session.get_one(Area, int(self.value("stadsdeel")))

    def subject(self) -> Subject:
        """What the form links to. Raises `NotThere` when it went away meanwhile."""
        opgave, _, entry = self.value("subject").partition(":")
        where = self.contribution.stadsdeel_id
        found = linking.find_subject(
            self.session, where, int(opgave), int(entry) if entry else None
        )
        if found is None:
            raise NotThere("not a subject of this stadsdeel")
        return found


@dataclass(frozen=True)
class DeskAct:
    """One act of the desk: when it can be done, what its author is told, and the act itself.

    Without a `draft` it never speaks. `carry_out` gives whether the author will hear, and raises
    as the acts of `models.initiatives` do. What `waits` can be undone before it is carried out.
    """

    slug: str
    deed: Deed
    possible: Callable[[Contribution], bool]
    carry_out: Callable[[Asked, Decision], bool]
    draft: Callable[[Asked], MessageJson] | None = None
    always_waits: bool = False

    @property
    def waits(self) -> bool:
        return self.always_waits or self.draft is not None
