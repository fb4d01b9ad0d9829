"""Every setting is documented in deploy/env.example, and nothing else is."""

import re

from models.settings import PREFIX, SECRETS, Settings, Suite
from tests.house import ROOT

EXAMPLE = ROOT / "deploy" / "env.example"
SETTING = re.compile(rf"^#?({PREFIX}[A-Z0-9_]+)=")


def documented(text: str) -> set[str]:
    """The settings in an example file that have a comment above them (alone or as a group)."""
    found: set[str] = set()
    explained = False
    for line in text.splitlines():
        if match := SETTING.match(line):
            if explained:
                found.add(match[1])
        else:
            explained = line.startswith("# ")
    return found


def test_every_setting_is_documented() -> None:
    names = {PREFIX + field.upper() for field in (*Settings.model_fields, *Suite.model_fields)}
    files = {f"{PREFIX}{field.upper()}_FILE" for field in SECRETS}
    assert documented(EXAMPLE.read_text(encoding="utf-8")) - files == names


def test_this_rule_bites() -> None:
    assert documented("# why\nWIJKBOT_A=1\n#WIJKBOT_B=\n\nWIJKBOT_C=1") == {
        "WIJKBOT_A",
        "WIJKBOT_B",
    }
