"""What is important in a wijk, in layers: easy words first, the depth behind "Meer weten"."""

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import (
    ROW_LENGTH,
    button,
    idea_button,
    named,
    page_button,
    paged,
    short,
)
from bot.dialogue.facts import Facts, FigureFact, OpgaveFact, Plan, WijkFact
from bot.dialogue.replies import Choice, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go, rest
from bot.dialogue.talks.following import follow, unfollow
from bot.dialogue.talks.recognising import near
from bot.dialogue.words import slug as slug_of

_STATES = ("idee", "gepland", "loopt", "afgerond", "gestopt")
_MOST_FIGURES = 4


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/opgaven` of one's own wijk, `/opgaven diezerpoort` of another, and a page number."""
    slug, _, page = argument.partition(" ")
    wijk = wijk_of(facts.plan, slug) or wijk_of(facts.plan, facts.wijk)
    if wijk is None:
        return go(state, "/wijk")
    opgaven = of_wijk(facts.plan, wijk)
    numbers = {opgave.slug: number for number, opgave in enumerate(opgaven, start=1)}
    says = [_heading(facts.plan, wijk), *_listed(facts.plan, wijk, numbers)]
    asked = (button(f"/voorgelegd {wijk.slug}", "recognise"),) if near(facts.plan, wijk) else ()
    tail = (button("/kan", "possible"), idea_button(state), *asked, *_live_here(wijk, facts))
    rows = [_row(opgave, numbers[opgave.slug], wijk) for opgave in opgaven]
    shown = paged(rows, int(page[:4]) if page.isdecimal() else 0, f"/opgaven {wijk.slug} ", tail)
    invite = () if _own(opgaven, wijk) else (say("opgaven.invite"),)
    choose = (say("opgaven.choose"),) if opgaven else ()
    return rest(state, *says, *invite, *choose, rows=shown)


def of_wijk(plan: Plan, wijk: WijkFact) -> tuple[OpgaveFact, ...]:
    """Its own, then those by group, then those of the whole stadsdeel.

    A wijk without any of these gets all of its stadsdeel, so that nobody reads an empty page.
    """
    near = [opgave for opgave in plan.opgaven if opgave.stadsdeel == wijk.stadsdeel]
    own = [opgave for opgave in near if wijk.slug in opgave.wijken]
    by_group = [o for group in plan.groups for o in near if o.group == group.slug]
    wide = [opgave for opgave in near if not opgave.wijken and not opgave.group]
    return tuple(own + by_group + wide) or tuple(near)


def _heading(plan: Plan, wijk: WijkFact) -> Say:
    opgaven = of_wijk(plan, wijk)
    if not opgaven:
        return say("opgaven.none", wijk=wijk.name)
    if _own(opgaven, wijk):
        return say("opgaven.here", wijk=wijk.name)
    return say("opgaven.stadsdeel", wijk=wijk.name, stadsdeel=wijk.stadsdeel_name)


def _own(opgaven: tuple[OpgaveFact, ...], wijk: WijkFact) -> bool:
    return any(opgave.group or wijk.slug in opgave.wijken for opgave in opgaven)


def _listed(plan: Plan, wijk: WijkFact, numbers: dict[str, int]) -> list[Say | Words]:
    """The titles, numbered as the rows are, under the name of their group where they have one."""
    names = {group.slug: group.name for group in plan.groups}
    says: list[Say | Words] = []
    heading = ""
    for opgave in of_wijk(plan, wijk):
        if opgave.group and opgave.group != heading:
            says.append(say("opgaven.group", group=names[opgave.group]))
        heading = opgave.group
        key = "opgaven.example" if opgave.demo else "opgaven.item"
        number = numbers[opgave.slug]
        says.append(say(key, number=number, title=opgave.title, gemeente=plan.gemeente))
    return says


def _row(opgave: OpgaveFact, number: int, wijk: WijkFact) -> Choice:
    title = short(f"{number}. {opgave.title}", ROW_LENGTH)
    return named(f"/opgave {opgave.slug} {wijk.slug}", title)


def _live_here(wijk: WijkFact, facts: Facts) -> tuple[Choice, ...]:
    """Who followed a poster's link may say at once that this is where they live."""
    return () if facts.wijk else (button(f"/wijk {wijk.slug}", "live_here"),)


def one(state: State, argument: str, facts: Facts) -> Step:
    """`/opgave <slug>`, after it the wijk one came from, and `meer` for the deeper layer."""
    slug, *more = argument.split() or [""]
    opgave = next((one for one in facts.plan.opgaven if one.slug == slug), None)
    if opgave is None and any(one.slug == slug for one in facts.plan.proposed):
        return go(state, f"/herkent {slug}")
    if opgave is None:
        return go(state, "/opgaven", say("opgave.unknown"))
    from_wijk = next((wijk for part in more if (wijk := wijk_of(facts.plan, part))), None)
    if "meer" in more:
        return _deeper(state, opgave, from_wijk, facts)
    return _first(state, opgave, from_wijk, facts)


def _first(state: State, opgave: OpgaveFact, wijk: WijkFact | None, facts: Facts) -> Step:
    says: list[Say | Words] = [say("opgave.title", title=opgave.title)]
    says += [Words(opgave.intro, "nl")] if opgave.intro else []
    says += [say("opgave.ideas", n=opgave.contributions)] if opgave.contributions else []
    says += _label(opgave, facts.plan)
    return rest(state, *says, rows=_rows(state, opgave, wijk, facts))


def _rows(
    state: State, opgave: OpgaveFact, wijk: WijkFact | None, facts: Facts
) -> tuple[Choice, ...]:
    """A list, so that there is room for what else one can do with an opgave: at most ten."""
    more = button(f"/opgave {opgave.slug} {wijk.slug + ' ' if wijk else ''}meer", "more_about")
    theme = button(f"/thema {slug_of(opgave.theme)}", "same_theme")
    follows = opgave.slug in facts.follows
    followed = unfollow(opgave.slug) if follows else follow(opgave.slug)
    news = (button(f"/volgend {opgave.slug}", "news_since"),) if follows else ()
    return (more, *_own_words(state, opgave), followed, *news, theme, _back(wijk))


def _deeper(state: State, opgave: OpgaveFact, wijk: WijkFact | None, facts: Facts) -> Step:
    says: list[Say | Words] = [say("opgave.title", title=opgave.title)]
    says += [say("opgave.reason"), Words(opgave.reason, "nl")] if opgave.reason else []
    says += [say("opgave.goal"), Words(opgave.goal, "nl")] if opgave.goal else []
    says += _efforts(opgave)
    says += [say("opgave.parties", parties=", ".join(opgave.parties))] if opgave.parties else []
    says += [_figure(figure) for figure in _figures(opgave, wijk)]
    says += _label(opgave, facts.plan)
    page = page_button(f"{facts.plan.base_url}/opgave/{opgave.slug}")
    return rest(state, *says, rows=(*_own_words(state, opgave), page, _back(wijk)))


def _efforts(opgave: OpgaveFact) -> list[Say | Words]:
    if not opgave.efforts:
        return []
    shown = [
        say("opgave.effort", title=effort.title, state=say(f"opgave.effort_{effort.state}"))
        if effort.state in _STATES
        else Words(effort.title, "nl")
        for effort in opgave.efforts
    ]
    return [say("opgave.efforts"), *shown]


def _figures(opgave: OpgaveFact, wijk: WijkFact | None) -> tuple[FigureFact, ...]:
    """Those of the wijk one came from; else the first few."""
    own = tuple(figure for figure in opgave.figures if wijk and figure.area == wijk.name)
    return (own or opgave.figures)[:_MOST_FIGURES]


def _figure(figure: FigureFact) -> Say:
    value = f"{figure.value}%" if figure.unit == "%" else f"{figure.value} ({figure.unit})"
    return say(
        "opgave.figure",
        name=figure.name,
        value=value,
        area=figure.area,
        year=figure.year,
        source=figure.source,
    )


def _label(opgave: OpgaveFact, plan: Plan) -> list[Say | Words]:
    return [say("opgave.example", gemeente=plan.gemeente)] if opgave.demo else []


def _own_words(state: State, opgave: OpgaveFact) -> tuple[Choice, ...]:
    """What one may do with it: an idea, or something to say."""
    return _idea(state, opgave), button(f"/reactie {opgave.slug}", "react")


def _idea(state: State, opgave: OpgaveFact) -> Choice:
    waiting = state.draft and not state.draft.empty
    return idea_button(state) if waiting else button(f"/nieuw o_{opgave.slug}", "idea")


def _back(wijk: WijkFact | None) -> Choice:
    return button(f"/opgaven {wijk.slug}" if wijk else "/opgaven", "back")


TALK = Talk("opgaven", commands={"opgaven": begin, "opgave": one})
