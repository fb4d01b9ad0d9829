"""What the law asks of a public site: privacy, accessibility, sources, where to report a leak."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template

from models.plan.reading import load_survey_sources
from panel import edge
from panel.public import words

pages = Blueprint("duties", __name__)

# security.txt must say until when it holds; it is made anew for each visitor.
VALID = timedelta(days=180)
PRIVACY = (
    "reading",
    "talking",
    "public",
    "telegram",
    "questions",
    "young",
    "sharing",
    "rights",
)
ACCESS = ("done", "known", "tell")


@pages.get("/privacy")
def privacy() -> str:
    words.frame()
    texts = {part: f"public.privacy_text.{part}" for part in PRIVACY}
    return render_template("public/privacy.html", texts=texts)


@pages.get("/toegankelijkheid")
def accessibility() -> str:
    words.frame()
    texts = {part: f"public.access_text.{part}" for part in ACCESS}
    return render_template("public/toegankelijkheid.html", texts=texts)


@pages.get("/bronnen")
def sources() -> str:
    words.frame()
    session = edge.session()
    return render_template("public/bronnen.html", figures=load_survey_sources(session))


@pages.get("/.well-known/security.txt")
def security() -> Response:
    base = current_app.config["BASE_URL"]
    lines = (
        f"Contact: {base}/melden",
        f"Contact: {words.frame().website or base}",
        f"Expires: {edge.now() + VALID:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {base}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
