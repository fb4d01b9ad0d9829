"""The gate to the public: what passes, with which fields, and in what order."""

import uuid
from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative, Objection, PlaceKind
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.initiatives.moves import Deed
from models.initiatives.published import (
    PIN_STEP,
    PublicInitiative,
    count_published,
    ideas_per_opgave,
    in_area,
    published,
    published_one,
    published_photo,
    realised_first,
    serves,
)
from models.initiatives.timeline import Step, timeline
from models.plan.opgaven import OpgaveState
from tests.builders import NOW, Cast, create_cast, create_initiative, create_photo

TODAY = NOW.date()
# 1 January in Zwolle, while it is still December in UTC.
NEW_YEAR = NOW.replace(month=12, day=31, hour=23, minute=30)


def place(session: Session, cast: Cast, **fields: Any) -> Initiative:
    """A placed initiative of the resident, in Zuid."""
    fields.setdefault("status", Moderation.PLACED)
    return create_initiative(session, cast.wijk_zuid, cast.resident, **fields)


def test_only_what_is_placed_and_has_public_words_passes(session: Session) -> None:
    cast = create_cast(session)
    passed = set()
    for status, words in product(Moderation, (None, "", "  ", "Een bankje")):
        row = place(session, cast, status=status, public_title=words)
        if (status, words) == (Moderation.PLACED, "Een bankje"):
            passed.add(row.ref)
    assert {each.ref for each in published(session)} == passed
    assert count_published(session) == len(passed) == 1


def test_a_melding_never_passes(session: Session) -> None:
    cast = create_cast(session)
    melding = Objection(
        ref="Z-0900",
        stadsdeel_id=cast.zuid.id,
        language="nl",
        title="Dit klopt niet",
        public_title="Dit klopt niet",
        status=Moderation.PLACED,
        status_changed_at=NOW,
        submitted_at=NOW,
        due_on=TODAY,
    )
    session.add(melding)
    session.flush()
    assert published(session) == ()
    assert published_one(session, "Z-0900") is None


def test_original_words_stay_inside(session: Session) -> None:
    cast = create_cast(session)
    row = place(session, cast, title="Wat ik typte", body="Mijn nummer is 06-12345678")
    row.public_title, row.public_body = "Wat mag", "Zonder nummer"
    session.flush()
    public = shown(session, row)
    assert "typte" not in repr(public)
    assert "12345678" not in repr(public)
    assert (public.title, public.body) == ("Wat mag", "Zonder nummer")


def test_a_name_needs_consent_of_somebody_who_may_give_it(session: Session) -> None:
    cast = create_cast(session)
    named = place(session, cast, name="Ria", show_name=True)
    nameless = place(session, cast, name="Ria", show_name=False)
    orphan = create_initiative(
        session, cast.wijk_zuid, status=Moderation.PLACED, name="Ria", show_name=True
    )
    names = {each.ref: each.name for each in published(session)}
    assert names == {named.ref: "Ria", nameless.ref: None, orphan.ref: None}

    cast.resident.sixteen_or_older = False
    session.flush()
    assert shown(session, named).name is None

    cast.resident.sixteen_or_older = True
    session.flush()
    assert shown(session, named).name == "Ria"

    cast.resident.erased_at = NOW
    session.flush()
    assert shown(session, named).name is None


def test_only_a_pin_has_a_spot_and_it_is_not_a_front_door(session: Session) -> None:
    cast = create_cast(session)
    exact = {"lon": 6.0917383, "lat": 52.5113391}
    pin = place(session, cast, place_kind=PlaceKind.PIN, place_text="bij de brug", **exact)
    street = place(session, cast, place_kind=PlaceKind.STREET, place_text="Kerkstraat", **exact)
    at = shown(session, pin)
    assert at.lon is not None
    assert at.lat is not None
    assert (at.lon, at.lat) != (exact["lon"], exact["lat"])
    assert abs(at.lon - exact["lon"]) <= PIN_STEP / 2 + 1e-9
    assert abs(at.lat - exact["lat"]) <= PIN_STEP / 2 + 1e-9
    in_words = shown(session, street)
    assert (in_words.lon, in_words.lat, in_words.place) == (None, None, "Kerkstraat")


def test_photos_pass_with_their_initiative_and_one_by_one(session: Session) -> None:
    cast = create_cast(session)
    row = place(session, cast)
    seen = create_photo(session, cast.resident, row)
    hidden = create_photo(session, cast.resident, row)
    hidden.hidden_at = NOW
    draft = create_photo(session, cast.resident)
    waiting = create_photo(
        session, cast.resident, create_initiative(session, cast.wijk_zuid, cast.resident)
    )
    session.flush()
    assert shown(session, row).photos == (seen.id,)
    assert published_photo(session, seen.id) == seen.data
    for unseen in (hidden.id, draft.id, waiting.id, uuid.uuid4()):
        assert published_photo(session, unseen) is None
    row.status = Moderation.HIDDEN
    session.flush()
    assert published_photo(session, seen.id) is None


