"""A dry run as people read it: for a terminal, and as a part of the change request. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from console.changesets.migration import Piece
from console.core.present import duration, visible
from console.core.reports import prose, row
from console.core.table import table
from console.migrations.check_reading import line_of
from console.migrations.dry_run import DryRun, Measured

HEADINGS = ("LINE", "STATEMENT", "TOOK", "DID", "LOCKS")
NO_ROWS = "its tables have none of the target's rows"


@dataclass(frozen=True, slots=True)
class Alike:
    """Statements behind one another that did the same: the first, how many, the last one's line, their seconds."""

    first: Measured
    count: int
    last_line: int
    seconds: float

    @property
    def lines(self) -> str:
        """`3`, or `3–900`."""
        return lines_of(self.first.piece, self.last_line if self.count > 1 else 0)

    @property
    def title(self) -> str:
        """`insert public.a`, or `insert public.a × 898`."""
        return self.first.title if self.count == 1 else f"{self.first.title} × {self.count:,}"


def lines_of(piece: Piece, last: int = 0) -> str:
    """The statement's line, with the last one of several."""
    return f"{line_of(piece)}–{last}" if last else str(line_of(piece))


def alike(run: DryRun) -> list[tuple[Path, list[Alike]]]:
    """The statements by file; those behind one another that did the same are one."""
    found = []
    for path, statements in groupby(run.statements, key=lambda each: each.path):
        parts = []
        for _, group in groupby(enumerate(statements), key=_kind):
            same = [each for _, each in group]
            seconds = sum(each.seconds for each in same)
            parts.append(Alike(same[0], len(same), same[-1].piece.line, seconds))
        found.append((path, parts))
    return found


def _kind(numbered: tuple[int, Measured]) -> object:
    number, each = numbered
    if each.broken or each.skipped or each.notices:
        return number  # told by itself
    return (each.title, each.locks, each.rewritten, each.truncated, each.seen)


def locks_of(each: Measured) -> str:
    """`ACCESS EXCLUSIVE on public.bookings`, or that they were not seen."""
    if each.broken or each.skipped:
        return "–"
    if not each.seen:
        return "not seen: no transaction"
    return ", ".join(f"{lock.mode} on {lock.relation}" for lock in each.locks) or "–"


def did(each: Measured) -> str:
    """What else there is to say: what was written anew or emptied, that it failed, that it was left out."""
    if each.broken:
        return f"✖ {each.broken.failure.message}"
    if each.skipped:
        return f"? UNKNOWN {each.skipped}"
    said = [f"writes {name} anew" for name in each.rewritten] + [f"empties {name}" for name in each.truncated]
    return ", ".join(said) or "–"


def head(run: DryRun) -> str:
    """`all of it ran on a scratch PostgreSQL 18 in 35 ms; its tables have none of the target's rows`."""
    what = "all of it ran" if run.ok else "nothing was tried" if run.before else "it failed"
    return f"{what} on a scratch PostgreSQL {run.major} in {duration(run.seconds)}; {NO_ROWS}"


def dry_run_text(run: DryRun) -> str:
    """The dry run for a terminal."""
    parts = [f"dry run        {head(run)}"]
    if run.before is not None:
        parts += [f"  what is applied does not run from zero: {visible(run.before.sentence)}"]
    for path, statements in alike(run):
        rows = [
            (each.lines, each.title, duration(each.seconds), did(each.first), locks_of(each.first))
            for each in statements
        ]
        parts += ["", visible(path.name)]
        parts += [f"  {line}" for line in table(rows, HEADINGS, "rlr", limit=160).splitlines()]
        for each in statements:
            parts += [f"  line {each.lines}: {visible(notice)}" for notice in each.first.notices]
            if each.first.broken:
                parts += ["", *(f"  {line}" for line in visible(each.first.broken.caret, lines=True).splitlines())]
    parts += [f"? UNKNOWN      {visible(one.path.name)} line {one.line}: {visible(one.why)}" for one in run.left]
    return "\n".join(parts)


def dry_run_markdown(run: DryRun) -> Iterator[str]:
    """The dry run as lines of Markdown, with a heading."""
    yield "## Dry run"
    yield ""
    yield prose(f"{head(run)}.")
    if run.before is not None:
        yield ""
        yield f"What is applied does not run from zero: {prose(run.before.sentence)}"
    for path, statements in alike(run):
        yield ""
        yield f"### {prose(path.name)} on scratch"
        yield ""
        yield row(*(word.lower() for word in HEADINGS))
        yield "|---:|---|---:|---|---|"
        for each in statements:
            took = duration(each.seconds)
            yield row(each.lines, prose(each.title), took, prose(did(each.first)), prose(locks_of(each.first)))
        for each in statements:
            for notice in each.first.notices:
                yield f"- line {each.lines}: {prose(notice)}"
            if each.first.broken:
                yield ""
                yield from (f"    {line}" for line in visible(each.first.broken.caret, lines=True).splitlines())
    for one in run.left:
        yield f"- ? UNKNOWN {prose(one.path.name)} line {one.line}: {prose(one.why)}"
