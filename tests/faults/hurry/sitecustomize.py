"""A world that is thirty times as impatient: a call is given up after one second instead of thirty.

With this folder on its PYTHONPATH, Python itself loads this file before a program begins. So a
thousand time-outs take half a minute, and the program that has them is the real one.
"""

import aiohttp

HURRY = 30


class Impatient(aiohttp.ClientTimeout):
    """The time that a call may take, divided."""

    def __init__(self, total: float | None = None, sock_connect: float | None = None) -> None:
        super().__init__(total=total and total / HURRY, sock_connect=sock_connect)


# Not where a test only wants to know the number.
if __name__ == "sitecustomize":
    aiohttp.ClientTimeout = Impatient  # type: ignore[assignment, misc]
