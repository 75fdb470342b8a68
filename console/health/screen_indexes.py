"""Indexes: how big, how used; the selected one with its definition, and why it is kept or might go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from console.core.present import size
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.health.cells import verdict_blocks, when
from console.health.checks import Verdict, read_triage
from console.health.rights import read_rights
from console.health.screen_view import Doing, Place, View
from console.health.tables import ExactSize, Index, read_definitions, read_exact_sizes, read_indexes
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database

CHECKS = ("unused_index", "redundant_index", "invalid_index", "index_bloat")
_FIRST_OWN = 16_384
"""Oids below it are the catalogue's."""
_WORDS = {
    "unused_index": "unused",
    "redundant_index": "redundant",
    "invalid_index": "invalid",
    "index_bloat": "bloated",
}


@dataclass(frozen=True, slots=True)
class Indexes:
    """Every index, and what the checks say of some."""

    indexes: tuple[Index, ...]
    verdicts: tuple[Verdict, ...]

    def of(self, index: Index) -> tuple[Verdict, ...]:
        """What is said of one."""
        return tuple(
            each for each in self.verdicts if each.finding.schema == index.schema and each.finding.object == index.name
        )


class IndexesView(View[Indexes]):
    """One row an index."""

    columns: Sequence[Column] = (
        Column("schema", "schema", most=16, rank=4),
        Column("index", "index", least=12, most=48, grow=True),
        Column("table", "of table", most=30, rank=2),
        Column("size", "size", align="right", least=7, most=10),
        Column("scans", "scans", align="right", most=12),
        Column("used", "last used", align="right", most=12, rank=3),
        Column("kind", "kind", most=14, rank=1),
    )
    every: ClassVar[float] = 30.0
    thing: ClassVar[str] = "index"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._definitions: dict[int, str | Unknown | None] = {}
        self._sizes: dict[int, ExactSize | Unknown] = {}

    def forget(self) -> None:
        self._definitions, self._sizes = {}, {}

    async def read(self, database: Database) -> Indexes | Unknown:
        found = await database.ask(read_indexes)
        if isinstance(found, Unknown):
            return found
        async with database.read() as session:
            rights = await read_rights(session)
        triage = await read_triage(database, rights, only=CHECKS)
        self._definitions, self._sizes = {}, {}
        return Indexes(tuple(each for each in found if each.table_oid >= _FIRST_OWN), triage.verdicts)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Indexes) -> Line:
        word = "index" if len(facts.indexes) == 1 else "indexes"
        return cell(f"{len(facts.indexes):,} {word}, ~{size(sum(each.octets for each in facts.indexes))}", Tone.DIM)

    def rows(self, facts: Indexes) -> Sequence[Row]:
        judged: dict[tuple[str, str], list[str]] = {}
        for each in facts.verdicts:
            judged.setdefault((each.finding.schema, each.finding.object), []).append(each.finding.check)
        ordered = sorted(facts.indexes, key=lambda one: -one.octets)
        return [_row(each, self._true(each), judged.get((each.schema, each.name), ())) for each in ordered]

    def _true(self, index: Index) -> int | None:
        """Its true size once it was in sight, None before and where somebody locks it."""
        one = self._sizes.get(index.oid)
        return one.table_octets if isinstance(one, ExactSize) else None

    def nothing(self) -> tuple[str, str]:
        return "There are no indexes.", "A primary key makes one."

    def detail(self, facts: Indexes, row: Row) -> Sequence[Block]:
        index = _index(facts, row)
        if index is None:
            return ()
        pairs: list[tuple[str | Line, Line]] = [
            ("table", cell(qualified(index.schema, index.of_table))),
            ("size", cell(_size_words(index, self._true(index)))),
            ("scans", cell(f"{index.scans:,}", Tone.LOOK if not index.scans else Tone.INK)),
            ("last used", cell(when(index.last_used))),
            ("method", cell(index.method)),
            ("kind", cell(_kind(index))),
        ]
        if index.of_constraint:
            pairs.append(("holds", cell("a constraint: it goes with that alone")))
        if index.partitioned or index.attached:
            pairs.append(
                ("partitions", cell("one for each partition" if index.partitioned else "of a partitioned index"))
            )
        blocks: list[Block] = [Heading(cell(qualified(index.schema, index.name), bold=True)), Facts(pairs)]
        if index.oid in self._definitions:
            written = self._definitions[index.oid]
            blocks.append(Section("definition"))
            if isinstance(written, str):
                blocks.append(Code(written))
            else:
                blocks.append(Words((cell(written or Unknown("it is locked")),)))
        for verdict in facts.of(index):
            blocks += [Words(((),)), *verdict_blocks(verdict)]
        return blocks

    async def closer(self, database: Database, facts: Indexes, row: Row | None, seen: Sequence[str]) -> bool:
        near = {str(each.oid): each for each in facts.indexes if not each.partitioned and each.oid not in self._sizes}
        wanted = [near[key].oid for key in seen if key in near]
        if wanted:
            self._sizes |= dict.fromkeys(wanted, Unknown("it is gone"))
            self._sizes |= await read_exact_sizes(database, wanted)
        index = _index(facts, row) if row is not None else None
        if index is None or index.oid in self._definitions:
            return bool(wanted)
        found = await database.ask(partial(read_definitions, oids=[index.oid]))
        self._definitions[index.oid] = found if isinstance(found, Unknown) else found.get(index.oid)
        return True

    # -- what can be done ----------------------------------------------------------------------------------------

    def offered(self, facts: Indexes, row: Row) -> Sequence[Doing]:
        index = _index(facts, row)
        if index is None:
            return ()
        key = qualified(index.schema, index.name)
        held = "it holds a constraint" if index.of_constraint else ""
        return (
            Doing("maintenance.reindex", key, f"Build {key} anew", "careful: nobody waits, needs room for a second"),
            Doing("maintenance.check-index", key, f"Look whether {key} is whole", "routine: amcheck reads all of it"),
            Doing("maintenance.drop-index", key, f"Drop {key}", "careful: undo builds it again", why_not=held),
        )

    def command(self, row: Row) -> str:
        return "health --section indexes"


def _index(facts: Indexes, row: Row) -> Index | None:
    return next((each for each in facts.indexes if str(each.oid) == row.key), None)


def _kind(index: Index) -> str:
    kind = "primary key" if index.is_primary else "unique" if index.is_unique else index.method
    return f"{kind}, partial" if index.partial else kind


def _size_words(index: Index, octets: int | None) -> str:
    return f"~{size(index.octets)}" if octets is None else size(octets)


def _row(index: Index, octets: int | None, checks: Sequence[str]) -> Row:
    said = ", ".join(_WORDS.get(each, each) for each in checks)
    kind = _kind(index)
    state = cell("✖ invalid", Tone.WRONG) if not index.valid else cell(f"▲ {said}", Tone.LOOK) if said else ()
    return Row(
        str(index.oid),
        (
            cell(index.schema, Tone.DIM),
            cell(index.name),
            cell(index.of_table, Tone.DIM),
            cell(_size_words(index, octets)),
            cell(f"{index.scans:,}", Tone.LOOK if not index.scans and not index.is_unique else Tone.INK),
            cell(when(index.last_used), Tone.DIM),
            state or join(cell(kind, Tone.DIM)),
        ),
        (index.schema, index.name, index.of_table, octets or index.octets, index.scans, index.last_used, said or kind),
        marks=tuple(("is", each) for each in (said, kind) if each),
    )
