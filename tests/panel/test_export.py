"""Taking the queue along: who, what, why; and nothing in a file runs."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, cast

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.db import transaction
from models.desk import exporting
from models.desk.exporting import Line
from models.initiatives import moderation
from models.initiatives.contributions import Initiative
from models.people.staff import RoleName, StaffEvent
from panel.export_forms import FORMS
from tests.acts import decision
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted

EVIL = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "|calc", "%0A=1", "＝1+1"),
    '=HYPERLINK("http://x.example";"klik")',
)
TITLE = "Bankje voor Ria de Vries"


@pytest.fixture
def ideas(engine: Engine, cast: Cast) -> Sequence[Initiative]:
    """One in Zuid that waits, with a name; one that is on the site; one in Noord."""
    with transaction(engine) as session:
        staff = session.merge(cast.manager_zuid)
        waits = create_initiative(
            session, cast.wijk_zuid, cast.resident, title=TITLE, name="Ria", lon=6.1, lat=52.5
        )
        shown = create_initiative(session, cast.wijk_zuid, cast.resident, title="Een boom")
        moderation.place(session, shown, decision(staff, shown))
        other = create_initiative(session, cast.wijk_noord, cast.resident, title="Van Noord")
        return waits, shown, other


def take(desk: FlaskClient, form: str = "csv", **fields: str) -> TestResponse:
    data = {"csrf_token": token_of(desk), "form": form, "filters": "tab=alles", **fields}
    return desk.post("/uitvoer/bestand", data=data, buffered=True)


def rows(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def noted(engine: Engine) -> list[tuple[str, str, str]]:
    with transaction(engine) as session:
        found = session.execute(
            select(StaffEvent.act, StaffEvent.subject, StaffEvent.detail)
            .where(StaffEvent.act.startswith("exported"))
            .order_by(StaffEvent.id)
        )
        return [(act, subject, detail) for act, subject, detail in found]


def test_a_file_holds_the_filter_without_personal_data(
    engine: Engine, log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    desk = log_in(cast.manager_zuid)
    assert "/uitvoer?tab=te-doen" in desk.get("/queue").text.replace("/uitvoer/?", "/uitvoer?")
    answer = take(desk)
    head, *lines = rows(answer)
    assert head[0] == "nummer"
    assert {line[0] for line in lines} == {ideas[0].ref, ideas[1].ref}
    told = answer.data.decode()
    assert "Een boom" in told
    for personal in (TITLE, "Ria", "Van Noord"):
        assert personal not in told
    assert noted(engine) == [("exported", "export csv", "2; alles")]
    (line,) = rows(take(desk, filters="tab=te-doen"))[1:]
    assert line[0] == ideas[0].ref


def test_personal_data_go_with_a_reason_and_are_noted(
    engine: Engine, log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    desk = log_in(cast.manager_zuid)
    refused = take(desk, personal="ja", reason="zomaar")
    assert refused.status_code == 422
    assert 'value="zomaar"' in refused.text
    assert noted(engine) == []
    answer = take(desk, personal="ja", reason="Uitnodigen voor het wijkgesprek.")
    assert TITLE in answer.data.decode()
    assert noted(engine) == [
        ("exported personal", "export csv", "2; alles; Uitnodigen voor het wijkgesprek.")
    ]


def test_who_only_prepares_gets_no_personal_data_and_who_reads_gets_nothing(
    engine: Engine, log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    with transaction(engine) as session:
        prepares = create_staff(session, "Piet", RoleName.WIJKMEDEWERKER, cast.zuid)
        reads = create_staff(session, "Loes", RoleName.MEELEZER, cast.zuid)
    assert "personal" not in log_in(prepares).get("/uitvoer").text
    assert take(log_in(prepares), personal="ja", reason="Omdat het moet.").status_code == 403
    assert len(rows(take(log_in(prepares)))) == 3
    assert take(log_in(reads)).status_code == 403
    assert "/uitvoer" not in log_in(reads).get("/queue").text


def test_it_asks_who_one_is_once_more(
    log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    desk = log_in(cast.manager_zuid)
    with desk.session_transaction() as session:
        del session["confirmed"]
    answer = take(desk)
    assert (answer.status_code, answer.location[:11]) == (302, "/bevestigen")


@pytest.mark.parametrize("words", EVIL)
def test_no_cell_runs(log_in: LogIn, engine: Engine, cast: Cast, words: str) -> None:
    with transaction(engine) as session:
        create_initiative(session, cast.wijk_zuid, cast.resident, title=words, body=words)
    desk = log_in(cast.manager_zuid)
    asked = {"personal": "ja", "reason": "Kijken of het veilig is."}
    head, line = rows(take(desk, **asked))
    for name in ("titel van de bewoner", "tekst van de bewoner"):
        assert line[head.index(name)].startswith("'")
    book = zipfile.ZipFile(io.BytesIO(take(desk, "xlsx", **asked).data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "HYPERLINK" not in "".join(name for name in book.namelist())
    assert not re.search(r'<c r="[MN]2"(?! t="(inlineStr|s)")', sheet)


def test_a_map_layer_has_a_point_only_where_it_may(
    log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    desk = log_in(cast.manager_zuid)
    layer = json.loads(take(desk, "geojson").data)
    points = {one["properties"]["nummer"]: one["geometry"] for one in layer["features"]}
    assert points[ideas[0].ref] is None
    personal = take(desk, "geojson", personal="ja", reason="De kaart voor de schouw.")
    points = {
        one["properties"]["nummer"]: one["geometry"]
        for one in json.loads(personal.data)["features"]
    }
    assert points[ideas[0].ref] == {"type": "Point", "coordinates": [6.1, 52.5]}


def test_too_much_is_refused_and_slices_are_the_same(
    engine: Engine,
    log_in: LogIn,
    cast: Cast,
    ideas: Sequence[Initiative],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = log_in(cast.manager_zuid)
    whole = rows(take(desk))
    monkeypatch.setattr(exporting, "SLICE", 1)
    assert rows(take(desk)) == whole
    monkeypatch.setattr(exporting, "MOST", 1)
    refused = take(desk)
    assert refused.status_code == 422
    assert "meer dan" in refused.text
    assert len(noted(engine)) == 2


def test_a_slice_costs_the_same_however_many_rows(
    engine: Engine, log_in: LogIn, cast: Cast, ideas: Sequence[Initiative]
) -> None:
    desk = log_in(cast.manager_zuid)

    def count() -> int:
        with counted(engine) as seen:
            take(desk)
        return len(seen)

    few = count()
    with transaction(engine) as session:
        for _ in range(30):
            create_initiative(session, cast.wijk_zuid, cast.resident)
    assert count() == few


@pytest.mark.parametrize("form", list(FORMS))
def test_memory_stays_the_same_however_many_lines(form: str) -> None:
    def lines(n: int) -> Iterator[Line]:
        return (Line((f"Z-{i}", "woorden " * 20), (6.1, 52.5)) for i in range(n))

    def most(n: int) -> int:
        with open("/dev/null", "wb") as file:
            tracemalloc.start()
            FORMS[form].write(cast_(file), ("nummer", "tekst"), lines(n))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak

    most(10)
    assert most(4_000) < most(400) + 500_000


def cast_(file: object) -> IO[bytes]:
    return cast("IO[bytes]", file)
