"""Standard texts: the redacteur writes them plainly, whoever decides takes one over."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.people.staff import RoleName
from models.plan.gemeente import Gemeente
from models.plan.standard_texts import StandardText
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.acting import Form, open_form
from tests.panel.conftest import LogIn, token_of
from tests.panel.routes import MARK

NASTY = "Bank <script>alert(1)</script> {contact}"
LIST = "/beheer/standaardteksten"


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def rik(log_in: LogIn, engine: Engine) -> FlaskClient:
    """The redacteur's browser."""
    with transaction(engine) as session:
        staff = create_staff(session, "rik@zwolle.example", RoleName.REDACTEUR)
    return log_in(staff)


def idea(engine: Engine, cast: Cast, language: str = "nl") -> Initiative:
    with transaction(engine) as session:
        made = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        made.title, made.category_id, made.language = NASTY, cast.category.id, language
        return made


def create_text(engine: Engine, written: str, act: str = "plaatsen", **values: object) -> int:
    with transaction(engine) as session:
        count = len(session.scalars(select(StandardText.id)).all())
        row = StandardText(
            slug=f"tekst-{count}", name=f"Tekst {count}", act=act, text=written, position=count
        )
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        return row.id


def typed(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def take(form: Form, key: str, **fields: str) -> str:
    answer = form.post("take", standaardtekst=key, **fields)
    assert answer.status_code == 200
    return answer.text


def test_a_text_is_taken_over_below_what_was_typed(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    own = create_text(engine, "Over {titel} in {wijk}.")
    form = open_form(zahra, f"/initiatief/{idea(engine, cast).ref}/plaatsen")
    page = take(form, f"tekst-{own}", told="Wat leuk.")
    assert typed(page, "told") == f"Wat leuk.\n\nOver {NASTY} in {cast.wijk_zuid.name}."
    assert "<script>alert" not in page
    sent = form.post("look", told="Iets anders.")
    assert sent.status_code == 200
    assert "Iets anders." in sent.text


def test_only_texts_of_this_act_and_category_are_offered(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    create_text(engine, "Bij alles.", name="Voor elke")
    create_text(engine, "Bij deze.", name="Voor deze", category_id=cast.category.id)
    create_text(engine, "Elders.", name="Ander besluit", act="vraag")
    ref = idea(engine, cast).ref
    with transaction(engine) as session:
        session.query(Initiative).filter_by(ref=ref).one()
    page = zahra.get(f"/initiatief/{ref}/plaatsen").text
    assert page.index("Voor deze") < page.index("Voor elke")
    assert "Ander besluit" not in page


def test_a_made_up_choice_changes_nothing(engine: Engine, cast: Cast, zahra: FlaskClient) -> None:
    own = create_text(engine, "Bij vraag.", act="vraag")
    form = open_form(zahra, f"/initiatief/{idea(engine, cast).ref}/plaatsen")
    for key in ("", "x", "tekst-999999", f"tekst-{own}"):
        assert typed(take(form, key, told="Eigen woorden"), "told") == "Eigen woorden"


def test_referring_offers_the_desks_of_the_gemeente(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    desk = {"id": "licht", "naam": "Lamp", "naam_en": "Light", "waar": "gemeente Zwolle"}
    desk |= {"telefoon": "14038", "url": "https://www.zwolle.nl/melden"}
    with transaction(engine) as session:
        row = session.scalars(select(Gemeente)).one()
        row.settings = {**row.settings, "meldingen": [desk]}
    form = open_form(zahra, f"/initiatief/{idea(engine, cast).ref}/doorverwijzen")
    page = take(form, "loket-licht")
    assert "Bel 14038" in typed(page, "told")
    assert 'value="https://www.zwolle.nl/melden"' in page


def test_a_text_that_is_hard_to_read_is_refused_and_kept_in_the_form(rik: FlaskClient) -> None:
    long = "Wij " + "heel " * 15 + "blij."
    hard = f"Indien u {{naam}} bent. {long} Uw idee wordt door ons gelezen."
    values = {"name": "Nieuw", "act": "vraag", "category_id": "", "text": hard, "position": "1"}
    answer = rik.post(f"{LIST}/new/", data={"csrf_token": token_of(rik), **values})
    assert answer.status_code == 422
    said = html.unescape(answer.text)
    assert "Kies een makkelijker woord: indien (als)." in said
    assert "Dit invulwoord kennen wij niet: naam" in said
    assert f"Deze zin is te lang: {long}" in said
    assert "Zeg wie het doet: Uw idee wordt door ons gelezen." in said
    assert typed(answer.text, "text") == hard


def test_the_redacteur_writes_one_and_the_desk_offers_it(
    engine: Engine, cast: Cast, rik: FlaskClient, zahra: FlaskClient
) -> None:
    values = {"name": "Welkom", "act": "plaatsen", "category_id": "", "position": "1"}
    values["text"] = f"Fijn dat u dit doet in {{wijk}}. {MARK}"
    answer = rik.post(f"{LIST}/new/", data={"csrf_token": token_of(rik), **values})
    assert answer.status_code == 302
    assert "Welkom" in zahra.get(f"/initiatief/{idea(engine, cast).ref}/plaatsen").text
    assert zahra.get(f"{LIST}/").status_code == 403
