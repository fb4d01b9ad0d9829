"""The panel's front page: it sends everybody to where their work is."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from models.people.rights import Act
from panel.gate import needs
from panel.views import menu


def install(app: Flask) -> None:
    """Add the route; the first page of one's menu is one's home."""

    @app.get("/")
    @needs(Act.OWN_ACCOUNT)
    def home() -> ResponseReturnValue:
        return redirect(menu(request.endpoint)[0].url)
