"""The web chat as its visitors meet it: plain pages and forms, on the real database."""

import json
import threading
from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from sqlalchemy import Engine, func, select

from models.db import transaction
from models.initiatives.photos import Photo
from models.messages.inbox import InboxRow, InboxState
from models.messages.outgoing import choice, message, words
from models.messages.sending import Terms, enqueue
from models.people.residents import Address, Channel, Resident
from tests.bot.pictures import picture
from tests.bot.visitor import Page, Visitor, visitor
from tests.builders import NOW, Cast, create_cast
from tests.statements import counted


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def resident(engine: Engine, cast: Cast) -> Visitor:
    return visitor(engine)


@pytest.fixture
def neighbour(engine: Engine, cast: Cast) -> Visitor:
    return visitor(engine)


def inbox(engine: Engine) -> Sequence[InboxRow]:
    with transaction(engine) as session:
        return session.scalars(select(InboxRow).order_by(InboxRow.id)).all()


def address(engine: Engine) -> Address:
    """The newest of the web."""
    with transaction(engine) as session:
        newest = select(Address).where(Address.channel == Channel.WEB).order_by(Address.id.desc())
        return session.scalars(newest).first() or Address()


def count(engine: Engine, table: type[Address] | type[Resident]) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# Beginning


def test_looking_stores_nothing(engine: Engine, resident: Visitor) -> None:
    before = count(engine, Address)
    page = resident.opens("/chat?start=n_ontmoeten")
    assert "Dat is een computer" in page.words
    assert page.buttons == ["Begin het gesprek"]
    assert (count(engine, Address), len(inbox(engine))) == (before, 0)


def test_the_first_message_says_who_speaks(resident: Visitor) -> None:
    page = resident.begins()
    assert "Ik ben de wijkassistent van de gemeente Zwolle." in page.ours[0]
    assert "Ik ben een computer." in page.ours[0]
    assert "English" in page.ours[0]
    assert "Telegram" not in page.ours[0]
    assert not page.theirs


def test_the_talk_is_there_again_after_a_reload(resident: Visitor) -> None:
    resident.begins()
    said = resident.types("Assendorp").said
    assert resident.opens().said == said


def test_beginning_twice_is_beginning_once(engine: Engine, resident: Visitor) -> None:
    form = resident.opens().form_with("Begin het gesprek")
    values = form.hidden | {"tap": "/start"}
    before = count(engine, Resident)
    for _ in range(2):
        assert resident.posts(**values).status_code == 303
    assert (count(engine, Resident) - before, len(inbox(engine))) == (1, 1)


def test_a_link_leads_where_it_says(resident: Visitor, cast: Cast) -> None:
    page = resident.begins("/chat?start=w_assendorp")
    assert "Ik ben een computer." in page.ours[0]
    assert "Assendorp" in page.words
    # A second link, while the talk goes on, waits for a press.
    page = resident.opens("/chat?start=w_holtenbroek")
    assert "Holtenbroek" not in page.words
    assert "Holtenbroek" in resident.presses("Ga verder").words


def test_an_odd_link_is_a_normal_start(resident: Visitor) -> None:
    page = resident.begins("/chat?start=%3Cscript%3E")
    assert "In welke wijk woont u?" in page.ours[0]


# Talking


def test_words_are_answered_and_stay_visible(resident: Visitor) -> None:
    resident.begins()
    page = resident.types("Assendorp")
    assert page.theirs == ["Assendorp"]
    assert "Woont u in Assendorp ?" in page.ours[-1]
    page = resident.presses("Ja")
    assert page.theirs == ["Assendorp", "Ja"]
    assert "Uw wijk is Assendorp" in page.ours[-1]


def test_only_what_can_be_chosen_now_is_a_button(resident: Visitor) -> None:
    first = resident.begins().form_with("Kies uit een lijst")
    page = resident.types("Assendorp")
    assert "Kies uit een lijst" not in page.buttons
    name, value = first.buttons["Kies uit een lijst"]
    resident.posts(**first.hidden, **{name: value})
    page = resident.opens()
    assert "Deze knop is oud." in page.ours[-1]
    assert "Ja" in page.buttons


