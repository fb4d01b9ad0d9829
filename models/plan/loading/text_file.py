"""Reads a file as text, or says in one line why not."""

from pathlib import Path

from models.plan.loading.problems import Report

# The folder's files are small; a wrong file given by accident should not fill the memory.
_MOST_BYTES = 64 * 1024 * 1024


def read_text(path: Path, report: Report, most_bytes: int = _MOST_BYTES) -> str | None:
    """The text of a UTF-8 file (with or without a mark at its start), or None with a problem."""
    try:
        if path.stat().st_size > most_bytes:
            report.add(path.name, None, "too_big")
            return None
        raw = path.read_bytes()
    except FileNotFoundError:
        report.add(path.name, None, "no_file")
    except OSError:
        report.add(path.name, None, "unreadable")
    else:
        return _decoded(raw, path.name, report)
    return None


def _decoded(raw: bytes, name: str, report: Report) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(name, raw.count(b"\n", 0, error.start) + 1, "no_utf8")
        return None
    if "\0" in text:
        report.add(name, text.count("\n", 0, text.index("\0")) + 1, "no_utf8")
        return None
    return text
