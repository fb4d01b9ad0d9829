"""A command that uses the embedded server until its input ends, for tests with real processes.

`python -m tests.models.embedded_child VAR` prints the server's address, or the one plain
sentence of what is wrong.
"""

import select
import sys
from pathlib import Path

from models.embedded import EmbeddedError, ensure_server


def main(var: Path) -> int:
    try:
        with ensure_server(var, durable=False) as server:
            sys.stdout.write(f"{server.url}\n")
            sys.stdout.flush()
            # In short waits: a Ctrl-C just before a long one would not be heard until its end.
            while not select.select([sys.stdin], [], [], 0.1)[0]:
                pass
            sys.stdin.read()
    except EmbeddedError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