def test_the_same_form_ten_times_is_said_once(engine: Engine, resident: Visitor) -> None:
    form = resident.begins().form_with("text")
    values = form.hidden | {"text": "Assendorp"}
    for _ in range(10):
        assert resident.posts(**values).status_code == 303
    assert len(inbox(engine)) == 2
    # Going back in the browser and typing something else is something else.
    resident.posts(**form.hidden, text="Holtenbroek")
    assert resident.opens().theirs == ["Assendorp", "Holtenbroek"]


def test_two_answers_in_one_second_are_both_taken(engine: Engine, resident: Visitor) -> None:
    form = resident.begins().form_with("text")
    clients = [resident.client.application.test_client() for _ in range(2)]
    cookie = resident.client.get_cookie("wijkbot-gesprek")
    assert cookie is not None
    for client in clients:
        client.set_cookie("wijkbot-gesprek", cookie.value)
    sends = [
        threading.Thread(
            target=client.post, args=("/chat",), kwargs={"data": form.hidden | {"text": said}}
        )
        for client, said in zip(clients, ("8011", "menu"), strict=True)
    ]
    for send in sends:
        send.start()
    for send in sends:
        send.join()
    assert {row.state for row in inbox(engine)} == {InboxState.DONE}
    page = resident.opens()
    assert sorted(page.theirs) == ["8011", "menu"]
    assert len(page.ours) == 3


NASTY = "<b>vet</b> & _*[ \u202eomgekeerd\u0000 <script>alert(1)</script> 👩‍👩‍👧"


def test_nasty_words_are_shown_as_words(resident: Visitor) -> None:
    resident.begins()
    page = resident.types(NASTY)
    assert resident.status == 200
    assert page.theirs == ["<b>vet</b> & _*[ omgekeerd <script>alert(1)</script> 👩‍👩‍👧"]
    assert "<b>" not in page.html
    assert "<script>alert" not in page.html
    assert "\u202e" not in page.html


def test_a_very_long_text_is_answered_kindly(resident: Visitor) -> None:
    resident.begins()
    page = resident.types("Een bankje. " * 900)
    assert resident.status == 200
    assert len(page.theirs[0]) > 10_000
    assert page.ours[-1]


def test_nothing_at_all_is_answered_too(resident: Visitor) -> None:
    resident.begins()
    page = resident.types("   ")
    assert "Ik zie geen tekst in uw bericht." in page.ours[-1]
    assert not page.theirs


def test_a_place_is_used_once_and_not_kept(resident: Visitor) -> None:
    resident.begins()
    page = resident.shares_place("52.51,6.09")
    assert "Wij bewaren uw locatie niet." in page.ours[-1]
    assert page.theirs == ["Uw bericht. Wat erin stond, bewaren wij niet."]
    assert "6.09" not in page.words
    for odd in ("95,6", "nan,6", "<b>", "1e999,0"):
        form = next(form for form in page.forms if "place" in form.hidden)
        assert resident.posts(**form.hidden | {"place": odd}).status_code == 303


def test_the_language_is_the_residents(resident: Visitor) -> None:
    assert resident.opens("/chat?taal=en").language == "en"
    page = resident.presses("Start the conversation")
    assert page.language == "en"
    assert "I am a computer" in page.ours[0]
    page = resident.presses("Nederlands")
    assert page.language == "nl"
    assert "Ik ben een computer" in page.ours[-1]


# News


def tell(engine: Engine, sentence: str, key: str) -> None:
    with transaction(engine) as session:
        body = message([words(sentence, "nl")], [choice("/mijn", words("Bekijk mijn idee"))])
        found = session.get_one(Address, address(engine).id)
        enqueue(session, found, body, dedupe=key, now=NOW, terms=Terms())


