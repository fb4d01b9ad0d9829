"""Where the browser of the browser tests is; as a program it installs one where that can be done.

Playwright's own browser is a download outside the package registries, so the system's is used.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

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
    """Ask Debian or Ubuntu for it; silent where that is not possible."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    if find() is None:
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
