"""The back office: lists that one can keep up, colleagues, and a log of it all."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.people import accounts
from models.people.events import Doing, note
from models.people.staff import RoleName, Staff, StaffEvent
from models.plan.areas import AreaKind
from models.plan.gemeente import Gemeente
from models.plan.help import Category, Contact, Scheme
from tests.builders import (
    NOW,
    Cast,
    create_area,
    create_category,
    create_initiative,
    create_staff,
)
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted

SCHEME = {
    "name": "Premie op Actie",
    "sort": "geld",
    "text": "Voor een klein idee.",
    "condition": "",
    "max_euro": "1000",
    "url": "",
    "valid_until": "2027-11-30",
    "checked_on": "2026-11-15",
    "source": "zwolle.nl",
    "position": "1",
}
LIST = "/beheer/regelingen/"


@pytest.fixture
def bea(engine: Engine, cast: Cast, log_in: LogIn) -> FlaskClient:
    """The functioneel beheerder, logged in."""
    with transaction(engine) as session:
        staff = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    return log_in(staff)


def send(browser: FlaskClient, address: str, form: dict[str, str]) -> tuple[int, str]:
    """Post a form with the session's token; gives the status and the page."""
    answer = browser.post(address, data={"csrf_token": token_of(browser), **form})
    return answer.status_code, answer.text


