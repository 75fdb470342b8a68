"""Replaying a folder from zero, taking it back, and replaying it again, on a scratch database: for CI. No target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from console.changesets.migration import Folder
from console.migrations.replay import Broken, Unreplayed, read_migration, replay, run_segments
from console.migrations.reverse import Taking, reverse_of
from console.schema.compare import Difference, compare
from console.schema.scratch_database import ScratchDatabase, scratch_database
from console.schema.snapshot import read_schema


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was seen. `ran` files ran from zero, the last `reversed` of them were taken back and ran again.

    `without_reverse` is the last file that cannot be taken back: it and those before it were left as they are. `stage`
    is where `broken` stopped it: `replay`, `reverse` or `again`. `after_reverse` are the differences between the schema
    before those files and after they were taken back; `after_again` those between the first replay and the second.
    """

    ran: int = 0
    reversed: int = 0
    without_reverse: str = ""
    major: int = 0
    unreplayed: tuple[Unreplayed, ...] = ()
    stage: str = ""
    broken: Broken | None = None
    after_reverse: tuple[Difference, ...] = ()
    after_again: tuple[Difference, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything ran and came back as it was."""
        return self.broken is None and not self.after_reverse and not self.after_again


async def rehearse(
    folder: Folder, *, major: int | None = None, watch: Callable[[str], None] = lambda word: None
) -> Rehearsal:
    """Every file from zero; then the last files that have a reverse, as many as there are in a row, back and again.

    Raises MissingComponent where no local Postgres is installed, ConfigurationProblem where a file cannot be read.
    """
    takings = _takings(folder)
    cut = len(folder.files) - len(takings)
    without = folder.files[cut - 1].label if cut else ""
    async with scratch_database(folder.tool, major=major) as scratch:
        first = await replay(folder.files[:cut], folder.tool, scratch, lambda file: watch(f"run {file.label}"))
        before = await read_schema(scratch.database)
        second = (
            await replay(folder.files[cut:], folder.tool, scratch, lambda file: watch(f"run {file.label}"))
            if not first.broken
            else first
        )
        ran = len(first.files) + (0 if first.broken else len(second.files))
        left = first.unreplayed + (() if first.broken else second.unreplayed)
        if second.broken:
            return Rehearsal(ran, 0, without, scratch.major, left, "replay", second.broken)
        whole = await read_schema(scratch.database)
        broken = await _take_back(takings, scratch, list(left), watch)
        if broken:
            return Rehearsal(ran, 0, without, scratch.major, left, "reverse", broken)
        back = compare(before, await read_schema(scratch.database))
        third = await replay(folder.files[cut:], folder.tool, scratch, lambda file: watch(f"again {file.label}"))
        again = () if third.broken else compare(whole, await read_schema(scratch.database))
        stage = "again" if third.broken else ""
        return Rehearsal(ran, len(takings), without, scratch.major, left, stage, third.broken, back, again)


def _takings(folder: Folder) -> list[Taking]:
    """The reverses of the last files, in the order of the files, back to the first that has none."""
    found: list[Taking] = []
    for file in reversed(folder.files):
        taking = reverse_of(file, read_migration(file, folder.tool))
        if taking is None:
            break
        found.insert(0, taking)
    return found


async def _take_back(
    takings: list[Taking], scratch: ScratchDatabase, left: list[Unreplayed], watch: Callable[[str], None]
) -> Broken | None:
    for taking in reversed(takings):
        watch(f"back {taking.path.name}")
        if broken := await run_segments(taking.path, taking.segments, scratch, left):
            return broken
    return None
