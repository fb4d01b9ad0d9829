"""Where the browser of the browser tests is; as a program it installs one where that can be done.

Playwright's own browser is a download outside the package registries, so the system's is used.
"""

import os
import shutil
import subprocess
import sys

# The same browser without its window: the same pages for a third less processor time.
SMALL = "chromium-headless-shell"
NAMES = (SMALL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where the packages cannot be reached, the tests need not wait for them.
APT = ("apt-get", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")

# No traffic of its own: the tests must not depend on, or wait for, anything outside.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of the browser: $CHROMIUM, else the first known name on the search path."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    return None


def install() -> None:
    """Ask Debian or Ubuntu for the small one, else for the whole; silent where that cannot be."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    _apt("update")
    if not _apt("install", "-y", "--no-install-recommends", SMALL) and find() is None:
        _apt("install", "-y", "--no-install-recommends", "chromium")


def _apt(*words: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    return not subprocess.run(
        [*APT, *words], env=environment, stdout=quiet, stderr=quiet
    ).returncode


def main() -> int:
    if not os.environ.get("CHROMIUM") and shutil.which(SMALL) is None:
        install()
    if find() is None:
        print(
            "The browser tests need Chromium or Chrome: install it "
            "(Debian, Ubuntu: apt-get install chromium), or point to it with CHROMIUM=/path.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
