"""Runs as a view: what was found at other times, what is new, gone and changed since, here or on another target."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from console.audit.run_difference import ChangedFinding, RunDifference, compare_runs
from console.audit.runs import Run, kept_runs, read_run, scrubbed
from console.audit.screen_view import View
from console.core.finding import Finding, Level
from console.core.present import ago
from console.errors import ConfigurationProblem
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.choice import Choice, Item
from console.widgets.findings import TONES, counts, mark
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

_LEVELS = ((Level.ERROR, "errors"), (Level.WARNING, "warnings"), (Level.INFO, "infos"))
MOST_SHOWN = 200
"""Findings of one kind that a difference lists."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of the open target, the newest first, and files that could not be read."""

    runs: tuple[Run, ...]
    broken: tuple[str, ...] = ()


class RunsView(View[Runs]):
    """What was found before."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"compare"})

    def __init__(self, screen: AuditScreen) -> None:
        super().__init__(screen)
        self._pair: tuple[Run, Run] | None = None
        self._differences: dict[tuple[str, str], RunDifference] = {}

    async def read(self) -> Runs:
        self._differences.clear()
        return await asyncio.to_thread(_read, self.target)

    def nothing_in(self, facts: Runs) -> tuple[str, str] | None:
        if facts.runs:
            return None
        why = " ".join(facts.broken)
        return "No run is kept of this target.", why or "Each look at the findings keeps one, if it is not as before."

    def columns(self, facts: Runs) -> Sequence[Column]:
        return (
            Column("when", "when", least=10, most=18),
            Column("day", "taken", most=19, rank=2),
            *(Column(word, word, align="right", most=8) for _, word in _LEVELS),
            Column("unknown", "unknown", align="right", most=8, rank=1),
            Column("checks", "checks", align="right", most=6),
            Column("since", "since the run before", least=16, most=60, grow=True),
        )

    def heading(self, facts: Runs) -> Line:
        said = cell(f"{len(facts.runs)} runs of {self.target}", Tone.DIM)
        broken = cell(f"{len(facts.broken)} could not be read", Tone.UNKNOWN) if facts.broken else ()
        return join(said, broken, cell("c compares two, or with another target", Tone.FAINT), gap="   ")

    def rows(self, facts: Runs) -> Sequence[Row]:
        return [self._row(facts, number) for number in range(len(facts.runs))]

    def _row(self, facts: Runs, number: int) -> Row:
        run, findings = facts.runs[number], facts.runs[number].findings
        levels = [findings.count(level) for level, _ in _LEVELS]
        blind = len({each.check for each in findings.unknown})
        before = self._before(facts, run)
        since = self._difference(before, run).sentence if before else "the first that is kept"
        day = run.taken.astimezone().strftime("%Y-%m-%d %H:%M")
        numbers = [
            cell(count, TONES[level] if count and level is not Level.INFO else Tone.DIM)
            for count, (level, _) in zip(levels, _LEVELS, strict=True)
        ]
        checks = len(set(run.findings.checks))
        cells = (cell(_when(run)), cell(day, Tone.DIM), *numbers, _blind(blind), cell(checks), cell(since, Tone.DIM))
        return Row(run.name, cells, (run.taken, day, *levels, blind, checks, since))

    def _before(self, facts: Runs, run: Run) -> Run | None:
        older = facts.runs[facts.runs.index(run) + 1 :]
        return next((each for each in older if each.asked == run.asked), older[0] if older else None)

    def _difference(self, before: Run, after: Run) -> RunDifference:
        key = (f"{before.target} {before.name}", f"{after.target} {after.name}")
        if key not in self._differences:
            self._differences[key] = compare_runs(before.looked, after.looked)
        return self._differences[key]

    def detail(self, facts: Runs, row: Row) -> Sequence[Block]:
        run = _named(facts, row)
        if run is None:
            return ()
        server = run.server or None
        pairs = (
            ("run", cell(run.name, Tone.DIM)),
            ("server", cell(server)),
            ("schemas", cell(", ".join(run.schemas) or "all")),
        )
        blocks: list[Block] = [Heading(cell(_when(run), bold=True)), Words((counts(run.findings),)), Facts(pairs)]
        before = self._before(facts, run)
        return (
            [*blocks, *difference_blocks(self._difference(before, run), f"since {_when(before)}")] if before else blocks
        )

    def crumbs(self, facts: Runs, row: Row) -> tuple[str, ...]:
        run = _named(facts, row)
        return (_when(run),) if run else ()

    def link(self, facts: Runs, row: Row) -> str:
        run = _named(facts, row)
        before = self._before(facts, run) if run else None
        words = f"compare {before.name} {row.key}" if before else "runs"
        return f"greenroom audit {words} --target {self.target}"

    def operations(self, facts: Runs, row: Row | None) -> Sequence[Item]:
        return (Item("compare", "Compare this run with another, or with another target", "c"),)

    async def perform(self, key: str, facts: Runs, row: Row | None) -> bool:
        run = _named(facts, row) if facts is not None else None
        if key != "compare" or run is None:
            return False
        others = await asyncio.to_thread(self._others)
        mine = [Item(f"run {each.name}", _when(each), each.name) for each in facts.runs if each is not run]
        theirs = [Item(f"target {each.target}", f"The last of {each.target}", _when(each)) for each in others]
        items = [*mine, *theirs] or [Item("", "No other", why_not="no other run is kept, of no target")]
        chosen = await self.console.push_screen_wait(Choice(f"Compare {_when(run)} with", items))
        if not chosen:
            return False
        kind, _, name = chosen.partition(" ")
        among = others if kind == "target" else facts.runs
        other = next(each for each in among if name == (each.target if kind == "target" else each.name))
        if kind == "target":
            self._show(run, other)
        else:
            self._show(*sorted((run, other), key=lambda each: each.taken))
        return False

    def _others(self) -> list[Run]:
        """The last run of each other target."""
        names = [name for name in self.console.contacts.by_name if name != self.target]
        return [runs.runs[0] for runs in (_read(name, 1) for name in names) if runs.runs]

    def _show(self, before: Run, after: Run) -> None:
        found = self._difference(before, after)
        names = [f"{each.target}, {_when(each)}" for each in (before, after)]
        head: list[Block] = [Heading(cell(f"{names[0]}  →  {names[1]}", bold=True)), Words((cell(found.sentence),))]
        self.screen.page([*head, *difference_blocks(found, "")], "compared")


def _read(target: str, most: int | None = None) -> Runs:
    runs, broken = [], []
    for path in kept_runs(target)[:most]:
        try:
            runs.append(scrubbed(read_run(path)))
        except ConfigurationProblem as problem:
            broken.append(str(problem))
    return Runs(tuple(runs), tuple(broken))


def _named(facts: Runs, row: Row | None) -> Run | None:
    return next((each for each in facts.runs if row is not None and each.name == row.key), None)


def _when(run: Run) -> str:
    return ago((datetime.now(UTC) - run.taken).total_seconds())


def _blind(number: int) -> Line:
    return cell(number, Tone.UNKNOWN if number else Tone.DIM)


def difference_blocks(found: RunDifference, since: str) -> list[Block]:
    """New, worse or other, gone, and what was not looked at on one of the sides."""
    blocks: list[Block] = []
    if since:
        blocks.append(Words(((), join(cell(since, Tone.FAINT), cell(found.sentence)))))
    if not found.differs:
        return [*blocks, Words(((), cell("Nothing is new, and nothing is gone.", Tone.FINE)))]
    blocks += _listed("new", found.new)
    blocks += _changed(found.changed)
    blocks += _listed("gone", found.gone, Tone.FINE)
    blocks += _listed("not looked for before", found.unseen, Tone.UNKNOWN)
    return blocks + _listed("not looked for again", found.unsure, Tone.UNKNOWN)


def _listed(title: str, findings: Iterable[Finding], tone: Tone | None = None) -> list[Block]:
    every = tuple(findings)
    if not every:
        return []
    lines = [
        join(glyph(tone) if tone else mark(each.level), cell(_place(each)), cell(each.title, Tone.DIM))
        for each in every[:MOST_SHOWN]
    ]
    if len(every) > MOST_SHOWN:
        lines.append(cell(f"and {len(every) - MOST_SHOWN:,} more", Tone.FAINT))
    return [Section(f"{title}  {len(every)}"), Words(lines)]


def _changed(changes: Sequence[ChangedFinding]) -> list[Block]:
    if not changes:
        return []
    lines: list[Line] = []
    for each in changes[:MOST_SHOWN]:
        words = "; ".join(f"{part}: {getattr(each.before, part)} → {getattr(each.after, part)}" for part in each.parts)
        lines.append(join(mark(each.after.level), cell(_place(each.after)), cell(words, Tone.DIM, limit=600)))
    return [Section(f"changed  {len(changes)}"), Words(lines)]


def _place(finding: Finding) -> str:
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    return f"{place} · {finding.sub}" if finding.sub else place or "the server"
