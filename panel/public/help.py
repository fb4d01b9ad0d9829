"""What can be done in one's own neighbourhood, and the moments of the year for it."""

from datetime import timedelta

from flask import Blueprint, render_template

from models.asking.calendar import upcoming
from models.initiatives.terms import local_day
from models.plan.reading import load_contacts, load_examples, load_moments, load_schemes
from panel import edge
from panel.public import words

pages = Blueprint("help", __name__)

# How far ahead the agenda looks.
AHEAD = timedelta(days=365)
# The order in which kinds of help are shown, whatever the order of the data.
SORTS = ("geld", "grond", "materiaal", "hulp")


@pages.get("/ontmoetingsplekken")
def possible() -> str:
    words.frame()
    session = edge.session()
    schemes = load_schemes(session, local_day(edge.now()))
    sorts = [*SORTS, *sorted({each.sort for each in schemes} - set(SORTS))]
    by_sort = {sort: [each for each in schemes if each.sort == sort] for sort in sorts}
    return render_template(
        "public/ontmoetingsplekken.html",
        schemes={sort: found for sort, found in by_sort.items() if found},
        contacts=load_contacts(session),
        examples=load_examples(session),
    )


@pages.get("/agenda")
def agenda() -> str:
    """The moments of the coming year, the first one first."""
    words.frame()
    today = local_day(edge.now())
    days = ((upcoming(moment, today), moment) for moment in load_moments(edge.session()))
    coming = [(*span, moment) for span, moment in days if span and span[0] <= today + AHEAD]
    coming.sort(key=lambda each: (each[0], each[2].name))
    return render_template("public/agenda.html", moments=coming)
