"""Words that break the machine that reads them, as a fault in a library of C would.

With this folder on its PYTHONPATH, Python itself loads this file before a program begins. All
words of people go through `unicodedata.normalize`; the program knows nothing of what it does here.
"""

import os
import signal
import unicodedata
from typing import Any

# With an accent of its own, so that nobody can pass these over as plain letters.
KILLS = "Dit woord doodt: cafe\u0301"
FAILS = "Dit woord mislukt: cafe\u0301"
FAILS_ONCE = "Dit woord mislukt een keer: cafe\u0301"


class Broken(Exception):
    """As a library may raise at any time."""


def install() -> None:
    real, failed = unicodedata.normalize, set[str]()

    def normalize(form: Any, words: str) -> str:
        if words.startswith(KILLS):
            os.kill(os.getpid(), signal.SIGKILL)
        if words.startswith(FAILS) or (words.startswith(FAILS_ONCE) and words not in failed):
            failed.add(words)
            raise Broken
        return real(form, words)

    unicodedata.normalize = normalize


# Not where a test only wants to know the words.
if __name__ == "sitecustomize":
    install()