def seen_on(browser: FlaskClient, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', browser.get(address).text)
    assert found
    return found[1]


def schemes(engine: Engine) -> list[Scheme]:
    with transaction(engine) as session:
        return list(session.scalars(select(Scheme).order_by(Scheme.id)))


def test_a_scheme_is_added_changed_and_removed(engine: Engine, bea: FlaskClient) -> None:
    assert send(bea, f"{LIST}new/", SCHEME)[0] == HTTPStatus.FOUND
    (scheme,) = schemes(engine)
    assert (scheme.slug, scheme.max_euro, scheme.url) == ("premie-op-actie", 1000, None)
    assert "Premie op Actie" in bea.get(LIST).text

    edit = f"{LIST}edit/?id={scheme.id}"
    changed = SCHEME | {"name": "Premie <b>", "seen": seen_on(bea, edit)}
    assert send(bea, edit, changed)[0] == HTTPStatus.FOUND
    assert [(one.name, one.slug) for one in schemes(engine)] == [("Premie <b>", "premie-op-actie")]
    assert "Premie &lt;b&gt;" in bea.get(LIST).text

    assert send(bea, f"{LIST}delete/", {"id": str(scheme.id)})[0] == HTTPStatus.FOUND
    assert schemes(engine) == []


def test_what_is_wrong_is_said_at_its_field(engine: Engine, bea: FlaskClient) -> None:
    wrong = SCHEME | {"name": "", "url": "javascript:alert(1)", "valid_until": "morgen"}
    status, page = send(bea, f"{LIST}new/", wrong | {"max_euro": "9" * 30})
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    for name in ("name", "url", "valid_until", "max_euro"):
        assert f'id="{name}-error"' in page
    assert "Nog niet opgeslagen" in page
    assert schemes(engine) == []


def test_two_of_one_name_get_two_addresses(engine: Engine, bea: FlaskClient) -> None:
    send(bea, f"{LIST}new/", SCHEME)
    send(bea, f"{LIST}new/", SCHEME)
    assert [one.slug for one in schemes(engine)] == ["premie-op-actie", "premie-op-actie-2"]


def test_nobody_saves_over_what_they_did_not_see(engine: Engine, bea: FlaskClient) -> None:
    send(bea, f"{LIST}new/", SCHEME)
    edit = f"{LIST}edit/?id={schemes(engine)[0].id}"
    seen = seen_on(bea, edit)
    assert send(bea, edit, SCHEME | {"name": "Van mij", "seen": seen})[0] == HTTPStatus.FOUND
    status, page = send(bea, edit, SCHEME | {"name": "Van een ander", "seen": seen})
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Een collega wijzigde dit intussen" in page
    assert schemes(engine)[0].name == "Van mij"


def test_what_is_in_use_stays(engine: Engine, bea: FlaskClient, cast: Cast) -> None:
    with transaction(engine) as session:
        create_initiative(session, cast.wijk_zuid, category_id=cast.category.id)
    status, _ = send(bea, "/beheer/categorieen/delete/", {"id": str(cast.category.id)})
    assert status == HTTPStatus.FOUND
    assert "Dit is nog in gebruik" in bea.get("/beheer/categorieen/").text
    with transaction(engine) as session:
        assert session.get(Category, cast.category.id)


def test_a_chat_holds_ten_categories(engine: Engine, bea: FlaskClient, cast: Cast) -> None:
    with transaction(engine) as session:
        for number in range(2, 11):
            create_category(session, f"Soort {number}", number)
    eleventh = {"name": "Elf", "name_en": "", "position": "11"}
    status, page = send(bea, "/beheer/categorieen/new/", eleventh)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Er zijn al tien soorten" in page


def test_every_change_is_written_down_and_makes_copies_old(
    engine: Engine, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        before = session.scalars(select(Gemeente.plan_version)).one()
    send(bea, f"{LIST}new/", SCHEME)
    with transaction(engine) as session:
        last = session.scalars(select(StaffEvent).order_by(StaffEvent.id.desc())).first()
        assert last is not None
        assert (last.act, last.subject) == ("list created", f"regelingen {schemes(engine)[0].id}")
        assert session.scalars(select(Gemeente.plan_version)).one() > before
    log = bea.get("/beheer/logboek").text
    assert "Toegevoegd" in log
    assert "Bea Beheer" in log


def test_the_log_says_what_stood_there_before_and_after(engine: Engine, bea: FlaskClient) -> None:
    send(bea, f"{LIST}new/", SCHEME)
    edit = f"{LIST}edit/?id={schemes(engine)[0].id}"
    changed = SCHEME | {"name": "Premie <b>", "max_euro": "", "seen": seen_on(bea, edit)}
    send(bea, edit, changed)
    send(bea, f"{LIST}delete/", {"id": str(schemes(engine)[0].id)})
    with transaction(engine) as session:
        rows = session.scalars(select(StaffEvent).where(StaffEvent.act.startswith("list")))
        made, edited, gone = (row.changed for row in rows)
    assert edited == {"name": ("Premie op Actie", "Premie <b>"), "max_euro": (1000, None)}
    assert made["valid_until"] == (None, "2027-11-30")
    assert gone["name"] == ("Premie <b>", None)
    log = bea.get("/beheer/logboek").text
    assert "Naam: Premie op Actie → Premie &lt;b&gt;" in log
    assert "1000 → niets" in log


def test_what_the_log_has_no_word_for_is_shown_as_it_stands(
    engine: Engine, bea: FlaskClient
) -> None:
    with transaction(engine) as session:
        doing = Doing(None, NOW)
        note(session, doing, "adopted opgave", "zuid-groen", {"iets": (None, "meer")})
    log = bea.get("/beheer/logboek").text
    assert "zuid-groen" in log
    assert "iets: niets → meer" in log


@pytest.mark.parametrize(
    "odd",
    [
        "?page=-1",
        "?page=99999999999999999999",
        "?sort=-3",
        "?sort=99",
        "?page=x&search=%25",
        "?flt0_0=x",
    ],
)
def test_odd_addresses_of_a_list_are_borne(bea: FlaskClient, odd: str) -> None:
    assert bea.get(LIST + odd).status_code == HTTPStatus.OK


@pytest.mark.parametrize("odd", ["", "?id=", "?id=x", "?id=-1", "?id=" + "9" * 40, "?id=1&id=2"])
def test_a_row_that_is_not_there_is_not_there(bea: FlaskClient, odd: str) -> None:
    assert bea.get(f"{LIST}edit/{odd}").status_code == HTTPStatus.NOT_FOUND


def test_a_zero_byte_is_refused(bea: FlaskClient) -> None:
    assert send(bea, f"{LIST}new/", SCHEME | {"name": "a\0b"})[0] == HTTPStatus.BAD_REQUEST
    assert bea.get("/beheer/collegas/%00").status_code == HTTPStatus.NOT_FOUND
    assert bea.get("/login?next=%00").status_code == HTTPStatus.BAD_REQUEST


def test_lists_have_no_other_ways_in(bea: FlaskClient) -> None:
    for address in ("details/?id=1", "export/csv/", "ajax/lookup/?name=x&query=y"):
        assert bea.get(LIST + address).status_code == HTTPStatus.NOT_FOUND


def test_a_wijkmanager_finds_no_back_office(log_in: LogIn, cast: Cast) -> None:
    browser = log_in(cast.manager_zuid)
    assert "/beheer" not in browser.get("/account").text
    assert browser.get("/beheer").status_code == HTTPStatus.FORBIDDEN


def test_a_colleague_comes_and_goes(engine: Engine, bea: FlaskClient, cast: Cast) -> None:
    newcomer = {"name": "Piet Nieuw", "email": "piet@zwolle.nl"}
    role = {"role": f"wijkmanager:{cast.noord.id}"}
    status, page = send(bea, "/beheer/collegas/nieuw", newcomer | role)
    assert status == HTTPStatus.OK
    link = re.search(r"http://localhost(/uitnodiging/[\w-]+)", page)
    assert link
    visitor = bea.application.test_client()
    assert "Piet Nieuw" in visitor.get(link[1]).text

    with transaction(engine) as session:
        piet = session.scalars(select(Staff).where(Staff.email == "piet@zwolle.nl")).one()
    assert send(bea, f"/beheer/collegas/{piet.id}/rollen", {})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    other = {"role": "meelezer:"}
    assert send(bea, f"/beheer/collegas/{piet.id}/rollen", other)[0] == HTTPStatus.FOUND
    assert "Meelezer (hele gemeente)" in bea.get("/beheer/collegas").text
    assert send(bea, f"/beheer/collegas/{piet.id}/uit", {})[0] == HTTPStatus.FOUND
    assert visitor.get(link[1]).status_code == HTTPStatus.NOT_FOUND
    assert "Uitgeschakeld" in bea.get(f"/beheer/collegas/{piet.id}").text


def test_a_role_that_was_not_offered_is_refused(bea: FlaskClient, cast: Cast) -> None:
    for odd in (
        "keizer:",
        "beheerder",
        "beheerder:x",
        "beheerder:999",
        f"beheerder:{cast.zuid.id}x",
    ):
        form = {"name": "X", "email": "x@zwolle.nl", "role": odd}
        assert send(bea, "/beheer/collegas/nieuw", form)[0] == HTTPStatus.NOT_FOUND, odd


@pytest.mark.parametrize("address", ["/beheer/collegas", "/beheer/contacten/", "/beheer/logboek"])
def test_a_longer_list_asks_the_database_no_more_often(
    engine: Engine, bea: FlaskClient, cast: Cast, address: str
) -> None:
    def asked() -> int:
        with counted(engine) as statements:
            assert bea.get(address).status_code == HTTPStatus.OK
        return len(statements)

    grow(engine, range(1))
    few = asked()
    grow(engine, range(1, 20))
    assert asked() == few


def grow(engine: Engine, numbers: range) -> None:
    """A stadsdeel for each number, with a wijkmanager, a contact and a line in the log."""
    with transaction(engine) as session:
        for number in numbers:
            stadsdeel = create_area(session, AreaKind.STADSDEEL, f"Stadsdeel {number}")
            staff = create_staff(session, f"Nr {number}", RoleName.WIJKMANAGER, stadsdeel)
            contact = {"name": "Loket", "phone": "14038", "hours": "", "source": ""}
            session.add(Contact(stadsdeel_id=stadsdeel.id, **contact))
            accounts.record(session, staff, "logged in", staff, NOW)
