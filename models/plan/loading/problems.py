"""What is wrong with a file, said so that its author finds the place at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Say = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` counts from 1; None concerns the whole file. `what` is a say."""

    file: str
    line: int | None
    what: Say

    @property
    def say(self) -> Say:
        """The whole line for `texts.render`: `opgaven.yaml regel 41: stadsdeel "Nord" ...`."""
        if self.line is None:
            return {"key": "load.in_file", "params": {"file": self.file, "what": self.what}}
        params = {"file": self.file, "line": self.line, "what": self.what}
        return {"key": "load.on_line", "params": params}


class FolderError(Exception):
    """The files hold mistakes. Nothing was changed; the author mends all of `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def what(key: str, **params: object) -> Say:
    """The say of a mistake. `kind` is a word of its own in the catalogue: `load.kind.wijk`."""
    filled: Say = {name: str(value) for name, value in params.items()}
    if "kind" in params:
        filled["kind"] = {"key": f"load.kind.{params['kind']}"}
    return {"key": f"load.{key}", "params": filled}


class Report:
    """Collects all problems of a reading, so that nobody mends them one by one."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def __bool__(self) -> bool:
        return bool(self._problems)

    def add(self, file: str, line: int | None, key: str, **params: object) -> None:
        self._problems.append(Problem(file, line, what(key, **params)))

    def raise_if_any(self) -> None:
        """Raises FolderError with the problems in the order of files and lines."""
        if self._problems:
            order = sorted(self._problems, key=lambda each: (each.file, each.line or 0))
            raise FolderError(order)
