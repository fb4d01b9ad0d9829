"""A face or a plate on a photo is made unreadable: gone from the site, kept for a stated reason."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine, delete, select
from werkzeug.test import TestResponse

from models.db import transaction
from models.initiatives.blurring import Box, NoPicture, PhotoOriginal, without
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.photos import Photo
from models.initiatives.published import published_photo
from tests.acts import history
from tests.builders import Cast, create_initiative, create_photo
from tests.panel.acting import open_form
from tests.panel.conftest import LogIn, token_of

SIZE = (200, 100)


def chequered() -> bytes:
    """A picture in which every dot differs from its neighbours, as letters on a plate do."""
    picture = Image.new("RGB", SIZE)
    dots = [((x // 2 + y // 2) % 2 * 255,) * 3 for y in range(SIZE[1]) for x in range(SIZE[0])]
    picture.putdata(dots)
    target = BytesIO()
    picture.save(target, "JPEG", quality=95)
    return target.getvalue()


def contrast(jpeg: bytes, edges: tuple[int, int, int, int]) -> int:
    """The difference between the lightest and the darkest dot of a part."""
    with Image.open(BytesIO(jpeg)) as picture:
        lowest, highest = picture.convert("L").crop(edges).getextrema()
    return int(highest) - int(lowest)  # type: ignore[arg-type]


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        return create_initiative(
            session, cast.wijk_zuid, cast.resident, cast.address, status=Moderation.PLACED
        )


@pytest.fixture
def photo(engine: Engine, cast: Cast, idea: Initiative) -> Photo:
    with transaction(engine) as session:
        return create_photo(session, cast.resident, idea, chequered())


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def blur(browser: FlaskClient, url: str, *box: object) -> TestResponse:
    parts = dict(zip(("left", "top", "width", "height"), map(str, box), strict=True))
    return browser.post(url, data={"csrf_token": token_of(browser), **parts})


def shown(engine: Engine, photo: Photo) -> bytes:
    with transaction(engine) as session:
        return published_photo(session, photo.id) or b""


def test_the_dots_are_gone_from_the_site_and_the_rest_stays(
    engine: Engine, idea: Initiative, photo: Photo, zahra: FlaskClient
) -> None:
    url = f"/foto/{idea.ref}/{photo.id}"
    assert blur(zahra, url, 10, 10, 20, 50).status_code == 303
    after = shown(engine, photo)
    assert contrast(after, (24, 14, 56, 56)) < 40
    assert contrast(after, (120, 20, 180, 80)) > 150
    assert blur(zahra, url, 60, 10, 30, 80).status_code == 303
    assert contrast(shown(engine, photo), (24, 14, 56, 56)) < 40
    assert contrast(shown(engine, photo), (124, 14, 176, 86)) < 40


def test_what_came_is_shown_for_a_reason_that_stays_in_history(
    engine: Engine, idea: Initiative, photo: Photo, zahra: FlaskClient
) -> None:
    url = f"/foto/{idea.ref}/{photo.id}"
    token = {"csrf_token": token_of(zahra)}
    assert zahra.post(f"{url}/origineel", data={**token, "reason": "Klacht"}).status_code == 404
    blur(zahra, url, 0, 0, 50, 50)
    assert zahra.post(f"{url}/origineel", data={**token, "reason": " "}).status_code == 422
    seen = zahra.post(f"{url}/origineel", data={**token, "reason": "Klacht van de buren"})
    assert (seen.mimetype, seen.data) == ("image/jpeg", photo.data)
    with transaction(engine) as session:
        rows = [(row.act, row.reason) for row in history(session, idea)]
    assert rows[-2:] == [("photo_blurred", None), ("original_seen", "Klacht van de buren")]
    assert zahra.post(f"{url}/terug", data=token).status_code == 303
    assert shown(engine, photo) == photo.data


@pytest.mark.parametrize("box", [(-1, 0, 10, 10), (0, 0, 0, 10), (0, 0, 101, 5), ("x", 0, 5, "")])
def test_a_box_that_is_none_is_refused_at_its_field(
    engine: Engine, idea: Initiative, photo: Photo, zahra: FlaskClient, box: tuple[object, ...]
) -> None:
    answer = blur(zahra, f"/foto/{idea.ref}/{photo.id}", *box)
    assert answer.status_code == 422
    assert "Vul een heel getal in" in answer.text
    assert shown(engine, photo) == photo.data


def test_a_file_that_is_no_picture_and_a_photo_that_is_gone(
    engine: Engine, cast: Cast, idea: Initiative, photo: Photo, zahra: FlaskClient
) -> None:
    with pytest.raises(NoPicture):
        without(b"\xff\xd8\xff\xe0 no", Box(0, 0, 50, 50))
    with transaction(engine) as session:
        session.get_one(Photo, photo.id).data = b"no picture"
    url = f"/foto/{idea.ref}/{photo.id}"
    assert blur(zahra, url, 0, 0, 50, 50).status_code == 409
    with transaction(engine) as session:
        session.delete(session.get_one(Photo, photo.id))
    gone = blur(zahra, url, 0, 0, 50, 50)
    assert gone.status_code == 404
    assert "Deze foto is er niet meer." in gone.text


def test_a_photo_that_goes_while_somebody_works_on_it_says_so_in_its_place(
    engine: Engine, idea: Initiative, photo: Photo, zahra: FlaskClient, visitor: FlaskClient
) -> None:
    url, page = f"/foto/{idea.ref}/{photo.id}", f"/initiatief/{idea.ref}"
    blur(zahra, url, 0, 0, 50, 50)
    with transaction(engine) as session:
        session.execute(delete(Photo))
    for shown_in_place in (zahra.get(f"{page}/foto/{photo.id}"), visitor.get(f"/foto/{photo.id}")):
        assert shown_in_place.status_code == 404
        assert shown_in_place.mimetype == "image/svg+xml"
        assert "Deze foto is er niet meer." in shown_in_place.text
    token = {"csrf_token": token_of(zahra)}
    asked = zahra.post(f"{url}/origineel", data={**token, "reason": "Een <b>klacht</b>."})
    assert asked.status_code == 404
    assert "Een &lt;b&gt;klacht&lt;/b&gt;." in asked.text
    for act in (f"{url}/terug", f"{page}/foto/{photo.id}"):
        answer = zahra.post(act, data=token)
        assert answer.status_code == 404
        assert f'href="{page}"' in answer.text


def test_the_form_of_a_decision_goes_on_without_the_photo(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    with transaction(engine) as session:
        new = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        create_photo(session, cast.resident, new, chequered())
    form = open_form(zahra, f"/initiatief/{new.ref}/niet-plaatsen")
    with transaction(engine) as session:
        session.execute(delete(Photo))
    told = {"told": "Op de foto stond een ander.", "ground": "persoonsgegevens"}
    looked = form.post("look", **told)
    assert looked.status_code == 200
    assert "Op de foto stond een ander." in looked.text
    assert form.post("send", **told).status_code == 303


def test_the_photo_as_it_came_goes_with_the_photo(
    engine: Engine, idea: Initiative, photo: Photo, zahra: FlaskClient
) -> None:
    blur(zahra, f"/foto/{idea.ref}/{photo.id}", 0, 0, 50, 50)
    with transaction(engine) as session:
        assert session.scalars(select(PhotoOriginal)).one().data == photo.data
        session.execute(delete(Photo))
        assert session.scalars(select(PhotoOriginal)).all() == []


def test_a_narrow_box_at_the_rim_is_blurred_too() -> None:
    after = without(chequered(), Box(99, 0, 100, 100))
    assert contrast(after, (198, 4, 200, 96)) < 120
