"""How a file is taken back: by the file beside it, by its own block, or by a draft that somebody reviews. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from console.changesets.migration import MigrationFile, Named, Script, Segment, Statement, Tool
from console.changesets.script import down_pieces, read_script
from console.changesets.segments import segments, segments_of
from console.database import names
from console.errors import ConfigurationProblem


class Source(StrEnum):
    """Where a reverse comes from."""

    FILE = "file"  # `*.down.sql` or `rollbacks/VERSION_*.sql`
    BLOCK = "block"  # `-- ROLLBACK` or `-- migrate:down` in the file itself


@dataclass(frozen=True, slots=True)
class Taking:
    """The script that takes a file back: from where, its text, and its segments, whose lines are those of `path`."""

    source: Source
    path: Path
    text: str
    segments: tuple[Segment, ...]


def reverse_of(file: MigrationFile, script: Script) -> Taking | None:
    """The reverse of a file, None where it has none. ConfigurationProblem where its file cannot be read."""
    if file.reverse is not None:
        try:
            data = file.reverse.read_bytes()
        except OSError as error:
            raise ConfigurationProblem(f"{file.reverse.name} cannot be read.", str(error)) from error
        back = read_script(data, Tool.SUPABASE)
        found = Taking(Source.FILE, file.reverse, back.text, segments(back))
    else:
        found = Taking(Source.BLOCK, file.path, script.down or "", segments_of(down_pieces(script)))
    return found if found.segments else None


_KINDS = ("table", "index", "view", "materialized view", "sequence", "type", "domain", "schema", "extension")
"""What is dropped by its name alone."""


def draft(statements: Sequence[Statement]) -> str | None:
    """SQL that takes the statements back, last first; None where one of them has no obvious reverse."""
    lines: list[str] = []
    for said in reversed(statements):
        if said.guarded or said.drops or not (found := _reversed(said)):
            return None
        lines += found
    return "\n".join(f"{line};" for line in lines) or None


def _reversed(said: Statement) -> list[str]:
    if said.tag == "ALTER TABLE" and said.touches:
        return _columns(said)
    found: list[str] = []
    for made in reversed(said.makes):
        if made.kind in _KINDS:
            found.append(f"drop {made.kind} {_name(made)}")
        elif made.kind in ("policy", "trigger") and said.touches:
            found.append(f"drop {made.kind} {names.quoted(made.name)} on {_name(said.touches[0])}")
        else:
            return []
    return found


def _columns(said: Statement) -> list[str]:
    """The reverse of an ALTER TABLE that only adds columns and constraints."""
    parts: list[str] = []
    for action, name in reversed(said.actions):
        if action not in ("ADD COLUMN", "ADD CONSTRAINT") or not name:
            return []
        parts.append(f"drop {action.split()[1].lower()} {names.quoted(name)}")
    return [f"alter table {_name(said.touches[0])} {', '.join(parts)}"] if parts else []


def _name(named: Named) -> str:
    return names.quoted(*((named.schema, named.name) if named.schema else (named.name,)))
