"""`python docs/make_roles.py`: writes docs/roles.md from the table of rights. A test holds it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Run as a file, the project is not on the path: what follows can only be found from here on.
sys.path.insert(0, str(ROOT))

from panel.who_may import heads, rows  # noqa: E402
from texts.render import text  # noqa: E402

PAGE = ROOT / "docs" / "roles.md"


def page() -> str:
    """The whole page, in the words of the panel's own."""
    head = heads("nl")
    lines = [head, ["---", *[":-:"] * (len(head) - 1)], *rows("nl")]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    said = "\n\n".join(text(f"who_may.{key}", "nl") for key in ("where", "rank"))
    return f"# {text('who_may.title', 'nl')}\n\n{said}\n\n{table}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
