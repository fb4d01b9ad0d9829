"""The papers beside the code are whole and say what is so."""

import re
import tomllib
from typing import Any

import yaml

from tests.house import ROOT

PUBLICCODE = {
    "publiccodeYmlVersion": str,
    "name": str,
    "url": str,
    "platforms": list,
    "developmentStatus": str,
    "softwareType": str,
    "description": dict,
    "legal": dict,
    "maintenance": dict,
    "localisation": dict,
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
    return found


def test_the_licence_is_the_whole_eupl() -> None:
    text = read("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "Licensed under the EUPL" in text
    assert len(re.findall(r"\w+", text)) == 2239
    assert text.rstrip().endswith("require the production of a new EUPL version.")


def test_publiccode_is_complete_and_agrees_with_the_project() -> None:
    paper = yaml.safe_load(read("publiccode.yml"))
    assert [key for key, kind in PUBLICCODE.items() if not isinstance(paper.get(key), kind)] == []
    assert paper["legal"]["license"] == project()["license"] == "EUPL-1.2"
    assert paper["softwareVersion"] == project()["version"]
    for language in paper["localisation"]["availableLanguages"]:
        said = paper["description"][language]
        assert len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]


def test_every_make_target_that_papers_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "deploy/README.md", "tests/README.md", ".ci/run"):
        told = set(re.findall(r"(?:^|`|=\d+ )make ([a-z]+)", read(name), re.MULTILINE))
        assert told <= targets, name


def test_compose_runs_all_of_wijkbot_without_rights() -> None:
    services = yaml.safe_load(read("deploy/compose.yaml"))["services"]
    ours = [each for each in services.values() if each["image"] == "wijkbot"]
    assert [each["command"] for each in ours if "command" in each] == [["migrate"], ["run"]]
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in ours)
