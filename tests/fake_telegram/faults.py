"""What a test wants to go wrong with the next calls, and how each kind goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.fake_telegram.errors import ControlError

ANY = "*"


class FaultKind(StrEnum):
    """At which point of the exchange a call fails."""

    RESET_BEFORE = "reset_before"  # closed before the body was read; not carried out
    STALLED = "stalled"  # read, not carried out, closed after `seconds` without an answer
    ERROR = "error"  # answered with `code`; carried out only if `processed`
    RESET_AFTER = "reset_after"  # carried out, closed without an answer
    HALF = "half"  # carried out, closed in the middle of the answer
    LATE = "late"  # carried out, answered after `seconds`


@dataclass
class Fault:
    """One planned fault. It hits calls of its method (and chat) `times` times, after `skip`."""

    kind: FaultKind
    method: str = ANY
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    code: int = 500
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0.0
    processed: bool = False

    def __post_init__(self) -> None:
        self.kind = FaultKind(self.kind)
        self.method = self.method.lower()
        if self.kind is FaultKind.RESET_BEFORE and self.chat_id is not None:
            raise ControlError("before the body is read, nobody knows the chat")

    def wants(self, method: str, chat_id: object) -> bool:
        """Whether this call is one of its own, passed over while `skip` lasts."""
        mine = self.method in (ANY, method) and self.chat_id in (None, chat_id)
        if not mine or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """All planned faults, first come first served. `getUpdates` is hit only by name."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def open(self) -> list[Fault]:
        return [fault for fault in self._planned if fault.times > 0]

    def before_body(self, method: str) -> Fault | None:
        """The fault that strikes before the call has been read."""
        early = (one for one in self._planned if one.kind is FaultKind.RESET_BEFORE)
        return self._first(early, method, None)

    def for_call(self, method: str, chat_id: object) -> Fault | None:
        """The fault that strikes a call that has been read."""
        later = (one for one in self._planned if one.kind is not FaultKind.RESET_BEFORE)
        return self._first(later, method, chat_id)

    def _first(self, faults: Iterator[Fault], method: str, chat_id: object) -> Fault | None:
        for fault in faults:
            if fault.method == ANY and method == "getupdates":
                continue
            if fault.wants(method, chat_id):
                return fault
        return None
