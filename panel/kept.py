"""What somebody typed is not lost when their session ended, or when they must log in afresh.

The form is kept sealed (`models.people.kept_forms`); after logging in its writer sees it here and
sends it on with one button. No page has to do anything for this.
"""

from flask import Flask, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_admin import expose
from itsdangerous import BadData, URLSafeTimedSerializer

from models.people import kept_forms
from models.people.kept_forms import Form
from models.people.rights import Act
from panel import edge
from panel.views import PanelView

TOKEN = "csrf_token"
# Shorter values are numbers, choices and versions: not what somebody would miss.
TYPED = 20


class KeptView(PanelView):
    """The way back to what one was sending."""

    act = Act.OWN_ACCOUNT

    def __init__(self) -> None:
        super().__init__("kept", "/verder")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        form = kept_forms.kept(self.session, self.staff, self.now)
        if form is None:
            return redirect(url_for("home"))
        return str(self.render("panel/kept.html", **shown(form)))

    @expose("/weg", methods=["POST"])
    def drop(self) -> ResponseReturnValue:
        kept_forms.drop(self.session, self.staff)
        return redirect(url_for("home"))


def shown(form: Form) -> dict[str, object]:
    """What the page shows of a form: all of it, and apart what a person typed."""
    typed = [value for _, value in form.fields if len(value) >= TYPED]
    return {"form": form, "typed": typed}


def sent() -> Form:
    """The form of this request, without its token."""
    pairs = request.form.items(multi=True)
    path = request.script_root + request.full_path.rstrip("?")
    return Form(path, [(name, value) for name, value in pairs if name != TOKEN])


def keep(staff_id: int) -> str | None:
    """Keep this request's form; gives where its writer finds it back."""
    if not kept_forms.keep(edge.session(), staff_id, sent(), edge.now()):
        return None
    return url_for("kept.index")


def keep_of_ended_session() -> str | None:
    """As `keep`, for a session that ended: only a form that came from our page in that session.

    The browser still holds its cookie. However old, it says whose it was, and which token.
    """
    past = _past_session(current_app._get_current_object())  # type: ignore[attr-defined]
    who = past.get("who")
    if not isinstance(who, int) or not _is_token_of(past):
        return None
    return keep(who)


def remember_whose(staff_id: int) -> None:
    """Write down in the session whose it is, for when it has ended."""
    session["who"] = staff_id


def _past_session(app: Flask) -> dict[str, object]:
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    signer = interface.get_signing_serializer(app)
    cookie = request.cookies.get(interface.get_cookie_name(app), "")
    try:
        return dict(signer.loads(cookie)) if signer else {}
    except BadData:
        return {}


def _is_token_of(past: dict[str, object]) -> bool:
    """Whether the form carries the token of that session. Its age does not count here."""
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        told = signer.loads(request.form.get(TOKEN, ""))
    except BadData:
        return False
    return TOKEN in past and bool(told == past[TOKEN])
