"""The dialogue on Zwolle's own data: all of it fits the narrowest channel and has a way on."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.facts import Facts, Plan
from bot.dialogue.talks.opgaven import of_wijk
from bot.facts.plan import load_plan
from models.plan.gemeente import Gemeente
from models.plan.loading.folder import read_folder
from models.plan.loading.load import load
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from tests.dialogue.talking import Conversation

ZWOLLE = Path(__file__).parents[2] / "gemeenten" / "zwolle"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def plan(session: Session) -> Plan:
    load(session, read_folder(ZWOLLE), NOW)
    gemeente = session.scalars(select(Gemeente)).one()
    return load_plan(session, gemeente, "https://wijkbot.example", NOW.date())


def somebody(plan: Plan, **known: str) -> Conversation:
    facts: Facts = replace(stranger(), plan=plan)
    return Conversation(Neighbourhood(replace(facts, **known)))  # type: ignore[arg-type]


def test_every_wijk_and_every_opgave_can_be_read(plan: Plan) -> None:
    for language in ("nl", "en"):
        talk = somebody(plan, language=language)
        for wijk in plan.wijken:
            assert talk.type(f"/opgaven {wijk.slug}")
            for opgave in of_wijk(plan, wijk):
                assert talk.type(f"/opgave {opgave.slug} {wijk.slug}")
                assert talk.type(f"/opgave {opgave.slug} {wijk.slug} meer")


def test_every_wijk_has_something_to_read(plan: Plan) -> None:
    assert all(of_wijk(plan, wijk) for wijk in plan.wijken)


def test_every_postcode_leads_to_a_wijk(plan: Plan) -> None:
    assert len(plan.postcodes) == 25
    asks_at_once = 0
    for postcode in plan.postcodes:
        talk = somebody(plan)
        talk.type("/start")
        asks_at_once += "Woont u in" in talk.type(postcode)[-1].text()
        talk.type("1")
        assert talk.home.facts.wijk
    assert asks_at_once == 17


def test_every_wijk_can_be_typed_and_found_in_the_list(plan: Plan) -> None:
    for wijk in plan.wijken:
        talk = somebody(plan)
        for words in ("/start", wijk.name, "ja"):
            talk.type(words)
        assert talk.home.facts.wijk == wijk.slug
        talk = somebody(plan)
        for words in ("/start", "Kies uit een lijst", wijk.stadsdeel_name):
            talk.type(words)
        shown = [talk.shown[-1].label(c) for c in talk.shown[-1].reply.choices]
        if wijk.name not in shown:
            talk.type("meer")
        talk.type(wijk.name)
        assert talk.home.facts.wijk == wijk.slug


def test_all_that_is_possible_can_be_read(plan: Plan) -> None:
    for part in ("", "geld", "grond", "materiaal", "hulp", "contact", "voorbeelden"):
        for wijk in plan.wijken:
            assert somebody(plan, wijk=wijk.slug).type(f"/kan {part}")
