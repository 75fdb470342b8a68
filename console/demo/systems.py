"""Which sample systems there are: one folder below sql/systems each. It reads no database and writes nothing.

A folder holds `system.toml` (title, version, default_area) and SQL files, which are loaded in the order of their names.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from console.errors import UsageProblem

BEFORE = ("options.sql", "supabase.sql", "states.sql")
AFTER = ("loaded.sql",)


@dataclass(frozen=True, slots=True)
class System:
    """A sample system. `name` is its folder and its database; `files` are all that psql runs, in order.

    `version` changes when its tables or rows do, and stands in the mark on a loaded database.
    """

    name: str
    title: str
    version: int
    default_area: str
    files: tuple[Path, ...]


def systems() -> tuple[System, ...]:
    """Every sample system, by name."""
    return tuple(_read(described.parent) for described in sorted(systems_folder().glob("*/system.toml")))


def find_system(name: str) -> System:
    """The system of this name. Raises UsageProblem with the names that there are."""
    known = {system.name: system for system in systems()}
    if name not in known:
        raise UsageProblem(f"There is no sample system {name}.", f"There are: {', '.join(known)}.")
    return known[name]


def systems_folder() -> Path:
    """The folder sql/systems."""
    # Imported here: it brings the driver along, and `greenroom demo --help` must not wait for that.
    from console.database.sql import sql_folder

    return sql_folder() / "systems"


def _read(folder: Path) -> System:
    described = tomllib.loads((folder / "system.toml").read_text(encoding="utf-8"))
    shared = folder.parent
    return System(
        name=folder.name,
        title=described["title"],
        version=described["version"],
        default_area=described["default_area"],
        files=(
            *(shared / name for name in BEFORE),
            *sorted(folder.glob("*.sql")),
            *(shared / name for name in AFTER),
        ),
    )
