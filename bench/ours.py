"""We as the bench runs us: the bot as `wijkbot run` composes it, with a pace that never waits.

`python -m bench.ours '{...}'` with `settings` (as models/settings.py names them) and `window`.
Without jobs, so that nothing else happens on the clock. `paced`: at the rate of the settings, as
a deployment is; `stages`: only these.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from bot import running
from bot.pace import Pace
from models.db import make_engine
from models.logs import set_up
from models.settings import Settings

STAGES = frozenset(running.STAGES) - {"jobs"}
ENDLESS = 1e6


def main(
    settings: dict[str, Any],
    window: int,
    stages: Sequence[str] = tuple(STAGES),
    *,
    paced: bool = False,
) -> None:
    set_up()
    known = Settings(**settings)
    known.install_keys()
    url = known.database_url or ""
    pace = None if paced else Pace(ENDLESS, chat_rate=ENDLESS, chat_burst=ENDLESS)
    engine = make_engine(url, pool_size=10)
    bot = running.Bot(engine, known, frozenset(stages), pace=pace, window=window)
    print("ready", flush=True)
    bot.run(url)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
