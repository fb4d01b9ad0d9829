"""The queue that a colleague walks through: its filter goes along in the address of each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

# More than any filter needs.
LONGEST = 400
NAME = "rij"


@dataclass(frozen=True)
class Trail:
    """`query` is the queue's own query string; empty for who came from elsewhere."""

    query: str = ""

    @classmethod
    def of_request(cls) -> Trail:
        """Where this request came along."""
        return cls(_tidy(request.args.get(NAME, "")))

    @classmethod
    def of_queue(cls) -> Trail:
        """For the links of the queue's own page. A page further on is part of the same queue."""
        asked = [(name, value) for name, value in request.args.items() if name != "na"]
        return cls(_tidy(urlencode(asked or [("tab", "te-doen")])))

    @property
    def known(self) -> dict[str, Any]:
        """What every address on the way carries."""
        return {NAME: self.query} if self.query else {}

    @property
    def queue(self) -> str:
        """Back to the queue as it was."""
        return url_for("queue.index") + (f"?{self.query}" if self.query else "")

    def to(self, ref: str) -> str:
        """The page of a contribution, along this way."""
        return url_for("initiatief.one", ref=ref) + self._end

    @cached_property
    def _end(self) -> str:
        """What `known` adds to an address; written once for all links of a page."""
        return f"?{urlencode(self.known)}" if self.known else ""

    def to_act(self, ref: str, slug: str, **more: Any) -> str:
        """The form of an act, along this way."""
        return url_for("initiatief.act_on", ref=ref, act=slug, **more, **self.known)


def _tidy(query: str) -> str:
    return urlencode(parse_qsl(query[:LONGEST]))
