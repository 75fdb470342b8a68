"""Which sample systems there are: one folder below sql/systems each. It reads no database and writes nothing.

A folder holds `system.toml` (title, version, default_area), `migrations/` as its own tool would have them, and `data/`:
SQL files that psql runs in the order of their names. In `as_written/` the same system stands as its description has it,
with all of its mistakes (sql/systems/mistakes.toml): tables and rows in one, and no migrations.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.errors import UsageProblem

FIRST = "event_cms"
"""The system that a demo opens where nobody names one."""

ROLES = "roles.sql"
"""What every system of Supabase's needs of the server, beside the databases."""

AS_WRITTEN = "_as_written"
"""The end of the name of a system with its description's mistakes, and of its database."""

_BEFORE = ("options.sql",)
_PLATFORM = (ROLES, "supabase.sql")
_CHANCE = ("chance.sql",)
_GRANTED = "granted.sql"
_AFTER = ("loaded.sql",)


@dataclass(frozen=True, slots=True)
class System:
    """A sample system. `name` is its folder and its database; `before`, `data` and `after` are scripts for psql.

    `migrations` has no files in one that is as written. `version` changes when its tables or rows do, and stands in the
    mark on a loaded database.
    """

    name: str
    title: str
    version: int
    default_area: str
    migrations: Folder
    before: tuple[Path, ...]
    data: tuple[Path, ...]
    after: tuple[Path, ...]


def systems() -> tuple[System, ...]:
    """Every sample system: the one that a demo opens first, then by name."""
    found = (_read(described.parent) for described in systems_folder().glob("*/system.toml"))
    return tuple(sorted(found, key=lambda system: (system.name != FIRST, system.name)))


def systems_as_written() -> tuple[System, ...]:
    """The same systems, in the same order, with the mistakes of their descriptions."""
    return tuple(_as_written(system) for system in systems())


def find_system(name: str) -> System:
    """The system of this name, with `-` or `_` in it. Raises UsageProblem with the names that there are."""
    known = {system.name: system for system in (*systems(), *systems_as_written())}
    found = known.get(name.replace("-", "_"))
    if found is None:
        raise UsageProblem(f"There is no sample system {name}.", f"There are: {', '.join(known)}.")
    return found


def systems_folder() -> Path:
    """The folder sql/systems."""
    # Imported here: it brings the driver along, and `greenroom demo --help` must not wait for that.
    from console.database.sql import sql_folder

    return sql_folder() / "systems"


def _read(folder: Path) -> System:
    described = tomllib.loads((folder / "system.toml").read_text(encoding="utf-8"))
    migrations = read_folder(folder / "migrations")
    platform = _PLATFORM if migrations.tool is Tool.SUPABASE else ()
    shared = folder.parent
    return System(
        name=folder.name,
        title=described["title"],
        version=described["version"],
        default_area=described["default_area"],
        migrations=migrations,
        before=tuple(shared / name for name in (*_BEFORE, *platform)),
        data=(*(shared / name for name in _CHANCE), *sorted((folder / "data").glob("*.sql"))),
        after=tuple(shared / name for name in _AFTER),
    )


def _as_written(system: System) -> System:
    """Every one of them is opened as Supabase opens it, and looked at by the audit first."""
    shared = systems_folder()
    return replace(
        system,
        name=system.name + AS_WRITTEN,
        title=f"{system.title}, as written",
        default_area="audit",
        migrations=replace(system.migrations, files=()),
        before=tuple(shared / name for name in (*_BEFORE, *_PLATFORM)),
        data=(*sorted((shared / system.name / "as_written").glob("*.sql")), shared / _GRANTED),
    )
