"""Sentences with what they are: a line each, `label | sentence`; a line with # is a remark."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Labelled:
    label: str
    sentence: str


def labelled(path: Path) -> list[Labelled]:
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [line.split(" | ", 1) for line in lines if line and not line.startswith("#")]
    return [Labelled(label, sentence) for label, sentence in told]
