"""What residents bring in: the original words, the public words, and where both stand."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    String,
    Text,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.initiatives.grounds import Ground
from models.initiatives.lifecycles import Moderation, Realisation
from models.keys import EncryptedText

contribution_number = Sequence("contribution_number", start=101, metadata=Base.metadata)

# What is searched, written as PostgreSQL itself writes it: so an index is used for it, and
# comparing the models with the schema sees no difference.
PUBLIC_WORDS = "(COALESCE(public_title, ''::text) || ' '::text) || COALESCE(public_body, ''::text)"
ALL_WORDS = (
    "to_tsvector('dutch'::regconfig, (((((title || ' '::text) || COALESCE(body, ''::text)) "
    "|| ' '::text) || COALESCE(public_title, ''::text)) || ' '::text) "
    "|| COALESCE(public_body, ''::text))"
)


class ContributionKind(StrEnum):
    """What it is. `reactie`: something said of an opgave; `belangrijk`: "dit is belangrijk in mijn
    wijk", for the next cycle; `melding`: somebody objects to something published.
    """

    INITIATIVE = "initiatief"
    REACTION = "reactie"
    MATTER = "belangrijk"
    OBJECTION = "melding"


class PlaceKind(StrEnum):
    """How a resident told where: a pin, a street or spot in words, or the whole wijk."""

    PIN = "pin"
    STREET = "straat"
    WIJK = "wijk"


class Contribution(Base):
    """One contribution. Residents' own words (`title`, `body`) are never overwritten.

    Public pages show `public_title` and `public_body`, filled by the act that places it. A
    changed text waits in `offered_title` / `offered_body` for the resident's OK; after
    `offered_until` it may go out without their name. `name` is shown only while `show_name`.
    `answer_by` is the last day to answer the `question`, `remind_on` when its reminder is due.
    `owner_id` is the colleague who took it up, `claimed_by_id` who has its form open.
    `ground` is why it was not placed, the last time that it was not.
    `opgave_id` is the opgave that the resident was reading; what staff think it serves is a `Link`.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_public", "wijk_id", postgresql_where=text("status = 'geplaatst'")),
        Index(
            "ix_contribution_newest",
            text("placed_at DESC NULLS LAST"),
            text("id DESC"),
            postgresql_where=text("status = 'geplaatst'"),
        ),
        Index(
            "ix_contribution_words",
            text(f"to_tsvector('dutch'::regconfig, {PUBLIC_WORDS})"),
            postgresql_using="gin",
            postgresql_where=text("status = 'geplaatst'"),
        ),
        Index(
            "ix_contribution_letters",
            literal_column(f"({PUBLIC_WORDS})").label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
            postgresql_where=text("status = 'geplaatst'"),
        ),
        Index(
            "ix_contribution_marks",
            "marks",
            postgresql_using="gin",
            postgresql_where=text("status = 'geplaatst'"),
        ),
        Index(
            "ix_contribution_unmarked",
            "id",
            postgresql_where=text("status = 'geplaatst' AND marks IS NULL"),
        ),
        Index("ix_contribution_resident", "resident_id", "id"),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}

    id: Mapped[BigId]
    number: Mapped[int] = mapped_column(
        Integer, contribution_number, server_default=contribution_number.next_value(), unique=True
    )
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[ContributionKind]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"))
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    opgave_id: Mapped[int | None] = mapped_column(ForeignKey("opgave.id"))
    language: Mapped[str] = mapped_column(String(8))

    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    public_title: Mapped[str | None] = mapped_column(Text)
    public_body: Mapped[str | None] = mapped_column(Text)
    # What the public words are about (`models.initiatives.marking`): what is alike is found by it.
    marks: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    offered_title: Mapped[str | None] = mapped_column(Text)
    offered_body: Mapped[str | None] = mapped_column(Text)
    offered_until: Mapped[datetime | None]
    name: Mapped[str | None] = mapped_column(EncryptedText)
    show_name: Mapped[bool] = mapped_column(default=False, server_default="false")

    status: Mapped[Moderation]
    status_changed_at: Mapped[datetime]
    ground: Mapped[Ground | None]
    due_on: Mapped[date]
    question: Mapped[str | None] = mapped_column(Text)
    answer_by: Mapped[date | None]
    remind_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]


