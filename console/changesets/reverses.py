"""Files that take a migration back: which there are, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from console.changesets.listing import Entry, What, list_folder

FOLDERS = ("rollbacks", "rollback")  # inside the folder of migrations, or beside it
DOWN = ".down.sql"
_VERSION = re.compile(r"([0-9]+)(?:_|\.|$)")


class Reverses:
    """The reverse files around a folder. One of a version belongs to the only migration of that version."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._by_label = {_label(file): file for file in files}
        self._by_version: dict[str, list[Path]] = {}
        for file in files:
            if found := _VERSION.match(file.name):
                self._by_version.setdefault(found[1], []).append(file)

    def of(self, version: str, name: str, twice: Collection[str]) -> Path | None:
        """The file that takes this migration back. `twice` are the versions that more than one migration has."""
        if same := self._by_label.get(f"{version}_{name}"):
            return same
        found = self._by_version.get(version, [])
        return found[0] if len(found) == 1 and version not in twice else None


def find_reverses(path: Path, entries: Sequence[Entry]) -> Reverses:
    """Those beside the migrations (`*.down.sql`), and in `rollbacks` and `rollback` in the folder or next to it."""
    found = [entry.path for entry in entries if entry.what is What.FILE and entry.name.endswith(DOWN)]
    for folder in (holder / name for holder in (path, path.parent) for name in FOLDERS):
        if folder.is_dir():
            listed = (each for each in list_folder(folder) if each.what is What.FILE and each.name.endswith(".sql"))
            found.extend(each.path for each in listed)
    return Reverses(found)


def _label(file: Path) -> str:
    return file.name.removesuffix(".sql").removesuffix(".down")
