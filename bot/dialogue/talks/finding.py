"""Finding: by a word, by theme, or what neighbours do nearby."""

from urllib.parse import quote

from bot.dialogue.areas import by_name, wijk_of
from bot.dialogue.choices import (
    BACK,
    MENU,
    ROW_LENGTH,
    button,
    idea_button,
    named,
    page_button,
    paged,
    short,
)
from bot.dialogue.events import Choose, Event, Place, Text
from bot.dialogue.facts import Facts, OpgaveFact
from bot.dialogue.found import distance, where
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, rest, seek, want
from bot.dialogue.wishes.finding import FindNearby, FoundIdea, NearbyFound, Search, SearchFound
from bot.dialogue.words import one_line
from bot.dialogue.words import slug as slug_of

SHORTEST, LONGEST = 2, 100
# So many of each kind beside what else a list of ten must offer.
_WIJKEN, _HITS, _NEAR = 1, 6, 7
_THEMES = button("/thema", "themes")
_NEARBY = button("/buurt", "nearby")
_AGAIN = button("/zoek", "search_again")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/zoek` asks for a word, `/zoek bankje` looks for it."""
    words = one_line(argument)[:LONGEST]
    if len(words) >= SHORTEST:
        return seek(state, "finding.words", Search(words))
    return _ask_words(state, say("finding.words"))


def _ask_words(state: State, *says: Say | Words) -> Step:
    return ask(state, "finding.words", Reply(says, (_THEMES, _NEARBY, MENU)), free=True, data={})


def _words(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Text(text) if len(one_line(text)) < SHORTEST:
            return again(state, say("finding.too_short"))
        case Text(text):
            return want(state, Search(one_line(text)[:LONGEST]))
        case SearchFound():
            return results(state, event, facts)
    return None


def results(state: State, found: SearchFound, facts: Facts) -> Step:
    """What was found as a list to choose from; where nothing was, another word is asked."""
    opgaven = [one for one in facts.plan.opgaven if one.slug in found.opgaven]
    # Half the room for each, and what one kind leaves is for the other.
    ideas = found.ideas[: max(_HITS // 2, _HITS - len(opgaven))]
    shown = opgaven[: _HITS - len(ideas)]
    wijken = [wijk for name in found.wijken if (wijk := wijk_of(facts.plan, name))][:_WIJKEN]
    if not (shown or ideas or wijken):
        nothing = say("finding.nothing", words=short(found.words, 60))
        return _ask_words(state, nothing, say("finding.other_word"))
    lines = [
        *((f"/opgaven {wijk.slug}", wijk.name, say("finding.a_wijk")) for wijk in wijken),
        *((f"/opgave {one.slug}", one.title, _area(one, facts)) for one in shown),
        *((f"/idee {one.ref}", one.title, where(one, facts.plan)) for one in ideas),
    ]
    cut = found.more or len(opgaven) > len(shown) or len(found.ideas) > len(ideas)
    key = "finding.guessed" if found.guessed else "finding.found"
    return _listed(state, say(key, words=short(found.words, 60)), lines, _after(found, cut, facts))


def _after(found: SearchFound, cut: bool, facts: Facts) -> tuple[Choice, ...]:
    """What one can do beside choosing: see the rest on the site, search again."""
    page = page_button(f"{facts.plan.base_url}/zoek?q={quote(found.words)}")
    return (*((page,) if cut else ()), _AGAIN, MENU)


def _listed(
    state: State, heading: Say, lines: list[tuple[str, str, Say]], tail: tuple[Choice, ...]
) -> Step:
    """Numbered lines and a row for each; the row is cut, the line is not."""
    says = [
        say("finding.line", number=number, title=short(title, 120), where=place)
        for number, (_, title, place) in enumerate(lines, start=1)
    ]
    rows = [
        named(command, short(f"{number}. {title}", ROW_LENGTH), "")
        for number, (command, title, _) in enumerate(lines, start=1)
    ]
    return rest(state, heading, *says, rows=(*rows, *tail))


def _area(opgave: OpgaveFact, facts: Facts) -> Say:
    """Where an opgave holds: its wijken, or the whole stadsdeel."""
    wijken = [wijk.name for wijk in facts.plan.wijken if wijk.slug in opgave.wijken]
    if wijken:
        return say("finding.important_in", area=", ".join(wijken[:3]))
    same = (w.stadsdeel_name for w in facts.plan.wijken if w.stadsdeel == opgave.stadsdeel)
    return say("finding.important_in", area=next(same, facts.plan.gemeente))


def by_theme(state: State, argument: str, facts: Facts) -> Step:
    """`/thema` lists the themes, `/thema gezond-opgroeien` its opgaven; behind it a page."""
    wanted, _, page = argument.partition(" ")
    number = int(page[:4]) if page.isdecimal() else 0
    themes = {slug_of(one.theme): one.theme for one in _near_first(facts) if one.theme}
    if wanted in themes:
        return _of_theme(state, wanted, themes[wanted], number, facts)
    if not themes:
        return _ask_words(state, say("finding.no_themes"), say("finding.words"))
    rows = [named(f"/thema {theme}", name) for theme, name in sorted(themes.items())]
    number = int(wanted[:4]) if wanted.isdecimal() else 0
    return rest(state, say("finding.themes"), rows=paged(rows, number, "/thema ", (_AGAIN, MENU)))


def _of_theme(state: State, theme: str, name: str, page: int, facts: Facts) -> Step:
    opgaven = [one for one in _near_first(facts) if one.theme == name]
    rows = [
        named(f"/opgave {one.slug}", short(f"{number}. {one.title}", ROW_LENGTH))
        for number, one in enumerate(opgaven, start=1)
    ]
    says = [
        say("finding.line", number=number, title=one.title, where=_area(one, facts))
        for number, one in enumerate(opgaven, start=1)
    ]
    tail = (button("/thema", "back"), MENU)
    shown = paged(rows, page, f"/thema {theme} ", tail)
    return rest(state, say("finding.of_theme", theme=name), *says, rows=shown)


def _near_first(facts: Facts) -> list[OpgaveFact]:
    """All opgaven, those of one's own stadsdeel before the others."""
    own = wijk_of(facts.plan, facts.wijk)
    stadsdeel = own.stadsdeel if own else ""
    return sorted(facts.plan.opgaven, key=lambda one: one.stadsdeel != stadsdeel)


def nearby(state: State, argument: str, facts: Facts) -> Step:
    """`/buurt`: the nearest to one's own wijk; `/buurt plek` asks for a place."""
    if argument == "plek" or not facts.wijk:
        return _ask_place(state, facts)
    return seek(state, "finding.near", FindNearby(wijk=facts.wijk))


def _ask_place(state: State, facts: Facts, *before: Say | Words) -> Step:
    other = BACK if facts.wijk else button("/wijk + /buurt", "my_wijk")
    says = (*before, say("finding.place"), say("wijk.not_kept"))
    return ask(state, "finding.near", Reply(says, (other, MENU), ask_place=True), data={})


def _near(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Place(lat, lon):
            return want(state, FindNearby(lat=lat, lon=lon))
        case Text(text) if wijk := by_name(facts.plan.wijken, text):
            return want(state, FindNearby(wijk=wijk.slug))
        case Choose("back", _):
            return nearby(state, "", facts)
        case NearbyFound(None, _):
            return _ask_place(state, facts, say("finding.outside", gemeente=facts.plan.gemeente))
        case NearbyFound(slug, ideas):
            return _neighbours(state, slug or "", ideas, facts)
    return None


def _neighbours(state: State, wijk: str, ideas: tuple[FoundIdea, ...], facts: Facts) -> Step:
    found = wijk_of(facts.plan, wijk)
    name = found.name if found else facts.plan.gemeente
    place = button("/buurt plek", "near_place")
    if not ideas:
        return rest(
            state, say("finding.none_near", wijk=name), buttons=(idea_button(state), place, MENU)
        )
    lines = [(f"/idee {one.ref}", one.title, _how_far(one, facts)) for one in ideas[:_NEAR]]
    return _listed(state, say("finding.near", wijk=name), lines, (place, _AGAIN, MENU))


def _how_far(idea: FoundIdea, facts: Facts) -> Say:
    place = where(idea, facts.plan)
    if idea.metres is None:
        return place
    return say("finding.at", place=place, distance=distance(idea.metres, facts.language))


TALK = Talk(
    "finding",
    commands={"zoek": begin, "thema": by_theme, "buurt": nearby},
    steps={"words": _words, "near": _near},
)
