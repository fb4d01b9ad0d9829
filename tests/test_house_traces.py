"""Nothing in the project says on which machine or with which registry it was made."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT, files

# Files in which set-up tools like to write where they fetched something.
PINS = ("*requirements*.txt", "*requirements*.in", "package*.json", ".npmrc", "pyproject.toml")
ADDRESS = re.compile(r"(?:https?|file|git\+\w+)://\S+|--(?:extra-)?index-url|--find-links")
# A folder of somebody's own machine.
MACHINE = re.compile(r"(?<![\w.}~-])/(?:work|root|home|Users|tmp|mnt)/\w+")
# A web address that only a private network knows: no dot in the host, or a private ending.
PRIVATE = re.compile(
    r"https?://(?!localhost\b)(?:[\w-]+(?=[:/\"'\s]|$)|[\w.-]+\.(?:internal|local|lan|corp|home)\b)"
)


def traces(text: str) -> list[str]:
    return [match[0] for rule in (MACHINE, PRIVATE) for match in rule.finditer(text)]


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_machine_or_private_address_is_named() -> None:
    here = Path(__file__).relative_to(ROOT)
    wrong = {str(path): found for path, text in texts() if path != here and (found := traces(text))}
    assert not wrong


def test_pinned_packages_name_no_address() -> None:
    pins = [path for pattern in PINS for path in ROOT.glob(pattern)]
    assert len(pins) > 5
    wrong = {
        path.name: found
        for path in pins
        if (found := ADDRESS.findall(path.read_text(encoding="utf-8")))
    }
    assert not wrong


def test_every_pin_has_a_checksum() -> None:
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9][\w.-]*==.*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert pins
        assert len(pins) == len(hashed), path.name
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"integrity"') == len(re.findall(r'^    "node_modules/', lock, re.MULTILINE))


def test_these_rules_bite() -> None:
    assert traces("see /home/ria/notes")
    assert traces("http://registry:8080/simple")
    assert traces("https://pypi.example.internal/simple")
    assert not traces(
        "http://127.0.0.1:8000/chat https://www.zwolle.nl /panel/home/x http://localhost:1"
    )
    assert ADDRESS.findall("--index-url https://x.nl")
    assert ADDRESS.findall('"resolved": "https://x.nl/a.tgz"')