def test_news_comes_without_asking_and_only_once(engine: Engine, resident: Visitor) -> None:
    page = resident.begins()
    mark = mark_of(page)
    assert resident.client.get(f"/chat?after={mark}").status_code == 204
    tell(engine, "Uw idee staat op de website.", "news")
    answer = resident.client.get(f"/chat?after={mark}")
    assert answer.status_code == 200
    piece = Page(answer.text)
    assert "<html" not in answer.text
    assert "Uw idee staat op de website." in piece.words
    assert resident.client.get(f"/chat?after={mark_of(piece)}").status_code == 204


def mark_of(page: Page) -> str:
    return page.html.partition('data-mark="')[2].partition('"')[0]


def test_news_does_not_take_the_question_away(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    resident.types("Assendorp")
    with transaction(engine) as session:
        body = message([words("Nieuws.", "nl")], [choice("/mijn", words("Bekijk mijn idee"))])
        now = session.scalar(select(func.now()))
        found = session.get_one(Address, address(engine).id)
        assert now is not None
        enqueue(session, found, body, dedupe="later", now=now)
    page = resident.opens()
    assert {"Ja", "Bekijk mijn idee"} <= set(page.buttons)
    assert "Uw wijk is Assendorp" in resident.presses("Ja").ours[-1]


def test_older_messages_are_a_link_away(resident: Visitor) -> None:
    resident.begins()
    for number in range(18):
        resident.types(f"bericht {number}")
    page = resident.opens()
    assert len(page.said) == 30
    assert "Eerdere berichten" in page.words
    older = page.html.partition('href="/chat?voor=')[2].partition('"')[0]
    page = resident.opens(f"/chat?voor={older}")
    assert page.theirs[:2] == ["bericht 0", "bericht 1"]
    assert len(page.said) == 7
    assert "Naar het laatste bericht" in page.words


def queries_of(engine: Engine, act: Callable[[], object]) -> int:
    with counted(engine) as asked:
        act()
    return len(asked)


def test_the_number_of_queries_stays_the_same(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    few = queries_of(engine, resident.opens)
    for number in range(12):
        resident.types(f"bericht {number}")
    assert queries_of(engine, resident.opens) == few


# Photos


def test_a_photo_is_drawn_anew_and_shown(
    engine: Engine, resident: Visitor, neighbour: Visitor
) -> None:
    resident.begins()
    page = resident.sends_photo(picture(2000, 1000))
    assert len(page.images) == 1
    answer = resident.client.get(page.images[0])
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert neighbour.client.get(page.images[0]).status_code == 404
    neighbour.begins()
    assert neighbour.client.get(page.images[0]).status_code == 404
    row = inbox(engine)[1]
    assert json.loads(row.body or b"") == {"caption": ""}


def test_the_same_photo_twice_is_one(engine: Engine, resident: Visitor) -> None:
    form = resident.begins().form_with("photo")
    for _ in range(2):
        answer = resident.posts(**form.hidden, photo=(BytesIO(picture()), "foto.jpg"))
        assert answer.status_code == 303
    assert len(resident.opens().images) == 1
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(Photo)) == 1


def test_a_text_called_jpg_is_no_photo(resident: Visitor) -> None:
    resident.begins()
    page = resident.sends_photo(b"Dit is een tekst.")
    assert "Dit is geen foto." in page.ours[-1]
    assert page.theirs == ["Uw bestand. Wij konden het niet gebruiken."]


def test_a_photo_of_ten_million_bytes_is_too_big_in_the_talk(resident: Visitor) -> None:
    resident.begins()
    page = resident.sends_photo(picture() + bytes(10_200_000))
    assert "te groot" in page.ours[-1]


def test_thirty_megabytes_get_a_kind_page(engine: Engine, resident: Visitor) -> None:
    resident.begins()
    page = resident.sends_photo(bytes(30_000_000))
    assert resident.status == 413
    assert "Een foto mag 10 MB zijn." in page.words
    assert len(inbox(engine)) == 1
