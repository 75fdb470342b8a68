"""A migration file made from the statements that a history holds, where the file itself is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from console.changesets.folders import read_folder
from console.changesets.migration import Folder
from console.changesets.naming import safe_name
from console.changesets.written import write_new
from console.errors import Problem

_LONGEST = 200  # bytes of a name that was given elsewhere


def write_fetched(folder: Folder, version: str, name: str | None, statements: Sequence[str] | None) -> Path:
    """Write the file of a version that the history has and the folder has not; where it is.

    Problem where the history has no statements, the version is none of a file's, or the folder has it by now.
    """
    if not re.fullmatch(r"[0-9]+", version):
        raise Problem(f"The version {version!r} cannot be a file's.", "It has more than digits.", "Repair the history.")
    if not statements:
        raise Problem(
            f"The history has no statements for {version}.",
            "An old command line, or a repair, recorded the version alone.",
            "Look for the file in the version control of whoever applied it.",
        )
    present = read_folder(folder.path, folder.tool)
    if same := next((file for file in present.files if file.version == version), None):
        raise Problem(
            f"The folder has {version} already.", f"It is {same.path.name}.", "Move it away to fetch another."
        )
    path = folder.path / f"{version}_{_file_name(name)}.sql"
    write_new(path, joined(statements))
    return path


def joined(statements: Sequence[str]) -> str:
    """The statements as a file's text, each with its `;`. One behind a `--` stands on a line of its own."""
    return "".join(_ended(statement) for statement in statements)


def _ended(statement: str) -> str:
    text = statement.rstrip()
    if text.endswith(";") and "--" not in _last_line(text):  # a whole file that was recorded as one statement
        return f"{text}\n"
    if all(line.lstrip().startswith("--") or not line.strip() for line in text.splitlines()):
        return f"{text}\n"  # the words at the end of a file
    return f"{text}\n;\n" if "--" in _last_line(text) else f"{text};\n"


def _last_line(text: str) -> str:
    return re.split(r"[\r\n]", text)[-1]


def _file_name(name: str | None) -> str:
    """The name as it was recorded where a file may have it, else made safe."""
    if not name:
        return "fetched"
    if re.fullmatch(r"[^/\\\0-\x1f\x7f]+", name) and len(name.encode("utf-8", "replace")) <= _LONGEST:
        return name
    try:
        return safe_name(name)
    except Problem:
        return "fetched"
