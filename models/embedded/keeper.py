"""A small process that stops the embedded server when all its users are gone, even if killed.

`python -m models.embedded.keeper VAR [ELSEWHERE ...]`, started together with the server. It
is in a session of its own, so that Ctrl-C reaches only those who can end in order.
"""

import os
import sys
from pathlib import Path

from models.embedded.home import EmbeddedError
from models.embedded.using import keep


def main(var: Path, elsewhere: list[Path]) -> None:
    """Go to the background at once; who started us goes on when we are there."""
    if os.fork():
        return
    os.chdir("/")
    _let_go_of_the_terminal()
    try:
        keep(var, elsewhere)
    except (EmbeddedError, OSError):
        # Nobody reads us; the next command says what is wrong.
        os._exit(1)


def _let_go_of_the_terminal() -> None:
    """Who started us may wait for the end of its output; that must not wait for our end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
