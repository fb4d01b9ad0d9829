"""A wijkmanager decides on a contribution: sees the message first, and sends just that."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives import answering, moderation
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.initiatives.photos import Photo
from models.people.residents import Address, Resident
from models.people.staff import RoleName, Staff
from tests.acts import decision, history, queued, texts_queued
from tests.builders import (
    NOW,
    Cast,
    create_initiative,
    create_objection,
    create_photo,
    create_staff,
)
from tests.panel.acting import Form, carry_out, open_form, preview_of
from tests.panel.conftest import LogIn, token_of

NASTY = "Hoe breed? <script>alert(1)</script> &amp; _*[ \u202e\U0001f600"
M = Moderation


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        made = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        create_photo(session, cast.resident, made)
        return made


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    """The browser of the wijkmanager of Zuid."""
    return log_in(cast.manager_zuid)


def at(idea: Contribution, act: str = "") -> str:
    return f"/initiatief/{idea.ref}/{act}".rstrip("/")


def now_of(engine: Engine, idea: Contribution) -> Initiative:
    with transaction(engine) as session:
        return session.get_one(Initiative, idea.id)


def messages(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return texts_queued(session)


def test_the_message_that_was_seen_is_the_message_that_goes(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zahra, at(idea, "vraag"))
    looked = form.post("look", told=NASTY)
    shown = preview_of(looked.text)
    assert NASTY in shown
    assert "<script>alert" not in looked.text
    assert messages(engine) == []
    sent = form.post("send", told=NASTY)
    assert (sent.status_code, sent.location) == (303, at(idea))
    assert messages(engine) == ["\n\n".join(shown)]
    with transaction(engine) as session:
        (row,) = history(session, idea)
        assert row.message == "\n\n".join(shown)
    page = zahra.get(at(idea)).text
    assert "De bewoner krijgt het bericht." in page
    assert "stelde een vraag" in page


def test_what_was_not_seen_is_shown_first(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zahra, at(idea, "vraag"))
    assert form.post("send", told="Hoe breed?").status_code == 200
    changed = form.post("send", told="Hoe lang?")
    assert "Hoe lang?" in preview_of(changed.text)
    assert messages(engine) == []
    assert form.post("send", told="Hoe lang?").status_code == 303


def test_placing_always_says_what_it_is_not(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    carry_out(zahra, at(idea, "plaatsen"))
    assert now_of(engine, idea).status is M.PLACED
    (said,) = messages(engine)
    assert "Wij zetten uw idee op de website. Dit is nog geen vergunning en geen subsidie." in said


def test_the_frame_is_in_the_residents_language_and_own_words_are_not(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        session.get_one(Resident, cast.resident.id).language = "en"
    form = open_form(zahra, at(idea, "niet-plaatsen"))
    looked = form.post("look", told="Er staan namen in.")
    assert preview_of(looked.text)[1].startswith("We are not putting your idea on the website.")
    assert preview_of(looked.text)[2:4] == ["This part is in Dutch:", "Er staan namen in."]
    assert 'lang="nl">Er staan namen in.' in looked.text
    looked = form.post("look", told="Er staan namen in.", told_en="It has names in it.")
    assert preview_of(looked.text)[2] == "It has names in it."
    form.post("send", told="Er staan namen in.", told_en="It has names in it.")
    assert "It has names in it." in messages(engine)[0]
    with transaction(engine) as session:
        assert history(session, idea)[0].reason == "Er staan namen in."


def test_a_dutch_reader_is_not_asked_for_english(zahra: FlaskClient, idea: Initiative) -> None:
    assert "told_en" not in zahra.get(at(idea, "vraag")).text


@pytest.mark.parametrize("why", ["muted", "closed", "nobody"])
def test_who_cannot_be_reached_is_not_written_to(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast, why: str
) -> None:
    with transaction(engine) as session:
        session.get_one(Resident, cast.resident.id).muted = why == "muted"
        if why == "closed":
            session.get_one(Address, cast.address.id).closed_at = NOW
        if why == "nobody":
            session.get_one(Initiative, idea.id).resident_id = None
    form = open_form(zahra, at(idea, "plaatsen"))
    looked = form.post("look")
    assert "Er gaat geen bericht uit." in looked.text
    form.post("send")
    assert now_of(engine, idea).status is M.PLACED
    assert messages(engine) == []


def test_the_resident_who_stops_in_between_hears_nothing_and_the_panel_says_so(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    form = open_form(zahra, at(idea, "plaatsen"))
    form.post("look")
    with transaction(engine) as session:
        session.get_one(Resident, cast.resident.id).muted = True
    again = form.post("send")
    assert "Er gaat geen bericht uit." in again.text
    assert now_of(engine, idea).status is M.SUBMITTED


def test_bad_input_comes_back_as_it_was_typed(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zahra, at(idea, "doorverwijzen"))
    missing = form.post("look", told="", url="https://x.example/a")
    assert missing.status_code == 422
    assert "Vul dit in." in missing.text
    assert "https://x.example/a" in missing.text
    wrong = form.post("look", told="Bij <het> loket", url="javascript:alert(1)")
    assert wrong.status_code == 422
    assert "Dit is geen webadres." in wrong.text
    assert "Bij &lt;het&gt; loket" in wrong.text
    long = form.post("look", told="x" * 10_000, url="")
    assert long.status_code == 422
    assert "Dit is te lang." in long.text
    assert form.post("look", told=" \t\r\n\x07 ", url="").status_code == 422
    assert messages(engine) == []


def test_who_comes_second_sees_who_was_first_and_keeps_what_was_typed(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    form = open_form(zahra, at(idea, "niet-plaatsen"))
    form.post("look", told="Er staan namen in.")
    carry_out(log_in(other), at(idea, "plaatsen"))
    refused = form.post("send", told="Er staan namen in.")
    assert refused.status_code == 409
    assert "Iemand was u voor. Zeno Zuid plaatste dit, op" in refused.text
    assert "Er staan namen in." in refused.text
    assert "De status is nu: geplaatst." in refused.text
    assert now_of(engine, idea).status is M.PLACED
    assert len(messages(engine)) == 1


def test_the_second_can_go_on_after_seeing_the_first(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    form = open_form(zahra, at(idea, "niet-plaatsen"))
    form.post("look", told="Nee, want vol.")
    with transaction(engine) as session:
        staff = session.get_one(Staff, cast.manager_zuid.id)
        one = session.get_one(Initiative, idea.id)
        moderation.ask(session, one, decision(staff, one), "Hoe breed?")
        answering.answer(session, cast.resident.id, idea.ref, "Twee meter", NOW)
    conflict = form.post("send", told="Nee, want vol.")
    assert "De bewoner gaf antwoord" in conflict.text
    assert form.post("send", told="Nee, want vol.").status_code == 200
    assert form.post("send", told="Nee, want vol.").status_code == 303
    assert now_of(engine, idea).status is M.DECLINED


def test_what_cannot_be_done_now_says_so(zahra: FlaskClient, idea: Initiative) -> None:
    page = zahra.get(at(idea, "verbergen")).text
    assert "Dit kan nu niet." in page
    form = Form(zahra, at(idea, "verbergen"), "1")
    form.post("look", told="Weg ermee")
    assert form.post("send", told="Weg ermee").status_code == 409


def test_another_text_is_offered_and_shown_beside_what_was_typed(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    url = at(idea, "andere-tekst")
    same = carry_out(zahra, url, title=idea.title, body=idea.body or "", told="")
    assert same.status_code == 409
    assert "De tekst is niet veranderd." in same.text
    carry_out(zahra, url, title="Een bank", body="Korter.", told="Zo is het korter.")
    (said,) = messages(engine)
    for words in ("Een bank", "Korter.", "Zo is het korter.", "5 dagen"):
        assert words in said
    page = zahra.get(at(idea)).text
    assert "Voorstel, wacht op de bewoner" in page
    assert idea.title in page


def test_handing_over_leads_back_to_the_queue(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    sent = carry_out(zahra, at(idea, "overdragen"), stadsdeel=str(cast.noord.id))
    assert (sent.status_code, sent.location) == (303, "/queue/")
    assert zahra.get(at(idea)).status_code == 404
    assert log_in(cast.manager_noord).get(at(idea)).status_code == 200
    assert "stadsdeel Noord" in messages(engine)[0]


def test_linking_with_weight_and_note_and_taking_it_away(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    plan = cast.plan_zuid
    subject = f"{plan.opgave.id}:{plan.effort.id}"
    fields = {"subject": subject, "weight": "3", "note": "Zelfde plek"}
    assert carry_out(zahra, at(idea, "koppelen"), **fields).status_code == 303
    with transaction(engine) as session:
        link = session.scalars(select(Link)).one()
        assert (link.entry_id, link.weight, link.note) == (plan.effort.id, 3, "Zelfde plek")
    assert plan.effort.title in messages(engine)[0]
    again = carry_out(zahra, at(idea, "koppelen"), **fields)
    assert "Deze koppeling is er al." in again.text
    elsewhere = {**fields, "subject": f"{cast.plan_noord.opgave.id}:"}
    assert carry_out(zahra, at(idea, "koppelen"), **elsewhere).status_code == 422
    token = token_of(zahra)
    zahra.post(at(idea, f"koppeling/{link.id}"), data={"csrf_token": token})
    with transaction(engine) as session:
        assert session.scalars(select(Link)).all() == []


def test_advice_needs_a_reason_when_it_cannot_be(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    carry_out(zahra, at(idea, "plaatsen"))
    url = at(idea, "uitvoering")
    bare = carry_out(zahra, url, to=Realisation.NOT_FEASIBLE, told="")
    assert bare.status_code == 422
    assert "Schrijf op waarom het niet kan." in bare.text
    assert carry_out(zahra, url, to=Realisation.REALISED, told="").status_code == 422
    assert carry_out(zahra, url, to=Realisation.FEASIBLE, told="").status_code == 303
    assert now_of(engine, idea).realisation is Realisation.FEASIBLE


def test_silent_acts_take_one_step(engine: Engine, zahra: FlaskClient, idea: Initiative) -> None:
    assert Form(zahra, at(idea, "oppakken"), "1").post("send").status_code == 303
    assert now_of(engine, idea).status is M.IN_PROGRESS
    form = open_form(zahra, at(idea, "notitie"))
    assert form.post("send", note="Ik ga langs.").status_code == 303
    assert "Ik ga langs." in zahra.get(at(idea)).text
    assert messages(engine) == []


def test_a_melding_is_handled(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    with transaction(engine) as session:
        placed = create_initiative(session, cast.wijk_zuid, status=M.PLACED)
        melding = create_objection(session, cast.wijk_zuid, placed)
    page = zahra.get(at(melding)).text
    assert placed.ref in page
    assert at(melding, "plaatsen") not in page
    assert carry_out(zahra, at(melding, "afhandelen"), told="Foto weg.").status_code == 303
    with transaction(engine) as session:
        assert session.get_one(Contribution, melding.id).status is M.HANDLED


def test_photos_are_shown_to_who_may_read_and_hidden_by_who_may_hide(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        photo = session.scalars(select(Photo)).one().id
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    url = at(idea, f"foto/{photo}")
    answer = zahra.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    browser = log_in(reader)
    assert browser.get(url).status_code == 200
    denied = browser.post(url, data={"csrf_token": token_of(browser), "tonen": "nee"})
    assert denied.status_code in {403, 404}
    for shown in ("nee", "ja"):
        zahra.post(url, data={"csrf_token": token_of(zahra), "tonen": shown})
        with transaction(engine) as session:
            assert (session.get_one(Photo, photo).hidden_at is None) == (shown == "ja")


def test_a_claim_is_seen_by_others(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    zeno = log_in(other)
    url = at(idea, "beet")
    zahra.post(url, data={"csrf_token": token_of(zahra)})
    assert "Zahra Zuid is hiermee bezig" in zeno.get(at(idea)).text
    taken = zeno.post(url, data={"csrf_token": token_of(zeno)}, follow_redirects=True)
    assert "Een collega is hier al mee bezig." in taken.text
    zahra.post(url, data={"csrf_token": token_of(zahra), "los": "ja"})
    assert "is hiermee bezig" not in zeno.get(at(idea)).text


def every_route(idea: Initiative, photo: object, link: int) -> list[tuple[str, str]]:
    acts = "oppakken plaatsen andere-tekst vraag niet-plaatsen doorverwijzen afhandelen"
    acts += " opnieuw-bekijken verbergen terugzetten uitvoering koppelen overdragen notitie"
    both = [at(idea, act) for act in acts.split()] + [at(idea, f"foto/{photo}")]
    only_post = [at(idea, "beet"), at(idea, f"koppeling/{link}")]
    reads = [("GET", url) for url in (at(idea), *both)]
    return reads + [("POST", url) for url in (*both, *only_post)]


def test_noord_finds_nothing_of_zuid(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    plan = cast.plan_zuid
    carry_out(zahra, at(idea, "koppelen"), subject=f"{plan.opgave.id}:", weight="1", note="")
    with transaction(engine) as session:
        photo, link = (
            session.scalars(select(Photo.id)).one(),
            session.scalars(select(Link.id)).one(),
        )
        before = len(session.scalars(select(HistoryRow)).all())
        out = len(queued(session))
    noor = log_in(cast.manager_noord)
    fields = {
        "csrf_token": token_of(noor),
        "version": "1",
        "step": "send",
        "told": "Anders",
        "note": "x",
        "title": "Anders",
        "stadsdeel": str(cast.noord.id),
        "subject": f"{plan.opgave.id}:",
        "weight": "1",
        "to": "haalbaar",
    }
    for method, url in every_route(idea, photo, link):
        answer = noor.open(url, method=method, data=fields if method == "POST" else None)
        assert answer.status_code in {403, 404}, (method, url)
        assert idea.title not in answer.text
    with transaction(engine) as session:
        assert len(session.scalars(select(HistoryRow)).all()) == before
        assert len(queued(session)) == out
        assert session.scalars(select(Link.id)).one() == link


def test_reading_never_writes(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        photo = session.scalars(select(Photo.id)).one()
    before = now_of(engine, idea)
    for method, url in every_route(idea, photo, 1):
        if method == "GET":
            zahra.get(f"{url}?step=send&told=Hoi&version=1")
    after = now_of(engine, idea)
    assert (after.version, after.status, after.claimed_at) == (1, before.status, None)
    assert messages(engine) == []


def test_every_writing_route_asks_for_the_token(zahra: FlaskClient, idea: Initiative) -> None:
    for method, url in every_route(idea, "0" * 8 + "-0000-0000-0000-" + "0" * 12, 1):
        if method == "POST":
            assert zahra.post(url, data={"version": "1", "step": "send"}).status_code == 400


@pytest.mark.parametrize(
    "ref", ["Z-9999", "z", "Z-0101'--", "%00", "Z-1%0A", "../queue", "Z-99999999999"]
)
def test_strange_references_are_not_there(zahra: FlaskClient, ref: str) -> None:
    assert zahra.get(f"/initiatief/{ref}").status_code in {400, 404}
    assert zahra.get("/initiatief/Z-0001/bestaat-niet").status_code == 404
