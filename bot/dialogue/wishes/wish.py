"""A wish of the conversation. Those of one noun stand in one file beside this one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """Each says in its docstring which outcomes it has: Done, Refused(why), or one of its own."""
