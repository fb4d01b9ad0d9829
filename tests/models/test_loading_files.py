"""A beheerder makes mistakes: each is named with its file and line, and nothing is changed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from models.db import transaction
from models.plan.gemeente import Gemeente
from models.plan.loading import FolderError, read_folder
from models.plan.loading.documents import _KEYS
from tests.house import catalogue
from tests.models.folders import KLEINDORP, ROOT, copy_of, edit, load_from, mistakes_in
from tests.models.mistakes import MISTAKES

LINE = re.compile(r"^[a-z.]+( regel \d+)?: .+$")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Kleindorp, to make mistakes in."""
    return copy_of(KLEINDORP, tmp_path)


def _line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda name: name.replace(" ", "_"))
def test_a_mistake_is_named_with_its_file_and_line(folder: Path, mistake: str) -> None:
    file, right, wrong, said = MISTAKES[mistake]
    line = _line_of(folder, file, right.split("\n")[0])
    edit(folder, file, right, wrong)

    found = mistakes_in(folder)

    assert found
    assert all(LINE.match(each) for each in found), found
    if said is not None:
        assert any(each.startswith(f"{file} regel {line}: {said}") for each in found), found


def test_a_theme_of_another_cycle_is_told_where_the_opgave_stands(folder: Path) -> None:
    edit(folder, "cycli.yaml", "id: samen", "id: anders")
    line = _line_of(folder, "opgaven.yaml", "thema: samen")
    said = f'opgaven.yaml regel {line}: thema "samen" hoort niet bij cyclus 2025-2026'
    assert mistakes_in(folder)[0] == said


def test_all_mistakes_are_told_at_once_in_order(folder: Path) -> None:
    edit(folder, "opgaven.yaml", "[Dorp]", "[Drop]")
    edit(folder, "opgaven.yaml", "stadsdeel: Nieuw", "stadsdeel: Noord")
    edit(folder, "cijfers.csv", "wijk:dorp", "wijk:drop")
    found = mistakes_in(folder)
    assert [each.split(":")[0] for each in found] == [
        "cijfers.csv regel 5",
        "opgaven.yaml regel 16",
        "opgaven.yaml regel 64",
    ]


def test_a_slip_that_makes_every_row_wrong_is_not_told_a_thousand_times(folder: Path) -> None:
    rows = "".join(f"plekken,nergens-{n},2024,50,verzonnen\n" for n in range(1000))
    with (folder / "cijfers.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    found = mistakes_in(folder)
    assert len(found) == 41
    assert found[-1] == "en nog 960 fouten"


def test_files_and_folders_that_are_not_there(folder: Path, tmp_path: Path) -> None:
    (folder / "kalender.yaml").unlink()
    (folder / "cycli.yaml").unlink()
    (folder / "cycli.yaml").mkdir()
    assert mistakes_in(folder) == [
        "cycli.yaml: dit bestand is niet te lezen",
        "kalender.yaml: dit bestand ontbreekt",
    ]
    assert mistakes_in(tmp_path / "nergens")[0].endswith("deze map bestaat niet")
    assert mistakes_in(folder / "gemeente.yaml")[0].endswith("deze map bestaat niet")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("cijfers.csv", b"", "dit bestand heeft geen kolomnamen"),
        ("cijfers.csv", b"# alleen uitleg\n\n", "dit bestand heeft geen kolomnamen"),
        ("cijfers.csv", b'indicator,gebied\nx,"y\n', "regel 2: deze rij is niet te lezen"),
        ("opgaven.yaml", b"", '"opgaven" ontbreekt'),
        ("opgaven.yaml", b"- een\n- lijst\n", "moet regels met een naam en een dubbele punt"),
        ("opgaven.yaml", b"opgaven: nee\n", '"opgaven" moet een lijst zijn'),
        ("opgaven.yaml", b"opgaven: [" + b"[" * 5000, "dit is geen goede YAML"),
        ("opgaven.yaml", b"a: 1\nb: \x00\n", "regel 2: hier staat een teken dat geen UTF-8 is"),
        ("opgaven.yaml", b"a: 1\nb: \x07\n", "regel 2: dit is geen goede YAML"),
        ("opgaven.yaml", "a: 1\nb: é\n".encode("latin-1"), "regel 2: hier staat een teken"),
        ("opgaven.yaml", "opgaven: []".encode("utf-16"), "regel 1: hier staat een teken"),
        ("opgaven.yaml", b"a: &x [1]\nb: *x\n", "regel 1: verwijzingen met & en * kunnen hier"),
        ("opgaven.yaml", b"opgaven: &x [*x]\n", "verwijzingen met & en * kunnen hier niet"),
        ("opgaven.yaml", b"opgaven: [1, null, [], {}]\n", "regel 1:"),
        ("opgaven.yaml", b"opgaven: !!python/object:os.system [x]\n", "regel 1:"),
    ],
)
def test_a_file_of_another_sort_is_a_plain_line(
    folder: Path, file: str, content: bytes, said: str
) -> None:
    (folder / file).write_bytes(content)
    found = mistakes_in(folder)
    assert found
    assert all(LINE.match(each) for each in found), found
    assert any(each.startswith(file) and said in each for each in found), found


