"""Running the files twice on a scratch database of ours, for `check --twice`."""

from __future__ import annotations

from pathlib import Path

from console.changesets.migration import Folder, MigrationFile, Script, Segment
from console.changesets.segments import segments
from console.core.finding import Findings, Unchecked
from console.database.sql import load
from console.errors import MissingComponent
from console.migrations.check_twice import CHECKS, Failed, idempotence
from console.migrations.replay import Broken, Unreplayed, excuse, run_segments
from console.migrations.rules import rules
from console.schema.scratch_database import ScratchDatabase, scratch_database


class OnScratch:
    """A scratch database as `idempotence` wants it. `left` are the statements that only a real server could run."""

    def __init__(self, scratch: ScratchDatabase) -> None:
        self._scratch = scratch
        self.left: list[Unreplayed] = []

    async def run(self, file: MigrationFile, script: Script, *, keep: bool) -> Failed | None:
        """The file as applying would run it; rolled back without `keep` where it is one transaction."""
        parts = segments(script)
        if keep:
            broken = await run_segments(file.path, parts, self._scratch, self.left)
        elif all(part.transactional and not part.authored for part in parts):
            broken = await self._tried(file, parts)
        else:
            broken = await run_segments(file.path, parts, self._scratch, list(self.left))
        if broken is None:
            return None
        place = next(at for at, piece in enumerate(script.pieces) if piece.start == broken.piece.start)
        return Failed(place, broken.failure.message)

    async def _tried(self, file: MigrationFile, parts: tuple[Segment, ...]) -> Broken | None:
        """Every statement behind a savepoint: one that only a real server could run leaves the others."""
        writer = self._scratch.writer
        await writer.run(load("guard/reset").text)
        await writer.begin()
        try:
            for piece in (piece for part in parts for piece in part.pieces):
                ran = await writer.run(piece.text, alone=True)
                if ran.failure and not excuse(ran.failure, self._scratch, self.left):
                    return Broken(file.path, piece, ran.failure)
            return None
        finally:
            await writer.rollback()


async def check_twice(folder: Folder, major: int | None = None, base: Path | None = None) -> Findings:
    """What running each file twice shows, on a server of the version nearest to `major`. UNKNOWN without a server."""
    try:
        async with scratch_database(folder.tool, major=major) as scratch:
            runner = OnScratch(scratch)
            found = await idempotence(folder, runner, base)
    except MissingComponent as problem:
        why = " ".join(part for part in (problem.what, problem.why) if part)
        unknown = tuple(Unchecked(each, rules()[each].level, why, problem.remedy) for each in CHECKS)
        return Findings(unknown=unknown, checks=CHECKS)
    left = tuple(
        Unchecked(CHECKS[0], rules()[CHECKS[1]].level, f"{each.path.name} line {each.line}: {each.why}", each.remedy)
        for each in runner.left
    )
    return Findings(found.findings, found.unknown + left, found.checks)
