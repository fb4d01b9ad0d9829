"""What a channel that sends must offer, and what can go wrong, divided by what comes next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from models.messages.delivering import Claim


class DeliveryError(Exception):
    """A message was not (surely) delivered. `reason` is a short word for the row.

    `partly`: a first part of it did arrive, so that it must not be sent again as a whole.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.partly = False


class TryLater(DeliveryError):
    """It surely was not sent: the connection failed before it, or the other side was ill."""


class Paused(DeliveryError):
    """Too many requests: no call at all before `wait` has passed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("429")
        self.wait = wait


class Unsure(DeliveryError):
    """It may have been sent. Never sent again by itself."""


class Rejected(DeliveryError):
    """The channel will never take this message."""


class Closed(DeliveryError):
    """This chat cannot be reached any more."""


class Moved(DeliveryError):
    """The chat has another id now; the message was not sent."""

    def __init__(self, external_id: str) -> None:
        super().__init__("moved")
        self.external_id = external_id


class SendingChannel(Protocol):
    """A channel that pushes messages to people."""

    async def send(self, claim: Claim, check: Callable[[], None]) -> int | None:
        """Deliver one message; the channel's number for it. Raises DeliveryError.

        Before each call to the channel it calls `check`, which raises where none may start.
        """
        ...