def test_a_mark_at_the_start_and_windows_line_ends_are_fine(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert mistakes_in(folder) == []
    edit(folder, "opgaven.yaml", "[Dorp]", "[Drop]")
    assert mistakes_in(folder) == ['opgaven.yaml regel 16: wijk "Drop" bestaat niet']


def test_words_that_yaml_takes_for_something_else_stay_words(folder: Path) -> None:
    edit(folder, "opgaven.yaml", "[Ja, Nee]", "[yes, no, 0800-2000]")
    edit(folder, "regelingen.yaml", "naam: Het potje", "naam: 112")
    read = read_folder(folder)
    question = read.din.opgaven[0].question
    assert question is not None
    assert question.answers == ["yes", "no", "0800-2000"]
    assert read.schemes.schemes[0].name == "112"


def test_a_broken_file_changes_nothing(engine: Engine, folder: Path) -> None:
    load_from(engine, folder)
    edit(folder, "gemeente.yaml", "termijn_werkdagen: 3", "termijn_werkdagen: 9")
    edit(folder, "opgaven.yaml", "[Dorp]", "[Drop]")
    with pytest.raises(FolderError):
        load_from(engine, folder)
    with transaction(engine) as session:
        gemeente = session.scalars(select(Gemeente)).one()
    assert (gemeente.settings["termijn_werkdagen"], gemeente.plan_version) == (3, 1)


# One folder serves all examples: each writes the one file anew.
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=st.sampled_from(["opgaven.yaml", "buurten.csv", "kalender.yaml"]), data=st.data())
def test_whatever_is_damaged_gives_lines_and_never_a_crash(
    folder: Path, file: str, data: st.DataObject
) -> None:
    whole = (KLEINDORP / file).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    (folder / file).write_bytes(whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:])
    found = mistakes_in(folder)
    assert all(LINE.match(each) for each in found), found
    (folder / file).write_bytes(whole)


def _keys_in(tree: ast.AST) -> Iterator[str]:
    """The texts that stand where a call names what is wrong."""
    places = {"what": 0, "problem": 1, "add": 2, "add_feature": 2, "PydanticCustomError": 0}
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        place = places.get(name, len(node.args))
        for argument in node.args[place : place + 1]:
            yield from (
                str(each.value).removeprefix("load.")
                for each in ast.walk(argument)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def test_every_mistake_that_the_code_names_has_its_sentence() -> None:
    known = {text.key.removeprefix("load.") for text in catalogue("nl")}
    named = set(_KEYS.values())
    for path in sorted((ROOT / "models" / "plan" / "loading").glob("*.py")):
        named.update(_keys_in(ast.parse(path.read_text(encoding="utf-8"))))
    assert len(named) > 50
    assert {name for name in named if name.isidentifier()} <= known
