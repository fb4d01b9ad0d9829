"""What can be done in one's own neighbourhood, and the moments of the year for it."""

from flask import Blueprint, render_template

from models.initiatives.terms import local_day
from models.plan.reading import load_contacts, load_examples, load_schemes
from panel import edge
from panel.public import words

pages = Blueprint("help", __name__)

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