class Initiative(Contribution):
    """What residents want to do themselves. Its place is public only once it is placed.

    `merged_into_id` is the initiative that stays, while this one is *samengevoegd*.
    """

    __mapper_args__ = {"polymorphic_identity": ContributionKind.INITIATIVE}

    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    place_kind: Mapped[PlaceKind | None]
    place_text: Mapped[str | None] = mapped_column(Text)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    people_visible: Mapped[bool | None]
    realisation: Mapped[Realisation | None]
    realisation_changed_at: Mapped[datetime | None]
    help_asked: Mapped[bool | None]
    advice: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)


class Reaction(Contribution):
    """What somebody has to say of an opgave (`opgave_id`): once placed, on its page without name.

    `about` is the path of that page.
    """

    __mapper_args__ = {"polymorphic_identity": ContributionKind.REACTION}

    about: Mapped[str | None] = mapped_column(String(200), use_existing_column=True)


class Matter(Contribution):
    """What is important in somebody's wijk, said for a cycle that is still prepared.

    Placed means: on the list that the editors of that cycle read. `for_cycle_id` is empty where
    no cycle was prepared yet; the theme may be one of the present cycle.
    """

    __mapper_args__ = {"polymorphic_identity": ContributionKind.MATTER}

    place_text: Mapped[str | None] = mapped_column(Text, use_existing_column=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    for_cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))


class Objection(Contribution):
    """Somebody says that something published is not right. `about` is the path of its page."""

    __mapper_args__ = {"polymorphic_identity": ContributionKind.OBJECTION}

    about: Mapped[str | None] = mapped_column(String(200), use_existing_column=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))


# What staff search. PostgreSQL makes it of the words, so that it goes where they go. No object
# has it: whoever copies one must not write it.
SEARCHABLE: Column[str] = Column(
    "searchable", TSVECTOR, Computed(ALL_WORDS, persisted=True), nullable=False
)
Base.metadata.tables["contribution"].append_column(SEARCHABLE)
Index("ix_contribution_searchable", SEARCHABLE, postgresql_using="gin")

# The queue of staff. What they filter by stands in its indexes behind the order, so that a rare
# mixture is looked for without opening what does not fit. They know columns of single kinds.
_OPEN = text("status IN ('ingediend', 'in behandeling', 'vraag aan inwoner')")
_NEWEST = (text("submitted_at DESC"), text("id DESC"))
_DUE = (Contribution.due_on, Contribution.id)
_ASKED = (
    Contribution.kind,
    Contribution.status,
    Contribution.stadsdeel_id,
    Contribution.wijk_id,
    Initiative.category_id,
    Contribution.opgave_id,
)
_OPEN_ASKED = (Contribution.submitted_at, Contribution.owner_id, *_ASKED)

Index("ix_contribution_all", *_NEWEST, *_ASKED)
for _by in _ASKED:
    _others = (other for other in _ASKED if other is not _by)
    Index(f"ix_contribution_by_{_by.key}", _by, *_NEWEST, *_others)
Index(
    "ix_contribution_queue",
    Contribution.stadsdeel_id,
    *_DUE,
    *(asked for asked in _OPEN_ASKED if asked is not Contribution.stadsdeel_id),
    postgresql_where=_OPEN,
)
Index("ix_contribution_queue_city", *_DUE, *_OPEN_ASKED, postgresql_where=_OPEN)
Index("ix_contribution_owner", Contribution.owner_id, *_DUE, postgresql_where=_OPEN)
Index(
    "ix_contribution_claim",
    Contribution.claimed_by_id,
    postgresql_where=Contribution.claimed_by_id.is_not(None),
)
