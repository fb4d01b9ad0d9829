"""The arrows of the house: bot -> models <- panel, texts beside models, no circles."""

import ast
import sys
from collections.abc import Mapping

from tests.house import BESIDE, CODE, Source, sample, sources

# Folder -> what nothing in it may import. A name also stands for all that begins with it.
FORBIDDEN = {
    "models": ("bot", "panel", "wijkbot", "flask", "werkzeug", "telegram", "aiogram"),
    "bot": ("panel", "wijkbot", "flask_admin"),
    "panel": ("bot", "wijkbot", "telegram"),
    "texts": ("bot", "models", "panel", "wijkbot"),
    "demo": ("bot", "wijkbot", "telegram"),
    "migrations": ("bot", "panel", "texts", "wijkbot"),
}
# Folder -> all that it may import beside the standard library.
ONLY = {
    "bot/dialogue": ("bot.dialogue",),
    "texts": ("texts", "babel"),
}
# The composition root, and what stands outside the house and looks at the whole of it.
KNOW_EVERYBODY = ("wijkbot.py", "tests", "bench", "docs")


def within(source: Source, folder: str) -> bool:
    return source.path.as_posix().startswith((f"{folder}/", f"{folder}.py")) or (
        source.path.as_posix() == folder
    )


def is_part_of(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


def crossings(source: Source) -> list[str]:
    """Imports of this file that go against an arrow."""
    found = []
    for folder, names in FORBIDDEN.items():
        if within(source, folder):
            found += [name for name in source.imports if is_forbidden(name, names)]
    for folder, names in ONLY.items():
        if within(source, folder):
            found += [name for name in source.imports if not is_allowed(name, names)]
    return found


def is_forbidden(name: str, names: tuple[str, ...]) -> bool:
    top = name.partition(".")[0]
    return top in names or any(top.startswith(f"{other}_") for other in names)


def is_allowed(name: str, names: tuple[str, ...]) -> bool:
    standard = name.partition(".")[0] in sys.stdlib_module_names
    return standard or any(is_part_of(name, allowed) for allowed in names)


def knows_both_doors(source: Source) -> bool:
    tops = {name.partition(".")[0] for name in source.imports}
    root = any(within(source, place) for place in KNOW_EVERYBODY)
    return {"bot", "panel"} <= tops and not root


def graph(files: tuple[Source, ...]) -> dict[str, set[str]]:
    """Module -> our modules that it imports."""
    modules = {file.module for file in files}
    return {
        file.module: {target for name in file.imports if (target := resolve(name, modules))}
        for file in files
    }


def resolve(name: str, modules: set[str]) -> str:
    """The module of ours that an imported name lies in, or nothing."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """One circle of imports, as the modules along it, or nothing."""
    done: set[str] = set()

    def walk(module: str, trail: list[str]) -> list[str]:
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in done:
            return []
        for target in sorted(edges.get(module, ())):
            if target != module and (found := walk(target, [*trail, module])):
                return found
        done.add(module)
        return []

    return next((found for start in sorted(edges) if (found := walk(start, []))), [])


def hidden_imports(source: Source) -> list[int]:
    """Lines of imports inside functions."""
    return [
        inner.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def test_imports_go_one_way() -> None:
    wrong = {
        str(source.path): found
        for source in sources(*CODE, "migrations")
        if (found := crossings(source))
    }
    assert not wrong


def test_only_the_composition_root_knows_both_doors() -> None:
    assert not [str(each.path) for each in sources(*CODE, *BESIDE) if knows_both_doors(each)]


def test_no_circles() -> None:
    assert not circle(graph(sources(*CODE)))


def test_no_import_inside_a_function() -> None:
    wrong = {
        str(source.path): lines
        for source in sources(*CODE, *BESIDE)
        if source.path.name != "wijkbot.py" and (lines := hidden_imports(source))
    }
    assert not wrong


def test_these_rules_bite() -> None:
    assert crossings(sample("models/x.py", "from bot.turn import take_turn"))
    assert crossings(sample("models/x.py", "import flask_security"))
    assert crossings(sample("panel/queue.py", "from bot import turn"))
    assert crossings(sample("bot/dialogue/x.py", "from models.plan import areas"))
    assert crossings(sample("bot/dialogue/x.py", "from ..turn import take_turn"))
    assert crossings(sample("texts/x.py", "import jinja2"))
    assert not crossings(sample("bot/dialogue/x.py", "import re\nfrom . import events"))
    assert knows_both_doors(sample("deploy/x.py", "import bot.turn, panel.app"))
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    assert hidden_imports(sample("bot/x.py", "def f():\n    import re"))
    inside = sample("models/plan/x.py", "from . import areas\nfrom ..base import Base")
    assert list(inside.imports) == ["models.plan.areas", "models.base.Base"]
