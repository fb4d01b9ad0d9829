"""An opgave: the thread from what was measured to what was done, and what input did to it."""

from collections import Counter

from flask import Blueprint, abort, render_template

from models.initiatives.published import published, realised_first, serves
from models.initiatives.reactions import public_reactions
from models.plan.reading_figures import load_figures
from models.plan.reading_opgaven import load_continued_by, load_opgave
from models.plan.reading_thread import load_threads
from panel import edge
from panel.public import words

pages = Blueprint("opgaven", __name__)


@pages.get("/opgave/<slug>")
def opgave(slug: str) -> str:
    words.frame()
    session = edge.session()
    here = load_opgave(session, slug) or abort(404)
    initiatives = published(session, serves(here.id), first=realised_first())
    # In the order of the initiatives: what was reached comes first.
    per_status = Counter(each.realisation for each in initiatives if each.realisation)
    return render_template(
        "public/opgave.html",
        here=here,
        thread=load_threads(session, [here.id])[here.id],
        figures=load_figures(session, here),
        continued_by=load_continued_by(session, here.id),
        initiatives=initiatives,
        reactions=public_reactions(session, here.id),
        per_status=per_status,
    )
