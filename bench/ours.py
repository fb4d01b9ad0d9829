"""We as the bench runs us: the bot as `wijkbot run` composes it, with a pace that never waits.

`python -m bench.ours '{...}'` with `settings` (as models/settings.py names them) and `window`.
Without jobs, so that nothing else happens on the clock.
"""

import json
import sys
from typing import Any

from bot import running
from bot.pace import Pace
from models.db import make_engine
from models.logs import set_up
from models.settings import Settings

STAGES = frozenset(running.STAGES) - {"jobs"}
ENDLESS = 1e6


def main(settings: dict[str, Any], window: int) -> None:
    set_up()
    known = Settings(**settings)
    known.install_keys()
    url = known.database_url or ""
    pace = Pace(ENDLESS, chat_rate=ENDLESS, chat_burst=ENDLESS)
    print("ready", flush=True)
    running.Pace = lambda rate: pace
    running.window_for = lambda rate: window
    running.Bot(make_engine(url, pool_size=10), known, STAGES).run(url)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
