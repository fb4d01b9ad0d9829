"""A small process that stops the embedded server when all its users are gone, even if killed.

`python -m models.embedded.keeper VAR [ELSEWHERE ...]`, started together with the server. It
leaves the terminal's session, so that Ctrl-C reaches only those who can end in order.
"""

import os
import sys
from pathlib import Path

from models.embedded.home import EmbeddedError
from models.embedded.using import stop_if_unused, wait_until_unused


def main(var: Path, elsewhere: list[Path]) -> None:
    """Go to the background at once, wait, and stop the server unless somebody came back."""
    if os.fork():
        return
    os.setsid()
    os.chdir("/")
    _let_go_of_the_terminal()
    try:
        wait_until_unused(var)
        stop_if_unused(var, elsewhere)
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
