"""Gesprekken in the wijk: those that come, and what earlier ones led to."""

from flask import Blueprint, render_template

from models.meetings.listing import coming, lately
from panel import edge
from panel.public import words

pages = Blueprint("meetings", __name__)


@pages.get("/gesprekken")
def meetings() -> str:
    words.frame()
    session = edge.session()
    return render_template(
        "public/gesprekken.html",
        coming=coming(session, edge.now()),
        lately=lately(session, edge.now()),
    )
