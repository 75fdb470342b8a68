"""What a search found, as it comes: best first, grouped by kind. Every key asks anew and drops what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from console.core.unknown import Unknown
from console.records.arms import Skipped
from console.records.index_for import command_of, index_call
from console.records.listing import key_from_text
from console.records.record_blocks import record_blocks
from console.records.record_cells import state_cell
from console.records.screen_actions import Actions
from console.records.screen_spot import Doing, ListOf, Spot
from console.records.search import Hit, search
from console.records.showing import RecordPage, read_page
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database


@dataclass(slots=True)
class Results:
    """What was found so far."""

    text: str
    hits: list[Hit] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unknown: list[tuple[str, Unknown]] = field(default_factory=list)
    unsearched: int = 0
    pages: dict[str, RecordPage] = field(default_factory=dict)
    """The records below the cursor so far, by their row."""


class SearchSpot(Spot[Results]):
    """One search over every kind."""

    thing = "record"
    columns = (
        Column("title", "record", least=16, most=44),
        Column("about", "", least=10, most=80, grow=True),
        Column("state", "state", most=16, rank=1),
        Column("by", "found by", most=24, rank=2),
    )

    @property
    def crumb(self) -> str:
        return f"find “{self.filter}”" if self.filter else "find"

    def typed(self, text: str) -> bool:
        """Another text: True where it asks for something else."""
        if text.strip() == self.filter.strip():
            return False
        self.filter = text
        return True

    async def read(self, database: Database) -> Results | Unknown:
        results = Results(self.filter.strip(), unsearched=self.desk.records().unsearched)
        if not results.text:
            return results
        async for found in search(database, self.desk.records(), results.text):
            _gather(results, found.hits)
            results.skipped += found.skipped
            results.unknown += found.unknown
            if found.hits:
                self.desk.show_some(results)
        return results

    def words(self, facts: Results) -> Line:
        if not facts.text:
            return cell("e-mail, reference, number, payment id, half a name", Tone.DIM)
        return join(
            cell(f"{len(facts.hits)} found", Tone.DIM),
            cell(f"? {len(facts.skipped)} columns not searched: no index", Tone.UNKNOWN) if facts.skipped else (),
            cell(f"? {len(facts.unknown)} kinds could not be asked", Tone.UNKNOWN) if facts.unknown else (),
            cell(f"? {facts.unsearched:,} tables not searched", Tone.UNKNOWN) if facts.unsearched else (),
            gap="   ",
        )

    def nothing(self, facts: Results) -> tuple[str, str] | None:
        if facts.hits:
            return None
        if not facts.text:
            return "Type what you know of it.", "An e-mail, a reference, a number, a payment id, half a name."
        left_out = [f"{one.kind}.{one.column}" for one in facts.skipped[:3]]
        more = f" Not searched, for they have no index: {', '.join(left_out)}." if left_out else ""
        return f"Nothing is called “{facts.text}”.", f"/ looks for something else.{more}"

    def rows(self, facts: Results) -> Sequence[Row]:
        rows: list[Row] = []
        for kind in dict.fromkeys(hit.kind for hit in facts.hits):
            rows.append(Row(f"kind {kind}", group=cell(kind.replace("_", " "), Tone.DIM, bold=True)))
            rows += [self._row(hit) for hit in facts.hits if hit.kind == kind]
        if facts.skipped:
            rows.append(Row("skipped", group=cell("Not searched", Tone.DIM, bold=True)))
            for number, one in enumerate(facts.skipped):
                name = (Span("? ", Tone.UNKNOWN), *cell(f"{one.kind}.{one.column}", Tone.UNKNOWN))
                rows.append(
                    Row(f"skip {number}", (name, cell(one.why, Tone.DIM), (), ()), (one.column, one.why, "", ""))
                )
        return rows

    def _row(self, hit: Hit) -> Row:
        resource = self.desk.records().known(hit.kind)
        states = resource.definition.states if resource else None
        return Row(
            f"hit {hit.kind}\n{hit.id}",
            (
                cell(hit.title),
                cell(hit.subtitle, Tone.DIM) if hit.subtitle else (),
                state_cell(states, hit.state) if hit.state else (),
                cell(hit.column, Tone.FAINT),
            ),
            (hit.title, hit.subtitle, hit.state, hit.column),
        )

    def detail(self, facts: Results, row: Row) -> Sequence[Block]:
        if row.key.startswith("skip "):
            one = facts.skipped[int(row.key.removeprefix("skip "))]
            return [
                Heading(cell(f"{one.kind}.{one.column} was not searched", bold=True)),
                Facts([("why", cell(one.why)), ("index on", cell(one.remedy))]),
                Section("What to do"),
                Words(
                    [
                        cell("An index would make it quick. Reading the whole table would hurt the server.", Tone.DIM),
                        cell("o makes it, through the guard; on production as a migration file:"),
                        cell(
                            f"{command_of(call)} --migration DIR"
                            if (call := index_call(self.desk.records(), one))
                            else ""
                        ),
                    ]
                ),
            ]
        page = facts.pages.get(row.key)
        if page is not None:
            return record_blocks(page)
        return [Heading(cell(row.values[0], bold=True)), Words([cell(row.values[1] or "", Tone.DIM)])]

    async def closer(self, database: Database, facts: Results, row: Row | None, last: bool) -> bool:
        """The record that a hit is, as a list of its kind shows it."""
        if row is None or not row.key.startswith("hit ") or row.key in facts.pages:
            return False
        kind, _, key = row.key.removeprefix("hit ").partition("\n")
        resource = self.desk.records().known(kind)
        if resource is None:
            return False
        found = key_from_text(key, len(resource.key))
        page = await read_page(database, self.desk.records(), resource, found, target=self.desk.target)
        if page is not None:
            facts.pages[row.key] = page
        return page is not None

    def opened(self, facts: Results, row: Row) -> bool:
        if not row.key.startswith("hit "):
            return False
        kind, _, key = row.key.removeprefix("hit ").partition("\n")
        resource = self.desk.records().known(kind)
        if resource is None:
            self.desk.show_list(kind, ListOf())
            return True
        self.desk.show_record(kind, key_from_text(key, len(resource.key)))
        return True

    def doings(self, facts: Results, row: Row | None) -> Sequence[Doing]:
        """Of a column that was not searched: the index that would make it quick."""
        if row is None or not row.key.startswith("skip "):
            return ()
        one = facts.skipped[int(row.key.removeprefix("skip "))]
        call = index_call(self.desk.records(), one)
        if call is None:
            return ()
        return (Actions(self.desk).of_call(call, f"Make an index on {one.remedy}"),)

    def command(self, row: Row) -> str:
        return f"find '{self.filter}'"


def _gather(results: Results, hits: Sequence[Hit]) -> None:
    """Each record once, by its best hit; the best first."""
    best = {(hit.kind, hit.key): hit for hit in results.hits}
    for hit in hits:
        held = best.get((hit.kind, hit.key))
        if held is None or hit.rank > held.rank:
            best[hit.kind, hit.key] = hit
    results.hits = sorted(best.values(), key=lambda hit: -hit.rank)
