"""What the house rules look at: our sources, their imports, the templates and the catalogues."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CODE = ("bot", "commands", "demo", "models", "panel", "texts", "wijkbot.py")
BESIDE = ("bench", "deploy", "docs", "migrations", "tests")
LANGUAGES = ("nl", "en")
# What set-up, running and the tools leave in the tree, and what a gemeente keeps to itself.
NOT_OURS = {
    *(".git", ".venv", "node_modules", "vendor", "var", "test-results", "__pycache__", ".env"),
    ".hypothesis",
}


@dataclass(frozen=True)
class Source:
    """One Python file of ours; `path` is relative to the project."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def module(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        inside = self.path.name == "__init__.py"
        return self.module if inside else self.module.rpartition(".")[0]

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Dotted names of all it imports, wherever: `from a.b import c` gives `a.b.c`."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        kept = parts[: len(parts) - node.level + 1]
        return ".".join([*kept, node.module] if node.module else kept)


def sample(path: str, text: str) -> Source:
    """A made-up file, to prove that a rule bites."""
    return Source(Path(path), text)


@lru_cache
def sources(*tops: str) -> tuple[Source, ...]:
    """Our Python files under these folders (or the files themselves)."""
    return tuple(
        Source(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
        for top in tops
        for path in files(top)
        if path.suffix == ".py"
    )


@lru_cache
def files(top: str = "") -> tuple[Path, ...]:
    """Every file of ours below a folder of the project, in a fixed order."""
    start = ROOT / top
    return (start,) if start.is_file() else tuple(sorted(_below(start)))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name in NOT_OURS or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


def templates() -> list[Path]:
    return [
        path for top in ("bot", "demo", "panel") for path in files(top) if path.suffix == ".html"
    ]


@dataclass(frozen=True)
class Text:
    """One catalogue entry. `forms` holds the sentence, or the singular and the plural."""

    domain: str
    key: str
    forms: tuple[str, ...]
    fuzzy: bool = False

    @property
    def placeholders(self) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", " ".join(self.forms)))


@lru_cache
def catalogue(language: str) -> tuple[Text, ...]:
    return tuple(
        text
        for path in sorted((ROOT / "texts" / language).glob("*.po"))
        for text in _texts(path, language)
    )


def _texts(path: Path, language: str) -> Iterator[Text]:
    with path.open("rb") as file:
        for message in read_po(file, locale=language):
            if message.id:
                yield Text(path.stem, _forms(message.id)[0], _forms(message.string), message.fuzzy)


def _forms(text: object) -> tuple[str, ...]:
    """Babel gives a string, several for a plural, or nothing."""
    several = text if isinstance(text, tuple | list) else [text]
    return tuple(str(form or "") for form in several)
