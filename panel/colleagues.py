"""Accounts of colleagues: who there are, inviting, disabling, other roles."""

import secrets

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import ColumnElement, select, true

from models.people import accounts, invitations, second_step
from models.people.accounts import AccountRefused, Role
from models.people.rights import Act, NotAllowed, allowed, within
from models.people.staff import Staff, StaffRole
from panel import auth
from panel.gate import fresh
from panel.stadsdelen import role_names, role_of, role_options
from panel.views import PanelView
from texts.render import text


class ColleaguesView(PanelView):
    """A functioneel beheerder's page. Whose role reaches further can be seen, not changed."""

    act = Act.ACCOUNTS
    under = "beheer"
    title_key = "admin.list.collegas"

    def __init__(self) -> None:
        super().__init__("collegas", "/beheer/collegas")

    @property
    def title(self) -> str:
        return text(self.title_key, "nl")

    @expose("/")
    def index(self) -> str:
        found = select(Staff).where(self._scope()).order_by(Staff.name, Staff.id)
        everybody = self.session.scalars(found).all()
        roles = {staff.id: role_names(self.session, staff) for staff in everybody}
        return str(self.render("panel/colleagues.html", everybody=everybody, roles=roles))

    @expose("/nieuw", methods=["GET", "POST"])
    @fresh
    def invite(self) -> ResponseReturnValue:
        """Somebody new; the link is shown once, to pass on."""
        if request.method == "GET":
            return self._invite_form(None)
        token = secrets.token_urlsafe(32)
        try:
            role, stadsdeel_id = self._role(request.form.get("role", ""))
            path = accounts.invite(
                self.session,
                request.form.get("email", ""),
                request.form.get("name", ""),
                role,
                stadsdeel_id,
                self.now,
                token,
                by=self.staff,
            )
        except AccountRefused as refused:
            return self._invite_form(refused.why), 422
        return self._link(path)

    @expose("/<int:id>")
    def one(self, id: int) -> str:
        return self._one(self._colleague(id), None)

    @expose("/<int:id>/rollen", methods=["POST"])
    @fresh
    def roles(self, id: int) -> ResponseReturnValue:
        """Put the chosen roles in the place of the present ones."""
        staff = self._colleague(id)
        chosen = [self._role(value) for value in dict.fromkeys(request.form.getlist("role"))]
        try:
            accounts.change_roles(
                self.session, self.staff, staff, chosen, self.now, auth.new_mark()
            )
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._saved(staff)

    @expose("/<int:id>/uit", methods=["POST"])
    @fresh
    def disable(self, id: int) -> ResponseReturnValue:
        """Out at once, and no way back in until somebody enables the account."""
        staff = self._colleague(id)
        try:
            accounts.disable(self.session, self.staff, staff, self.now, auth.new_mark())
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._saved(staff)

    @expose("/<int:id>/aan", methods=["POST"])
    @fresh
    def enable(self, id: int) -> ResponseReturnValue:
        staff = self._colleague(id)
        try:
            accounts.enable(self.session, self.staff, staff, self.now)
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._saved(staff)

    @expose("/<int:id>/uitnodiging", methods=["POST"])
    @fresh
    def invite_again(self, id: int) -> ResponseReturnValue:
        """A new link: for a first password, or for who forgot theirs."""
        staff = self._colleague(id)
        token = secrets.token_urlsafe(32)
        try:
            path = accounts.invite_again(self.session, self.staff, staff, self.now, token)
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._link(path)

    @expose("/<int:id>/intrekken", methods=["POST"])
    @fresh
    def withdraw(self, id: int) -> ResponseReturnValue:
        """Take an invitation back."""
        staff = self._colleague(id)
        try:
            invitations.withdraw(self.session, self.staff, staff, self.now, auth.new_mark())
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._saved(staff)

    @expose("/<int:id>/tweede-stap", methods=["POST"])
    @fresh
    def reset_second_step(self, id: int) -> ResponseReturnValue:
        """For who lost their phone: out at once, and at the next login they set up another."""
        staff = self._colleague(id)
        try:
            second_step.reset(self.session, self.staff, staff, self.now, auth.new_mark())
        except AccountRefused as refused:
            return self._one(staff, refused.why), 422
        return self._saved(staff)

    def _colleague(self, id: int) -> Staff:
        found = select(Staff).where(Staff.id == id, self._scope())
        staff = self.session.scalar(found) if id < 2**63 else None
        if staff is None:
            abort(404)
        return staff

    def _scope(self) -> ColumnElement[bool]:
        """Whose account can be seen: with a right in one stadsdeel, who has a role there."""
        if allowed(self.staff, Act.ACCOUNTS, None):
            return true()
        return Staff.roles.any(within(StaffRole.stadsdeel_id, self.staff, Act.ACCOUNTS))

    def _role(self, value: str) -> Role:
        """A chosen option. What is no option was not chosen on our page."""
        role = role_of(value)
        if role is None or value not in dict(self._options()):
            raise NotAllowed(self.staff, Act.ACCOUNTS, None)
        return role

    def _options(self) -> list[tuple[str, str]]:
        return role_options(self.session, self.staff)

    def _invite_form(self, error: str | None) -> str:
        page = self.render("panel/invite.html", options=self._options(), error=error)
        return str(page)

    def _one(self, staff: Staff, error: str | None) -> str:
        return str(
            self.render(
                "panel/colleague.html",
                colleague=staff,
                roles=role_names(self.session, staff),
                options=self._options(),
                chosen=set(map(accounts.written, accounts.roles_of(staff))),
                manages=accounts.manages(self.staff, staff),
                until=invitations.holds_until(self.session, staff),
                has_come=invitations.has_come(staff),
                now=self.now,
                error=error,
            )
        )

    def _link(self, path: str) -> str:
        address = url_for("home", _external=True).rstrip("/") + path
        return str(self.render("panel/invitation_link.html", address=address))

    def _saved(self, staff: Staff) -> ResponseReturnValue:
        flash(text("admin.saved", "nl"), "success")
        return redirect(url_for("collegas.one", id=staff.id))
