"""Getting a sample system into a database of a local server, once.

Its migrations run in their order and stand in the history of their tool, as if it had applied them; then its rows come.
All of it is one transaction that ends with a comment on the database, the mark. What has no mark is half a system: it
is dropped and made again. What has one is never touched.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from console.changesets.migration import MigrationFile, Tool
from console.changesets.script import read_script
from console.changesets.split import recorded
from console.demo.systems import ROLES, System, find_system, systems_folder
from console.errors import UsageProblem

if TYPE_CHECKING:
    from console.scratch.server import Server

MARK = re.compile(r"greenroom demo (?P<system>\S+) v(?P<version>\d+) scale (?P<scale>\d+) anchor (?P<anchor>\S+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the mark on a loaded database says. `anchor` is the day that its rows call today."""

    system: str
    version: int
    scale: int
    anchor: date


@dataclass(frozen=True, slots=True)
class Present:
    """A database of the server: who it is, and its mark; None if no system was loaded into it as a whole."""

    system_identifier: str
    oid: int
    mark: Mark | None


def load(server: Server, database: str, system: str, scale: float = 1, *, anchor: date | None = None) -> bool:
    """Make the database and load the system, unless it is there; whether that was done.

    `scale` is how many times the usual rows (about 2,200 bookings), `anchor` the day that they call today: the same
    anchor gives the same rows. Raises UsageProblem for an unknown system or a scale that is no whole number, and
    QueryProblem with the server's words.
    """
    chosen = find_system(system)
    if scale != int(scale) or scale < 1:
        raise UsageProblem("The scale of the demo is a whole number, 1 or more.", f"It was {scale:g}.")
    found = present_databases(server).get(database)
    if found and found.mark and found.mark.system == chosen.name:
        return False
    roles = systems_folder() / ROLES
    if roles in chosen.before:
        # They are the cluster's. Made in the load's own long transaction, they would fail whoever loads beside it.
        server.psql("postgres", roles)
    if found:
        server.drop_database(database)
    server.create_database(database)
    variables = {
        "scale": str(int(scale)),
        "anchor": (anchor or date.today()).isoformat(),
        "system": chosen.name,
        "version": str(chosen.version),
    }
    server.psql(database, variables=variables, sql=_script(chosen))
    return True


def _script(system: System) -> str:
    """All of it for psql, which says in its errors which file it was in."""
    folder = system.migrations
    history = json.dumps([_row(file) for file in folder.files])
    run = [f"\\set history {_quoted(history)}", *(_included(path) for path in system.before)]
    for file in folder.files:
        # A file of dbmate's holds its reverse too: only what applies it may run.
        run.append(_up(file, folder.tool) if folder.tool is Tool.DBMATE else _included(file.path))
    if folder.files:
        run.append(_included(systems_folder() / f"history_{folder.tool}.sql"))
    run += [_included(path) for path in (*system.data, *system.after)]
    return "\n".join(run) + "\n"


def _up(file: MigrationFile, tool: Tool) -> str:
    return ";\n".join(piece.text for piece in read_script(file.path.read_bytes(), tool).pieces) + "\n;"


def _row(file: MigrationFile) -> dict[str, object]:
    statements = recorded(file.path.read_text(encoding="utf-8"))
    return {"version": file.version, "name": file.name, "statements": statements}


def _included(path: Path) -> str:
    return f"\\i {_quoted(str(path))}"


def _quoted(text: str) -> str:
    """An argument of a psql command. JSON has no line feeds of its own, and paths of ours have none."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def present_databases(server: Server) -> dict[str, Present]:
    """The databases of the server by name."""
    rows = json.loads(server.psql("postgres", systems_folder() / "marks.sql"))
    return {row["database"]: Present(row["system_identifier"], row["oid"], _mark(row["mark"])) for row in rows}


def _mark(text: str | None) -> Mark | None:
    match = MARK.fullmatch(text or "")
    if not match:
        return None
    return Mark(match["system"], int(match["version"]), int(match["scale"]), date.fromisoformat(match["anchor"]))
