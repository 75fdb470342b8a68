"""Whether the files run on an empty database, and whether each may run twice: tried on a scratch database.

The database is somebody else's (`Scratch`); here is only the order of things, and what a failure means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from console.changesets.migration import Folder, MigrationFile, Script
from console.core.finding import Finding, Findings, Unchecked
from console.migrations.check_reading import Checked, read_file
from console.migrations.muting import muted
from console.migrations.rules import rules

CHECKS = ("does-not-run", "not-idempotent")


@dataclass(frozen=True, slots=True)
class Failed:
    """How a file failed: the place of the piece in its script, and what the server said."""

    piece: int
    why: str


class Scratch(Protocol):
    """A fresh database on which nothing matters, with a stand-in for the platform's schemas."""

    async def run(self, file: MigrationFile, script: Script, *, keep: bool) -> Failed | None:
        """Run a file as applying would; None where it went well. Without `keep`, and where it fails, what can be
        rolled back is rolled back. Problem where the database itself is gone."""
        ...


async def idempotence(
    folder: Folder,
    scratch: Scratch,
    base: Path | None = None,
    progress: Callable[[MigrationFile], None] | None = None,
) -> Findings:
    """Each file run, and at once run again, in order. The first that cannot run ends it: the rest is UNKNOWN."""
    files: list[Checked] = []
    found: list[Finding] = []
    unknown: tuple[Unchecked, ...] = ()
    for file in folder.files:
        checked = read_file(file, folder.tool, base)
        if checked.script is None:
            unknown = _rest(file, "it cannot be read.")
            break
        files.append(checked)
        if progress:
            progress(file)
        if failed := await scratch.run(file, checked.script, keep=True):
            found.append(_finding(checked, checked.script, failed, "does-not-run"))
            unknown = _rest(file, "it does not run.")
            break
        if failed := await scratch.run(file, checked.script, keep=False):
            found.append(_finding(checked, checked.script, failed, "not-idempotent"))
    return Findings(tuple(muted(files, found, CHECKS)), unknown, CHECKS)


def _finding(checked: Checked, script: Script, failed: Failed, rule: str) -> Finding:
    piece = script.pieces[failed.piece]
    said = next((each for each in checked.said if each.piece.start == piece.start), None)
    line = said.line if said else piece.line
    words = " ".join((said.code if said else piece.text).split())
    return checked.place.found(rule, f"{words[:80]}: {failed.why}", line=line, sub=words[:80])


def _rest(file: MigrationFile, why: str) -> tuple[Unchecked, ...]:
    remedy = f"Mend {file.path.name} first."
    return tuple(
        Unchecked(each, rules()[each].level, f"What follows {file.label} was not tried: {why}", remedy)
        for each in CHECKS
    )
