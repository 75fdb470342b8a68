"""What stands in one folder, in one look: names, kinds and sizes. No file is opened but to tell a tool by its words."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from console.errors import Problem

_HEAD = 64 * 1024  # bytes that are enough to tell whose file it is


class What(StrEnum):
    """What a name in a folder leads to."""

    FILE = "file"
    FOLDER = "folder"
    BROKEN = "a link that leads nowhere"
    OTHER = "no ordinary file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder. `size` is in bytes, 0 for what is no file. `linked`: it is a symbolic link."""

    name: str
    path: Path
    what: What
    size: int = 0
    linked: bool = False


def list_folder(path: Path) -> tuple[Entry, ...]:
    """All that stands in a folder, by name. Problem where it cannot be read."""
    try:
        with os.scandir(path) as found:
            return tuple(sorted((_entry(path, each) for each in found), key=lambda entry: entry.name))
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> Problem:
    """What is said of a folder that cannot be read."""
    return Problem(f"The folder {path} cannot be read.", f"{error.strerror}.", "Check its name and who may read it.")


def _entry(folder: Path, found: os.DirEntry[str]) -> Entry:
    linked = found.is_symlink()
    try:
        if found.is_dir():
            return Entry(found.name, folder / found.name, What.FOLDER, linked=linked)
        what = What.FILE if found.is_file() else What.OTHER
        size = found.stat().st_size
    except OSError:  # a link in a circle, or gone since
        return Entry(found.name, folder / found.name, What.BROKEN, linked=linked)
    return Entry(found.name, folder / found.name, what, size if what is What.FILE else 0, linked)


def read_head(path: Path) -> str:
    """The first words of a file, whatever its bytes are; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
