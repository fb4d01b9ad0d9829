"""A phone that makes codes after RFC 6238, by itself: ours are compared with something."""

import base64
import hmac
import struct
import time


def code(secret: str, later: int = 0) -> str:
    """The code of this secret now, or so many seconds later."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.digest(key, struct.pack(">Q", int(time.time() + later) // 30), "sha1")
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
