"""Whose device this is: a long random key in a cookie, and a mark in every form.

There is no account. The key is made by the first page; only when somebody says something does
an address come to stand behind it. We keep an HMAC of it and find the address by that.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, replace

from flask import Response, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.finding import Caller
from models.people.residents import Address, Channel, Resident
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES

NAME = "wijkbot-gesprek"
# 400 days is the longest that browsers keep a cookie.
DAYS = 400
_TOKEN = re.compile(r"([A-Za-z0-9_-]{43})(\.geleend)?")


@dataclass(frozen=True)
class Device:
    """The device that asks. `fresh`: it brought no key, so it got a new one with this answer.

    `borrowed`: it is not the person's own, so the key goes when the browser is closed.
    """

    token: str
    fresh: bool
    borrowed: bool = False

    def caller(self, language: str) -> Caller:
        return Caller(Channel.WEB, "", self.token, language)


@dataclass(frozen=True)
class Cookies:
    """Reads and writes the cookie, and makes the mark of the forms. `secret` is ours alone."""

    secret: bytes
    https: bool

    @property
    def name(self) -> str:
        # With this prefix browsers let no other host, nor plain http, write it.
        return f"__Host-{NAME}" if self.https else NAME

    def device(self) -> Device:
        """Of this request, the same all through it."""
        if "device" not in g:
            known = _TOKEN.fullmatch(request.cookies.get(self.name, ""))
            new = Device(secrets.token_urlsafe(32), fresh=True)
            g.device = Device(known[1], False, known[2] is not None) if known else new
            if "geleend" in request.form:
                g.device = replace(g.device, borrowed=True)
        device: Device = g.device
        return device

    def become(self, token: str) -> None:
        """From this answer on, this is the device of another talk."""
        g.device = replace(self.device(), token=token, fresh=False)

    def keep(self, response: Response) -> Response:
        """Give the cookie another 400 days; on a borrowed device as long as the browser is open."""
        device = self.device()
        response.set_cookie(
            self.name,
            device.token + (".geleend" if device.borrowed else ""),
            max_age=None if device.borrowed else DAYS * 24 * 3600,
            secure=self.https,
            httponly=True,
            samesite="Lax",
        )
        return response

    def forget(self, response: Response) -> Response:
        """Take the cookie and every kept picture away from this device."""
        response.delete_cookie(self.name, secure=self.https, httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def form_mark(self) -> str:
        """Only a page of ours, made for this very device, holds it."""
        told = b"web chat form\0" + self.device().token.encode()
        return hmac.digest(self.secret, told, "sha256").hex()[:32]

    def is_our_form(self) -> bool:
        """Whether this request comes from a form of ours on this device."""
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return False
        return hmac.compare_digest(request.form.get("mark", "").encode(), self.form_mark().encode())


@dataclass(frozen=True)
class Talker:
    """Who talks here, as far as we know them: the address and its language."""

    address: Address
    language: str


def nonce() -> str:
    """A number for the forms of one page, by which sending twice is seen as once."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(12)
    return str(g.nonce)


def find_talker(session: Session, device: Device) -> Talker | None:
    """Who talks on this device, or None before the first word."""
    if device.fresh:
        return None
    found = session.execute(
        select(Address, Resident.language)
        .join(Resident, Resident.id == Address.resident_id)
        .where(
            Address.channel == Channel.WEB,
            Address.bot == "",
            Address.lookup == device.caller(DEFAULT_LANGUAGE).lookup,
        )
    ).first()
    return Talker(found[0], found[1]) if found else None


def asked_language() -> str:
    """The language that a newcomer's page was asked in (`taal`), else Dutch."""
    asked = request.values.get("taal", "") if request.method == "GET" else request.form.get("taal")
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE
