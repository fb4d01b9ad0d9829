"""Write the next migration from what changed in the models: `python -m migrations.new NAME`.

It compares the models with what the present migrations make of an empty database, on a server
of its own. Read and mend what it wrote: it knows nothing of renaming, nor of moving data.
"""

import sys
import tempfile
from pathlib import Path

from models.db import make_engine
from models.embedded import ensure_server
from models.migrating import autogenerate, upgrade


def main(name: str) -> None:
    """Write `migrations/versions/NNNN_name.py`."""
    with tempfile.TemporaryDirectory(prefix="wijkbot-migration-") as folder:
        # Under root the server runs as somebody else, who must be able to enter.
        Path(folder).chmod(0o711)
        with ensure_server(Path(folder), durable=False) as server:
            engine = make_engine(server.url)
            upgrade(engine)
            autogenerate(engine, name)
            engine.dispose()


if __name__ == "__main__":
    main("_".join(sys.argv[1:]) or "unnamed")