def shown(session: Session, row: Initiative) -> PublicInitiative:
    found = published_one(session, row.ref)
    assert found is not None
    return found


def link(session: Session, cast: Cast, row: Initiative, status: Realisation | None = None) -> None:
    row.realisation = status or row.realisation
    session.add(
        Link(
            contribution_id=row.id,
            opgave_id=cast.plan_zuid.opgave.id,
            entry_id=cast.plan_zuid.effort.id,
            weight=2,
            note="alleen voor ons",
            linked_at=NOW,
        )
    )
    session.flush()


def test_links_tell_of_opgaven_that_are_public(session: Session) -> None:
    cast = create_cast(session)
    row = place(session, cast)
    link(session, cast, row)
    public = shown(session, row)
    (one,) = public.links
    assert (one.opgave, one.entry_title) == (
        cast.plan_zuid.opgave.slug,
        cast.plan_zuid.effort.title,
    )
    assert one.demo
    assert "alleen voor ons" not in repr(public)
    cast.plan_zuid.opgave.state = OpgaveState.PREPARING
    session.flush()
    assert shown(session, row).links == ()


def test_an_opgave_counts_its_published_ideas_and_shows_what_was_reached_first(
    session: Session,
) -> None:
    cast = create_cast(session)
    statuses = (Realisation.STOPPED, Realisation.RUNNING, Realisation.REALISED)
    for status in statuses:
        link(session, cast, place(session, cast), status)
    link(session, cast, create_initiative(session, cast.wijk_zuid, cast.resident))
    place(session, cast)
    opgave_id = cast.plan_zuid.opgave.id
    assert ideas_per_opgave(session, [opgave_id, cast.plan_noord.opgave.id]) == {opgave_id: 3}
    in_order = published(session, serves(opgave_id), first=realised_first())
    assert [each.realisation for each in in_order] == [*reversed(statuses)]


def test_areas_and_pages_narrow_the_list(session: Session) -> None:
    cast = create_cast(session)
    refs = [
        place(session, cast, placed_at=NOW + timedelta(days=day), public_title="x").ref
        for day in range(5)
    ]
    create_initiative(session, cast.wijk_noord, cast.neighbour, status=Moderation.PLACED)
    for area in (cast.zuid, cast.wijk_zuid):
        assert count_published(session, in_area(area.id)) == 5
    second = published(session, in_area(cast.zuid.id), limit=2, offset=2)
    assert [each.ref for each in second] == [refs[2], refs[1]]


def test_a_reference_may_be_typed_in_small_letters(session: Session) -> None:
    row = place(session, create_cast(session))
    assert published_one(session, row.ref.lower()) is not None
    assert published_one(session, "Z-9999") is None


def test_the_timeline_tells_both_lifecycles_and_nothing_of_the_inside(session: Session) -> None:
    cast = create_cast(session)
    row = place(session, cast, submitted_at=NOW)
    row.placed_at = NEW_YEAR
    row.realisation, row.realisation_changed_at = Realisation.RUNNING, NEW_YEAR
    for day, act, to in (
        (0, Deed.SUBMITTED, Moderation.SUBMITTED),
        (1, Deed.ASKED, Moderation.QUESTION),
        (2, Deed.PLACED, Moderation.PLACED),
        (50, Deed.ADVANCED, Realisation.FEASIBLE),
        (60, Deed.ADVANCED, Realisation.RUNNING),
    ):
        at = NOW + timedelta(days=day)
        session.add(
            HistoryRow(contribution_id=row.id, at=at, actor=Actor.STAFF, act=act, to_status=to)
        )
    session.flush()
    assert timeline(session, row.ref) == (
        Step(TODAY, Moderation.SUBMITTED),
        Step(NEW_YEAR.date() + timedelta(days=1), Moderation.PLACED),
        Step(TODAY + timedelta(days=50), Realisation.FEASIBLE),
        Step(TODAY + timedelta(days=60), Realisation.RUNNING),
    )
    row.status = Moderation.HIDDEN
    session.flush()
    assert timeline(session, row.ref) == ()


def test_a_status_without_history_still_shows(session: Session) -> None:
    row = place(session, create_cast(session))
    assert timeline(session, row.ref)[-1] == Step(TODAY, Realisation.EXPLORING)
