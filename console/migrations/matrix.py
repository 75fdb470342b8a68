"""Versions across several targets, each on a connection of its own. A target that cannot be read is Unknown, alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.changesets.migration import Folder, Tool
from console.core.unknown import Unknown
from console.errors import Problem
from console.migrations.known_histories import key_of, sorting
from console.migrations.status import Ours, Status, Version, read_status

if TYPE_CHECKING:
    from console.database.session import Database

Way = Callable[[], AbstractAsyncContextManager["Database"]]
"""How a target is opened, for the length of a block."""


@dataclass(frozen=True, slots=True)
class Line:
    """One version. `cells` are in the order of the targets: None where that target knows nothing of it."""

    version: str
    name: str
    cells: tuple[Version | Unknown | None, ...]

    @property
    def label(self) -> str:
        """`20240101120000_bookings`."""
        return f"{self.version}_{self.name}" if self.version and self.name else self.version or self.name

    @property
    def differs(self) -> bool:
        """Whether the targets that are known do not all stand the same."""
        known = [cell for cell in self.cells if not isinstance(cell, Unknown)]
        return len({(cell.state, cell.drift) if cell else None for cell in known}) > 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every version on every target. `statuses` are in the order of `targets`."""

    targets: tuple[str, ...]
    statuses: tuple[Status | Unknown, ...]
    lines: tuple[Line, ...]


async def read_matrix(
    folder: Folder, ways: Sequence[tuple[str, Way]], ours: Mapping[str, Mapping[str, Ours]] | None = None
) -> Matrix:
    """How a folder stands on several targets, all asked at the same time. `ours` is by target. Raises no Problem."""
    known = ours or {}
    found = await asyncio.gather(*(_status(folder, way, known.get(name, {})) for name, way in ways))
    return matrix_of(folder, [name for name, _ in ways], found)


async def _status(folder: Folder, way: Way, ours: Mapping[str, Ours]) -> Status | Unknown:
    try:
        async with way() as database:
            return await read_status(database, folder, ours)
    except Problem as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


def matrix_of(folder: Folder, targets: Sequence[str], statuses: Sequence[Status | Unknown]) -> Matrix:
    """The matrix of what was read of each target."""
    columns = [_by_key(folder, status) for status in statuses]
    names: dict[str, tuple[str, str]] = {}
    for file in folder.files:
        names.setdefault(key_of(folder.tool, file.version, file.name), (file.version, file.name))
    for column in columns:
        for key, version in ({} if isinstance(column, Unknown) else column).items():
            names.setdefault(key, (version.version, version.name))
    lines = tuple(
        Line(*names[key], tuple(column if isinstance(column, Unknown) else column.get(key) for column in columns))
        for key in _in_order(folder, names)
    )
    return Matrix(tuple(targets), tuple(statuses), lines)


def _in_order(folder: Folder, names: Mapping[str, tuple[str, str]]) -> list[str]:
    if folder.tool in (Tool.ALEMBIC, Tool.SQITCH):  # a chain: what is not in the folder has no place in it
        places = {key_of(folder.tool, file.version, file.name): place for place, file in enumerate(folder.files)}
        return sorted(names, key=lambda key: places.get(key, -1))
    order = sorting(folder.tool)
    return sorted(names, key=lambda key: (not names[key][0], order(key)))


def _by_key(folder: Folder, status: Status | Unknown) -> dict[str, Version] | Unknown:
    if isinstance(status, Unknown):
        return status
    if isinstance(status.versions, Unknown):
        return status.versions
    found: dict[str, Version] = {}
    for version in status.versions:
        found.setdefault(key_of(folder.tool, version.version, version.name), version)
    return found
