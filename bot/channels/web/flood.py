"""Nobody needs more than this: how often one device, and one connection, may speak.

Plain memory: each process counts its own, which is enough to keep a flood from the others. With
more processes a connection may so many times more. What one person may say counts for all
processes together (`models/people/flooding.py`), and so do tries of a code (`devices.py`).
"""

import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.pace import Bucket

_REMEMBERED = 20_000


@dataclass
class Limit:
    """At most `size` at once, and `size` in `seconds` sustained, for each key."""

    size: float
    seconds: float
    _buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, now: float) -> bool:
        """Spend one; False when there is none left. `now` is a monotonic time."""
        with self._lock:
            bucket = self._buckets.pop(key, None)
            bucket = bucket or Bucket(self.size / self.seconds, self.size, self.size, now)
            self._buckets[key] = bucket
            while len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
            if bucket.level(now) < 1:
                return False
            bucket.tokens -= 1
            return True


@dataclass
class Limits:
    """Source: the house's own measure (20 a minute for one person). A school or a library is one
    connection with many people behind it, so that limit is wide; photos cost most."""

    person: Limit = field(default_factory=lambda: Limit(20, 60))
    connection: Limit = field(default_factory=lambda: Limit(300, 60))
    photos: Limit = field(default_factory=lambda: Limit(60, 3600))
    # Beyond the limit of a person: words of danger, which are answered even so.
    cries: Limit = field(default_factory=lambda: Limit(1, 60))

    def may_cry(self, person: str, now: float) -> bool:
        """Whether these words of danger may still be taken in, though it is too much."""
        return self.cries.take(person, now)

    def may_say(self, person: str, ip: str, photo: bool, now: float) -> bool:
        """Whether this may be taken in. What is refused costs nothing further."""
        connection = network(ip)
        return (
            self.person.take(person, now)
            and self.connection.take(connection, now)
            and (not photo or self.photos.take(connection, now))
        )


def network(ip: str) -> str:
    """One connection: an IPv4 address, or the IPv6 network that one household gets."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if address.version == 4:
        return ip
    return str(ipaddress.ip_network((address, 64), strict=False))
