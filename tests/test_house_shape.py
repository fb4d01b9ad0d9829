"""Small files, small functions, one place that reads the environment."""

import ast

from tests.house import BESIDE, CODE, ROOT, Source, files, sample, sources

LINES_OF_A_FILE = 300
LINES_OF_A_TEST_FILE = 400
LINES_OF_A_FUNCTION = 50
# A migration is a list of steps in the order of the database, however many there are.
MAY_BE_LONG = "migrations/versions/"
MAY_READ_THE_ENVIRONMENT = ("models/settings.py", "tests/")


def long_functions(source: Source) -> list[str]:
    return [
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION
    ]


def reads_environment(source: Source) -> list[int]:
    """Lines with `os.environ`, `os.getenv` and the like, however they were imported."""
    names = {"environ", "environb", "getenv", "getenvb"}
    return [
        node.lineno
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and any(alias.name in names for alias in node.names)
        )
    ]


def test_files_are_short() -> None:
    too_long = {}
    for top in (*CODE, *BESIDE):
        allowed = LINES_OF_A_TEST_FILE if top == "tests" else LINES_OF_A_FILE
        for path in files(top):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".html", ".js") and not name.startswith(MAY_BE_LONG):
                count = len(path.read_text(encoding="utf-8").splitlines())
                if count > allowed:
                    too_long[name] = count
    assert not too_long


def test_functions_are_short() -> None:
    wrong = {
        str(each.path): names
        for each in sources(*CODE, *BESIDE)
        if not each.path.as_posix().startswith(MAY_BE_LONG) and (names := long_functions(each))
    }
    assert not wrong


def test_environment_is_read_in_one_place() -> None:
    wrong = {
        str(each.path): lines
        for each in sources(*CODE, *BESIDE)
        if not each.path.as_posix().startswith(MAY_READ_THE_ENVIRONMENT)
        and (lines := reads_environment(each))
    }
    assert not wrong


def test_these_rules_bite() -> None:
    body = "    pass\n"
    assert not long_functions(sample("x.py", "def f():\n" + body * (LINES_OF_A_FUNCTION - 1)))
    assert long_functions(sample("x.py", "def f():\n" + body * LINES_OF_A_FUNCTION))
    assert reads_environment(sample("x.py", "import os\nos.environ['A']"))
    assert reads_environment(sample("x.py", "from os import getenv"))
    assert not reads_environment(sample("x.py", "import os\nos.getpid()"))
