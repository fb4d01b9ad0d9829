"""What is wrong with a file, said so that its author finds the place at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from texts.render import plain, text

Say = dict[str, Any]
# One slip can make every row wrong; more lines than this nobody reads.
_LINES_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` counts from 1; None concerns the whole file. `what` is a say.

    A GeoJSON file has no lines to speak of: there `feature` counts, from 1.
    """

    file: str
    line: int | None
    what: Say
    feature: int | None = None

    @property
    def say(self) -> Say:
        """The whole line for `texts.render`: `opgaven.yaml regel 41: stadsdeel "Nord" ...`."""
        params: Say = {"file": self.file, "what": self.what}
        if self.feature is not None:
            return {"key": "load.on_feature", "params": {**params, "n": self.feature}}
        if self.line is not None:
            return {"key": "load.on_line", "params": {**params, "line": self.line}}
        return {"key": "load.in_file", "params": params}


class FolderError(Exception):
    """The files hold mistakes. Nothing was changed; the author mends all of `problems`.

    As a string it is what the command line prints: Dutch, a line for each.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        lines = [plain(each.say, "nl") for each in self.problems[:_LINES_SHOWN]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, *([text("load.more", "nl", n=more)] if more else [])])


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

    def add_feature(self, file: str, feature: int, key: str, **params: object) -> None:
        self._problems.append(Problem(file, None, what(key, **params), feature))

    def raise_if_any(self) -> None:
        """Raises FolderError with the problems in the order of files and lines."""
        if self._problems:
            order = sorted(self._problems, key=_place)
            raise FolderError(order)


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.feature or 0
