"""One's own second step: setting up a phone, and recovery codes for when it is away."""

import time

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models import keys
from models.people import second_step
from models.people.rights import Act
from panel import auth, codes
from panel.gate import fresh
from panel.views import PanelView

# So long one may take over the setting up; then one begins anew.
SETTING_UP_SECONDS = 3600


class SecondStepView(PanelView):
    """The secret travels in the form, sealed, until a code shows that the phone has it."""

    act = Act.OWN_ACCOUNT
    under = "account"

    def __init__(self) -> None:
        super().__init__("second_step", "/account/tweede-stap")

    @expose("/")
    def index(self) -> str:
        return str(
            self.render(
                "panel/second_step.html",
                left=second_step.codes_left(self.session, self.staff),
                reset_at=second_step.reset_at(self.session, self.staff),
                required=auth.must_set_up(self.staff),
            )
        )

    @expose("/begin", methods=["POST"])
    @fresh
    def begin(self) -> str:
        """A new secret, as a square and as text."""
        return self._setting_up(codes.phone_codes().generate_totp_secret(), None)

    @expose("/bewaar", methods=["POST"])
    def save(self) -> ResponseReturnValue:
        """Take this phone, when its code is right, and show recovery codes once."""
        secret = _opened(request.form.get("secret", ""), self.staff.id)
        if secret is None:
            return self._setting_up(
                codes.phone_codes().generate_totp_secret(), "second_step.too_late"
            ), 422
        counter = codes.phone_codes().counter_of(request.form.get("code", ""), secret)
        if counter is None:
            return self._setting_up(secret, "second_step.wrong"), 422
        second_step.set_up(self.session, self.staff, secret, counter, self.now, auth.new_mark())
        auth.log_in_again(self.staff)
        return self._new_codes()

    @expose("/herstelcodes", methods=["POST"])
    @fresh
    def recovery_codes(self) -> ResponseReturnValue:
        """Fresh recovery codes; those of before do nothing any more."""
        if self.staff.totp_secret is None:
            return self.index(), 422
        return self._new_codes()

    def _new_codes(self) -> str:
        made = codes.new_recovery_codes()
        second_step.give_codes(self.session, self.staff, made, self.now)
        return str(self.render("panel/recovery_codes.html", codes=made))

    def _setting_up(self, secret: str, error: str | None) -> str:
        address = codes.phone_codes().address(secret, self.staff)
        return str(
            self.render(
                "panel/second_step_begin.html",
                square=codes.square(address),
                address=address,
                typed=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
                sealed=_sealed(secret, self.staff.id),
                error=error,
            )
        )


def _sealed(secret: str, staff_id: int) -> str:
    """The secret as a form can carry it: for this colleague, for an hour."""
    until = int(time.time()) + SETTING_UP_SECONDS
    return keys.seal_json([secret, staff_id, until]).hex()


def _opened(sealed: str, staff_id: int) -> str | None:
    try:
        secret, whose, until = keys.open_json(bytes.fromhex(sealed))
    except (ValueError, keys.WrongKey):
        return None
    return str(secret) if whose == staff_id and until > time.time() else None
