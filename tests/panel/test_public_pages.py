"""The public pages: all can be reached, nothing shows that may not, and words are only text."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urldefrag

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.contributions import PlaceKind
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.plan.help import Scheme
from models.plan.opgaven import OpgaveState
from panel.public.app import create_public_app
from tests.builders import NOW, Cast, create_initiative, create_photo
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.zwolle import load_zwolle

NASTY = '<b>vet</b> &amp; "_*[x](y)` \u202eachterstevoren \u2067rtl'
HREF = re.compile(r'href="([^"]+)"')
TITLE = re.compile(r"<title>(.*?)</title>")
# Pages of the other applications of the house.
ELSEWHERE = ("/chat", "/static/", "/panel/")


@pytest.fixture
def zwolle(engine: Engine) -> Engine:
    """All of Zwolle, with one initiative in Holtenbroek that serves an opgave and has a photo."""
    load_zwolle(engine, LOADED_AT)
    return engine


def inside(page: str) -> set[str]:
    links = {urldefrag(unescape(link)).url for link in HREF.findall(page)}
    ours = {link for link in links if link.startswith("/") and not link.startswith(ELSEWHERE)}
    # Every page has a form about itself, which looks the same; one of them will do.
    return {link for link in ours if not re.match(r"/melden\?item=/.", link)}


def crawl(visitor: FlaskClient, start: str) -> dict[str, str]:
    """Every page that can be reached from here, each of them answered with 200."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        answer = visitor.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        pages[path] = answer.text if answer.mimetype == "text/html" else ""
        waiting += sorted(inside(pages[path]) - pages.keys() - set(waiting))
    return pages


def test_every_link_leads_to_a_whole_page_in_both_languages(
    zwolle: Engine, visitor: FlaskClient
) -> None:
    pages = {path: page for path, page in crawl(visitor, "/").items() if page}
    assert {"/opgaven", "/agenda", "/privacy?taal=en", "/bronnen"} <= pages.keys()
    titles: dict[str, set[str]] = {}
    for path, page in pages.items():
        language = "en" if "taal=en" in path else "nl"
        assert f'<html lang="{language}"' in page, path
        assert page.count("<h1") == 1, path
        assert "public." not in page.replace("css/public.css", ""), path
        assert " style=" not in page, path
        if language == "nl" and not path.startswith("/melden"):
            titles.setdefault(TITLE.findall(page)[0], set()).add(path)
    assert not {title: paths for title, paths in titles.items() if len(paths) > 1}


def test_what_is_an_example_says_so_wherever_it_shows(zwolle: Engine, visitor: FlaskClient) -> None:
    label = "Voorbeeld, niet van de gemeente Zwolle"
    for path in (
        "/opgaven",
        "/opgave/noord-3",
        "/stadsdeel/noord",
        "/stadsdeel/noord/overzicht",
        "/wijk/holtenbroek",
        "/zoek?q=buren",
    ):
        assert label in visitor.get(path).text, path
    assert label not in visitor.get("/opgave/veerallee-2021").text


def test_figures_carry_their_year_and_source_and_the_city_beside_them(
    zwolle: Engine, visitor: FlaskClient
) -> None:
    page = visitor.get("/opgave/noord-3").text
    figures = re.findall(r'<figure class="wp-figure">.*?</figure>', page, re.DOTALL)
    assert figures
    for figure in figures:
        assert "(2014)" in figure
        assert "Bron:" in figure
        assert "Heel Zwolle" in figure


def test_an_opgave_of_another_cycle_is_linked_both_ways(
    zwolle: Engine, visitor: FlaskClient
) -> None:
    earlier = visitor.get("/opgave/veerallee-2021").text
    later = re.search(r'Hier gaan wij mee door.*?href="(/opgave/[^"]+)"', earlier)
    assert later
    assert "/opgave/veerallee-2021" in visitor.get(later[1]).text


def test_maps_say_that_they_are_schematic_and_have_a_list_beside_them(
    zwolle: Engine, visitor: FlaskClient
) -> None:
    page = visitor.get("/").text
    assert "Kaart: schematisch" in page
    drawn = set(re.findall(r'class="wp-map__area" href="([^"]+)"', page))
    listed = set(re.findall(r'<li><a class="utrecht-link[^"]*" href="(/stadsdeel/[^"]+)"', page))
    assert drawn == listed
    assert len(drawn) == 5


