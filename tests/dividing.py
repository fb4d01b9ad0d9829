"""How `-n` divides the tests over its workers. Each worker has its own server and databases."""

from xdist.scheduler import LoadScopeScheduling

# What begins so -> whom it stays on one worker with. The demo with all its processes, the fake Bot
# API and the syntax trees of all our files are dear to make; the faults start a house full of
# processes each and mostly wait for them, so a few at a time.
TOGETHER = {
    "tests/journeys/": "demo",
    "tests/browser/test_demo_page.py": "demo",
    "tests/browser/test_main_job.py": "demo",
    "tests/browser/test_working_day.py": "a working day",
    "tests/fake_telegram/": "fake",
    "tests/bot/test_delivery.py": "fake",
    "tests/bot/test_files.py": "fake",
    "tests/bot/test_merging.py": "fake",
    "tests/bot/test_watching.py": "fake",
    "tests/test_commands.py::test_doctor": "fake",
    "tests/faults/test_kill": "kills",
    "tests/faults/test_stop.py": "kills",
    "tests/faults/test_p": "pauses and poison",
    "tests/faults/test_d": "disorder and databases",
    "tests/faults/": "other faults",
    "tests/test_house": "house",
}


class Dividing(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives each free worker the next test, or all those that stay together; these go first."""

    def _split_scope(self, nodeid: str) -> str:
        found = (group for start, group in TOGETHER.items() if nodeid.startswith(start))
        return next(found, nodeid)
