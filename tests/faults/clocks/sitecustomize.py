"""A machine whose clock is wrong, by as many seconds as FAULTS_AHEAD says.

With this folder on its PYTHONPATH, Python itself loads this file before a program begins.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "sitecustomize":
    ahead = timedelta(seconds=float(os.environ["FAULTS_AHEAD"]))
    time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
