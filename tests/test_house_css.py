"""Our styles name no left and no right, so that a page reads as well from right to left."""

import re
from pathlib import Path

import pytest

from tests.house import ROOT

SHEETS = sorted((ROOT / "panel" / "static" / "css").glob("*.css"))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear|justify-content)\s*:\s*(?:left|right)\b"
    r"|translateX\("
)


# The four sides in one go: top, right, bottom, left.
_FOUR = re.compile(
    r"(?<![\w-])(?:margin|padding|inset)\s*:"
    r"\s*([^\s;{}]+)\s+([^\s;{}]+)\s+([^\s;{}]+)\s+([^\s;{}]+)\s*[;}]"
)


def physical(css: str) -> list[str]:
    bare = _COMMENT.sub("", css)
    uneven = [found[0] for found in _FOUR.finditer(bare) if found[2] != found[4]]
    return _PHYSICAL.findall(bare) + uneven


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_styles_name_no_side(sheet: Path) -> None:
    assert physical(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "rule",
    ["margin-left: 1em", "left:0", "text-align: right", "float:left", "padding: 1em 2em 1em 3em"],
)
def test_a_side_would_be_found(rule: str) -> None:
    assert len(SHEETS) >= 5
    assert physical(f"a {{ {rule} }}")


@pytest.mark.parametrize(
    "rule",
    [
        "margin-inline-start: 1em",
        "inset-inline: 0",
        "text-align: start",
        "padding: 1px 2px 3px 2px",
    ],
)
def test_what_mirrors_by_itself_is_no_side(rule: str) -> None:
    assert physical(f"a {{ {rule} }}") == []
