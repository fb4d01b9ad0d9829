"""Searching: one box for wijken, opgaven and initiatives."""

from flask import Blueprint, render_template, request

from models.initiatives.searching import SHORTEST, search, tidy
from panel import edge
from panel.public import words

pages = Blueprint("finding", __name__)


@pages.get("/zoek")
def find() -> str:
    words.frame()
    query = tidy(request.args.get("q", ""))
    too_short = 0 < len(query) < SHORTEST
    found = search(edge.session(), query) if len(query) >= SHORTEST else None
    return render_template("public/zoek.html", query=query, too_short=too_short, found=found)
