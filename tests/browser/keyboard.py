"""Somebody without a mouse: Tab, Enter, arrows and letters, and eyes to see where they are."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 200
ARRIVED = "element => element === document.activeElement"
# WCAG 2.2, 2.4.7 and 2.4.11: the focus can be seen, and nothing lies over it.
SEEN = """element => {
  const style = getComputedStyle(element);
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const there = document.elementFromPoint(x, (top + bottom) / 2);
  const open = bottom > top && there && (element.contains(there) || there.contains(element));
  return {drawn: drawn || style.boxShadow !== "none", open};
}"""


class Keyboard:
    """The keys of one page. Each act begins with Tab, from wherever the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Listening only begins some time after it is asked for, so we ask at the start.
        page.on("filechooser", lambda chooser: None)

    def reaches(self, target: Locator) -> None:
        """Tab on until the target has the focus, and see that it has."""
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate(ARRIVED):
                self._sees(target)
                return
        pytest.fail(f"not within {MOST_TABS} tabs: {target}")

    def _sees(self, target: Locator) -> None:
        """The page may still be scrolling, or an answer may come in, for a moment."""
        for _ in range(20):
            seen = target.evaluate(SEEN)
            if seen == {"drawn": True, "open": True}:
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"{seen}: {target}")

    def presses(self, name: str) -> None:
        """A button with this label, or one that begins so where it ends in `…`."""
        self.reaches(self.page.get_by_role("button", name=_name(name)))
        self.page.keyboard.press("Enter")

    def follows(self, name: str) -> None:
        """A link."""
        self.follows_link(self.page.get_by_role("link", name=_name(name)).first)

    def follows_link(self, link: Locator) -> None:
        self.reaches(link)
        self.page.keyboard.press("Enter")

    def types(self, label: str, words: str) -> None:
        """Into the field with this label."""
        self.reaches(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(words)

    def chooses(self, label: str, option: str) -> None:
        """In a list, by its first letters."""
        field = self.page.get_by_label(label, exact=True)
        self.reaches(field)
        self.page.keyboard.type(option)
        chosen = field.evaluate("list => list.selectedOptions[0].label")
        assert chosen.startswith(option), chosen

    def picks(self, label: str) -> None:
        """From the plan, by searching for it: Enter takes the first that is found."""
        self.types("Zoek in het plan", label)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_label(label, exact=True).first).to_be_checked()

    def picks_file(self, label: str, file: Path) -> None:
        """With the browser's own window, which opens by a key too."""
        self.reaches(self.page.get_by_label(label, exact=True))
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files(file)


def _name(label: str) -> re.Pattern[str]:
    begins = label.endswith("…")
    return re.compile(rf"^{re.escape(label.rstrip('…'))}" + ("" if begins else "$"))