def test_a_postcode_leads_to_the_wijk_or_asks_which(zwolle: Engine, visitor: FlaskClient) -> None:
    one = visitor.get("/wijken?postcode=8031 AB")
    assert one.status_code == 302
    assert one.location.startswith("/wijk/")
    several = visitor.get("/wijken?postcode=8011")
    assert several.status_code == 200
    assert "In welke wijk woont u?" in several.text
    assert visitor.get("/wijken?postcode=8031&taal=en").location.endswith("?taal=en")
    for wrong in ("80", "abcd", "0011", "<b>", "8011" * 9, "1011"):
        answer = visitor.get("/wijken", query_string={"postcode": wrong})
        assert answer.status_code == 422, wrong
        assert 'aria-describedby="postcode-error"' in answer.text


def pages_of(cast: Cast) -> list[str]:
    opgave = cast.plan_zuid.opgave.slug
    return [
        "/",
        "/initiatieven",
        f"/stadsdeel/{cast.zuid.slug}",
        f"/wijk/{cast.wijk_zuid.slug}",
        f"/opgave/{opgave}",
        "/zoek?q=kenteken",
    ]


def test_only_what_is_placed_shows_on_any_page(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        for status in Moderation:
            words = f"Kenteken {status.name.lower()}"
            row = create_initiative(
                session, cast.wijk_zuid, cast.resident, title=words, status=status
            )
            row.public_title = words
            session.add(
                Link(
                    contribution_id=row.id,
                    opgave_id=cast.plan_zuid.opgave.id,
                    weight=1,
                    linked_at=NOW,
                )
            )
            session.flush()
    for path in pages_of(cast):
        page = visitor.get(path).text
        shown = set(re.findall(r"Kenteken (\w+)", page))
        assert shown == {"placed"}, path


def test_an_unpublished_initiative_and_its_photo_are_not_found(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        row = create_initiative(session, cast.wijk_zuid, cast.resident)
        photo = create_photo(session, cast.resident, row)
    for path in (f"/initiatief/{row.ref}", f"/foto/{photo.id}", "/initiatief/Z-9999", "/foto/1"):
        assert visitor.get(path).status_code == 404, path


def test_peoples_words_are_text_and_keep_their_direction_to_themselves(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        row = create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            title=NASTY,
            body=NASTY,
            status=Moderation.PLACED,
            name=NASTY,
            show_name=True,
            place_kind=PlaceKind.STREET,
            place_text=NASTY,
        )
    own = f"/initiatief/{row.ref}"
    for path in (own, *pages_of(cast)[:4], f"/melden?item={own}"):
        page = visitor.get(path).text
        assert "<b>" not in page, path
        bare = re.sub(r"<bdi[^>]*>[^<]*</bdi>", "", page)
        body = bare[bare.index("<main") :]
        assert "achterstevoren" not in body, path
    page = visitor.get(own).text
    # Title, text, name and place.
    assert len(re.findall(r"<bdi[^>]*>&lt;b&gt;vet", page)) == 4


def test_the_card_of_an_initiative_tells_its_whole_way(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        row = create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            status=Moderation.PLACED,
            realisation=Realisation.REALISED,
            place_kind=PlaceKind.WIJK,
        )
        plan = cast.plan_zuid
        session.add(
            Link(
                contribution_id=row.id,
                opgave_id=plan.opgave.id,
                entry_id=plan.effort.id,
                weight=3,
                linked_at=NOW,
            )
        )
    page = visitor.get(f"/initiatief/{row.ref}").text
    for words in (
        "Dit is nog geen vergunning en geen subsidie.",
        "Een bewoner stuurde het idee in.",
        "De gemeente zette het idee op de website.",
        "Het is gelukt.",
        "Hele wijk",
        plan.opgave.title,
        plan.effort.title,
        f"/opgave/{plan.opgave.slug}#inbreng",
    ):
        assert words in page, words
    thread = visitor.get(f"/opgave/{plan.opgave.slug}").text
    assert 'id="inbreng"' in thread
    assert "Wat deden we met uw inbreng" in thread
    assert "hoort 1 idee van bewoners. Daarvan: 1 gelukt." in " ".join(thread.split())


def test_an_opgave_that_is_still_being_written_is_not_there(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    slug, title = cast.plan_zuid.opgave.slug, cast.plan_zuid.opgave.title
    with transaction(engine) as session:
        session.merge(cast.plan_zuid.opgave).state = OpgaveState.PREPARING
    assert visitor.get(f"/opgave/{slug}").status_code == 404
    for path in pages_of(cast):
        if path != f"/opgave/{slug}":
            assert title not in visitor.get(path).text, path


def test_what_is_not_there_says_so_in_plain_words_with_a_search(
    cast: Cast, visitor: FlaskClient
) -> None:
    for path in ("/nergens", "/wijk/nergens", "/stadsdeel/nergens/overzicht", "/opgave/x" * 40):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "Deze pagina is er niet" in answer.text
        assert 'action="/zoek"' in answer.text
    assert "This page does not exist" in visitor.get("/nergens?taal=en").text


def test_a_scheme_tells_a_last_day_only_when_somebody_checked_it(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        for position, (name, checked) in enumerate((("Potje", NOW.date()), ("Fonds", None))):
            scheme = Scheme(slug=name, sort="geld", name=name, text="Geld.", position=position)
            scheme.valid_until, scheme.checked_on = NOW.date() + timedelta(days=9), checked
            scheme.source = "verzonnen"
            session.add(scheme)
    checked_card, _, unchecked_card = visitor.get("/ontmoetingsplekken").text.partition("Fonds")
    assert "Geldig tot en met" in checked_card
    assert "Wij keken dit nog niet na. Vraag na of dit nog zo is." in unchecked_card
    assert "Geldig tot" not in unchecked_card


def test_an_empty_database_says_that_the_site_is_being_prepared(visitor: FlaskClient) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert "zetten deze website klaar" in answer.text


def test_a_reference_in_small_letters_leads_to_the_one_address(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        row = create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED)
    answer = visitor.get(f"/initiatief/{row.ref.lower()}?taal=en")
    assert (answer.status_code, answer.location) == (301, f"/initiatief/{row.ref}?taal=en")


def test_the_other_language_is_this_very_page(cast: Cast, visitor: FlaskClient) -> None:
    page = visitor.get("/zoek?q=bank").text
    assert 'href="/zoek?q=bank&amp;taal=en" lang="en" hreflang="en"' in page
    assert 'hreflang="en" href="http://127.0.0.1:8000/zoek?q=bank&amp;taal=en"' in page
    english = visitor.get(f"/wijk/{cast.wijk_zuid.slug}?taal=en").text
    assert "only in Dutch" in english
    assert f'<h1 class="utrecht-heading-1" lang="nl">{cast.wijk_zuid.name}</h1>' in english
    assert '<html lang="nl"' in visitor.get("/?taal=fr").text


def test_every_invitation_opens_the_chat_where_it_belongs(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    with transaction(engine) as session:
        row = create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED)
    opgave = cast.plan_zuid.opgave.slug
    for path, start in (
        (f"/wijk/{cast.wijk_zuid.slug}", f"w_{cast.wijk_zuid.slug}"),
        (f"/opgave/{opgave}", f"o_{opgave}"),
        (f"/initiatief/{row.ref}", f"i_{row.ref}"),
        ("/ontmoetingsplekken", "n_ontmoeten"),
    ):
        assert f'href="/chat?start={start}"' in visitor.get(path).text
        assert f'href="/chat?start={start}&amp;taal=en"' in visitor.get(f"{path}?taal=en").text
    assert 'href="/chat"' in visitor.get("/").text


def test_no_page_sets_a_cookie_and_every_page_has_the_headers(
    cast: Cast, visitor: FlaskClient
) -> None:
    for path in ("/", "/melden", "/nergens", "/.well-known/security.txt"):
        headers = visitor.get(path).headers
        assert "Set-Cookie" not in headers, path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_security_txt_holds_for_a_while(cast: Cast, visitor: FlaskClient) -> None:
    answer = visitor.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert re.search(r"^Contact: http", answer.text, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", answer.text, re.MULTILINE)


def test_the_pages_write_nothing_but_what_somebody_says(public_app: Flask) -> None:
    writing = {
        rule.endpoint
        for rule in public_app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert writing == {"objecting.send", "advising.send"}


def test_the_demo_says_on_every_page_that_it_is_one(engine: Engine, cast: Cast) -> None:
    visitor = create_public_app(engine, SETTINGS, demo=True).test_client()
    for path in ("/", "/privacy", "/nergens"):
        assert "Dit is een proef met voorbeelden." in visitor.get(path).text, path
    assert "Dit is een proef" not in create_public_app(engine, SETTINGS).test_client().get("/").text
