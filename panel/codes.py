"""Codes for the second step of logging in, as Flask-Security asks for them and we keep them."""

from typing import Any, cast

from flask_security import MfRecoveryCodesUtil, Totp
from flask_security.proxies import _security
from segno import make as make_qr

from models.people import second_step
from models.people.staff import Staff
from panel import edge

SECONDS_OFF = 30
RECOVERY_CODES = 10


class PhoneCodes(Totp):
    """Codes from a phone. Secrets are sealed where they are stored, and no code works twice."""

    def generate_totp_secret(self) -> str:
        secret: str = self._totp.new().base32_key
        return secret

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        return is_code(token, user.staff)

    def counter_of(self, token: str, secret: str, last: int | None = None) -> int | None:
        """Which code of this secret it is, around now and after the `last`; none if it is none."""
        try:
            made = self._totp(key=secret, format="base32")
            match = made.match(token, window=SECONDS_OFF, last_counter=last)
        except ValueError:
            return None
        return int(match.counter)

    def address(self, secret: str, staff: Staff) -> str:
        """What an app takes over from the square."""
        return str(self._totp(key=secret, format="base32").to_uri(label=staff.email))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes that work once, for who does not have their phone; only their HMAC is kept."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return second_step.is_recovery_code(edge.session(), user.staff, code)

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        second_step.spend(edge.session(), user.staff, code, edge.now())
        return True


def phone_codes() -> PhoneCodes:
    """Those of the running application."""
    return cast(PhoneCodes, _security.totp_factory)


def is_code(code: str, staff: Staff) -> bool:
    """Whether this is a code of their phone that was not used yet. Uses it up."""
    secret = staff.totp_secret
    if secret is None:
        return False
    counter = phone_codes().counter_of(code, secret, staff.totp_counter)
    return counter is not None and second_step.take_counter(edge.session(), staff, counter)


def new_recovery_codes() -> list[str]:
    """A fresh set, to be shown once."""
    codes: list[str] = phone_codes().generate_recovery_codes(RECOVERY_CODES)
    return codes


def square(address: str) -> str:
    """A QR code as the address of an image."""
    return make_qr(address, error="m").svg_data_uri(scale=5, border=2)
