"""Renaming migrations that are nowhere applied: gaps, double versions, mixed widths and bad names, proposed and mended.

Which files are nowhere applied the caller knows; all others stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from console.changesets.migration import Folder, MigrationFile, Tool
from console.changesets.naming import safe_name
from console.changesets.numbering import later, read_time
from console.errors import Problem

_GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NEARLY = re.compile(r"([0-9]+)[\s_.-]*(.*?)\.sql", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rename:
    """A file and its reverse, and what they shall be called. `why` is a sentence for a person."""

    source: Path
    target: Path
    why: str
    reverse: Path | None = None
    reverse_target: Path | None = None

    @property
    def moves(self) -> tuple[tuple[Path, Path], ...]:
        """Each file that moves, and where to."""
        back = ((self.reverse, self.reverse_target),) if self.reverse and self.reverse_target else ()
        return ((self.source, self.target), *back)


@dataclass(frozen=True, slots=True)
class _Place:
    """A file on its way: as it is, what it becomes, and why. `free`: it is nowhere applied."""

    path: Path
    version: str
    name: str
    free: bool
    reverse: Path | None = None
    why: tuple[str, ...] = ()

    def at(self, version: str, why: str) -> _Place:
        return self if version == self.version else replace(self, version=version, why=(*self.why, why))


def renumber(folder: Folder, unapplied: Collection[Path]) -> tuple[Rename, ...]:
    """What would make the folder's names right, in their order; empty where nothing is wrong or can be mended.

    Only files of `unapplied` move. Folders of plain SQL files alone (Supabase's and dbmate's).
    """
    if folder.tool not in (Tool.SUPABASE, Tool.DBMATE):
        return ()
    places = [_named(_place(file, file.path in unapplied)) for file in folder.files]
    places += _mistaken(folder, unapplied)
    timed = sum(read_time(place.version) is not None for place in places)
    moved = _retimed(places) if timed * 2 > len(places) else _recounted(places)
    return tuple(_rename(place) for place in moved if place.free and place.why)


def _place(file: MigrationFile, free: bool) -> _Place:
    return _Place(file.path, file.version, file.name, free, file.reverse)


def _mistaken(folder: Folder, unapplied: Collection[Path]) -> list[_Place]:
    """Files that were skipped for a name that is nearly one: `001-users.sql`, `001 users.SQL`."""
    found = []
    for skipped in folder.skipped:
        said = _NEARLY.fullmatch(skipped.path.name)
        usual = skipped.path.is_file() and ".down." not in skipped.path.name.lower()
        if said and usual and skipped.path in unapplied and "pattern" in skipped.why:
            place = _Place(skipped.path, said[1], said[2], True, why=("its name says no version to the tool",))
            found.append(_named(place))
    return found


def _named(place: _Place) -> _Place:
    """The same with a name that makes no trouble."""
    if not place.free or (_GOOD_NAME.fullmatch(place.name) and len(place.name.encode()) <= 200):
        return place
    try:
        name = safe_name(place.name)
    except Problem:
        name = "migration"
    return replace(place, name=name, why=place.why or ("its name has characters that make trouble",))


def _retimed(places: list[_Place]) -> list[_Place]:
    """Times: shorter ones get the width of the others, and of two that are the same one is later."""
    width = Counter(len(place.version) for place in places if read_time(place.version)).most_common(1)[0][0]
    widened = []
    for place in places:
        short = place.free and read_time(place.version) is not None and len(place.version) < width
        widened.append(
            place.at(place.version.ljust(width, "0"), "its version is shorter than the others") if short else place
        )
    taken = {place.version for place in widened if not place.free}
    moved = []
    for place in _in_order(widened):
        version = place.version
        while place.free and version in taken:
            version = later(version)
        taken.add(version)
        moved.append(place.at(version, f"another migration has the version {place.version}"))
    return moved


def _recounted(places: list[_Place]) -> list[_Place]:
    """Numbers: of one width, one after another. Those that are applied keep theirs, and the others go around them."""
    fixed = {int(place.version) for place in places if not place.free}
    widths = {len(place.version) for place in places if not place.free} or {len(place.version) for place in places}
    width = max(widths, default=1)
    numbers = {int(place.version) for place in places}
    spaced = len(numbers) > 1 and all(number % 10 == 0 for number in numbers)  # room is left between them by intention
    last = -1 if 0 in numbers else 0
    taken = set(fixed)
    moved = []
    for place in _in_order(places):
        number = int(place.version)
        if not place.free:
            moved.append(place)
            last = max(last, number)
            continue
        wanted = number if spaced else last + 1
        while wanted in taken:
            wanted += 1
        taken.add(wanted)
        last = max(last, wanted)
        moved.append(place.at(f"{wanted:0{width}}", _why(number, wanted, numbers, places)))
    behind = [place.version for place in moved]
    if len(str(max(taken, default=0))) > width and behind != sorted(behind):
        return []  # no number of this width is left, and a wider one would sort before the others
    return moved


def _why(number: int, wanted: int, numbers: Collection[int], places: list[_Place]) -> str:
    if number == wanted:
        return "its version has another width than the others"
    if sum(int(place.version) == number for place in places) > 1:
        return f"another migration has the number {number}"
    return f"a number is missing before {number}" if wanted < number else f"it moves up behind {wanted - 1}"


def _in_order(places: list[_Place]) -> list[_Place]:
    """By number; those that are applied stand before others of the same number."""
    return sorted(places, key=lambda place: (int(place.version), place.free, place.name, place.path.name))


def _rename(place: _Place) -> Rename:
    label = f"{place.version}_{place.name}"
    target = place.path.with_name(f"{label}.sql")
    ending = ".down.sql" if place.reverse and place.reverse.name.endswith(".down.sql") else ".sql"
    back = place.reverse.with_name(label + ending) if place.reverse else None
    return Rename(place.path, target, "; ".join(place.why), place.reverse, back)
