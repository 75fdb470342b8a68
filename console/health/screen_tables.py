"""Tables: how big, how used, how old; partitions rolled up; the platform's and the catalogue's folded into a line each.

Sizes are estimates until a row is in sight: then its files are looked at, unless somebody has locked it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from console.core.present import size
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.errors import Problem
from console.health.record_values import Growth
from console.health.screen_table_detail import table_blocks
from console.health.screen_table_rows import COLUMNS, table_row
from console.health.screen_view import Doing, Place, View
from console.health.table_detail import TableDetail, read_table_detail
from console.health.tables import ExactSize, Table, Tree, read_exact_sizes, read_tables, trees
from console.widgets.blocks import Block, Facts, Heading, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell

if TYPE_CHECKING:
    from console.database.session import Database

_BOUND = "Its bound: for values from ('2026-01-01') to ('2026-02-01')"
GROUPS = {"platform": "the platform", "catalog": "the catalogue"}


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables with their partitions, and how much each has grown in a day, as far as it was recorded."""

    trees: tuple[Tree, ...]
    growths: Mapping[int, Growth]
    every: tuple[Table, ...]
    by_key: Mapping[str, Tree]

    @property
    def octets(self) -> int:
        return sum(each.octets for each in self.trees)


class TablesView(View[Tables]):
    """One row a table."""

    columns: Sequence[Column] = COLUMNS
    every: ClassVar[float] = 15.0
    thing: ClassVar[str] = "table"
    keys: ClassVar[Sequence[str]] = ("fold",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._open: set[str] = set()
        self._known: dict[int, ExactSize | Unknown] = {}
        self._rows: dict[int, Row] = {}
        self._largest = 1
        self._detail: TableDetail | None = None
        self._growth: Growth | Unknown | None = None

    def forget(self) -> None:
        self._known, self._detail, self._growth = {}, None, None

    async def read(self, database: Database) -> Tables | Unknown:
        found = await database.ask(read_tables)
        if isinstance(found, Unknown):
            return found
        self._known, self._rows = {}, {}
        rolled = trees(found)
        growths = {each.oid: each for each in await self._growths()}
        facts = Tables(rolled, growths, found, {str(each.table.oid): each for each in rolled})
        self._largest = max((each.octets for each in facts.trees), default=0) or 1
        return facts

    async def _growths(self) -> Sequence[Growth]:
        """What the local record has; without one the tables are shown all the same."""
        try:
            return await self.place.recorded(lambda record, scope: record.growths(scope, timedelta(days=1)))
        except Problem:
            return ()

    # -- what is shown -------------------------------------------------------------------------------------------

    def told(self, facts: Tables) -> Mapping[str, Any]:
        return {"tables": facts.every}

    def words(self, facts: Tables) -> Line:
        own = sum(not each.table.group for each in facts.trees)
        return cell(f"{own:,} tables, ~{size(facts.octets)} with the catalogue", Tone.DIM)

    def rows(self, facts: Tables) -> Sequence[Row]:
        rows = [self._row(each, facts) for each in facts.trees if not each.table.group]
        for group, words in GROUPS.items():
            inside = [each for each in facts.trees if each.table.group == group]
            if inside:
                rows.append(_group_row(group, words, inside, group in self._open))
                rows += [self._row(each, facts) for each in inside if group in self._open]
        return rows

    def _row(self, tree: Tree, facts: Tables) -> Row:
        """The row of a table; of 25,000 only the cells that are seen are made."""
        oid = tree.table.oid
        if oid not in self._rows:
            self._rows[oid] = table_row(tree, self._known.get(oid), facts.growths.get(oid), self._largest)
        return self._rows[oid]

    def nothing(self) -> tuple[str, str]:
        return "There are no tables.", "Migrations (2) make some."

    def detail(self, facts: Tables, row: Row) -> Sequence[Block]:
        tree = _tree(facts, row)
        if tree is None:
            return _group_blocks(facts, row.key)
        detail = self._detail if self._detail is not None and self._detail.oid == tree.table.oid else None
        return table_blocks(tree, detail, self._growth if detail is not None else None)

    async def closer(self, database: Database, facts: Tables, row: Row | None, seen: Sequence[str]) -> bool:
        found = (facts.by_key.get(key) for key in seen)
        near = [each for each in found if each is not None and not each.partitions]
        wanted = [each.table.oid for each in near if each.table.oid not in self._known and each.table.kind != "p"]
        if wanted:
            self._known |= dict.fromkeys(wanted, Unknown("it is gone"))
            self._known |= await read_exact_sizes(database, wanted)
            for oid in wanted:
                self._rows.pop(oid, None)
        tree = _tree(facts, row) if row is not None else None
        if tree is not None:
            oid = tree.table.oid
            self._growth = await self._growth_of(oid)
            self._detail = await read_table_detail(database, oid)
        return bool(wanted) or tree is not None

    async def _growth_of(self, oid: int) -> Growth | Unknown:
        try:
            return await self.place.recorded(lambda record, scope: record.growth(scope, oid))
        except Problem as problem:
            return Unknown(problem.what, problem.remedy)

    # -- what can be done ----------------------------------------------------------------------------------------

    def opened(self, facts: Tables, row: Row) -> bool:
        if row.key not in GROUPS:
            return False
        self._fold(row.key)
        return True

    async def act(self, action: str, facts: Tables, row: Row | None) -> None:
        every = set(GROUPS) - self._open
        self._open = set(GROUPS) if every else set()
        self.place.draw()

    def _fold(self, group: str) -> None:
        self._open ^= {group}
        self.place.draw()

    def offered(self, facts: Tables, row: Row) -> Sequence[Doing]:
        tree = _tree(facts, row)
        if tree is None:
            return ()
        key = qualified(tree.table.schema, tree.table.name)
        parts = (
            Doing(
                "maintenance.add-partition",
                key,
                f"Add a partition to {key}",
                "careful: an empty one beside the others",
                asks=(("name", "What it is called"), ("bound", _BOUND)),
            ),
        )
        return (
            *(parts if tree.table.kind == "p" else ()),
            Doing("maintenance.vacuum", key, f"Vacuum {key}", "routine: cleans up and analyzes, nobody waits"),
            Doing("maintenance.analyze", key, f"Analyze {key}", "routine: renews the statistics"),
            Doing(
                "maintenance.vacuum-full",
                key,
                f"Write {key} anew",
                "dangerous: nobody can read it meanwhile",
                why_not="it holds no rows itself: its partitions do" if tree.table.kind == "p" else "",
            ),
            Doing(
                "maintenance.create-index",
                key,
                f"Build an index on {key}",
                "careful: nobody waits",
                asks=(("columns", "Its columns, with commas between"),),
            ),
            Doing(
                "maintenance.table-option",
                key,
                f"Set a storage option of {key}",
                "careful: undo sets it back",
                asks=(
                    ("option", "Its name, such as autovacuum_vacuum_scale_factor"),
                    ("value", "Its value; nothing: the server's own counts again"),
                ),
            ),
            *(
                Doing("maintenance.replica-identity", key, title, "careful", {"identity": identity})
                for identity, title in (("full", "Replica identity: the whole row"), ("default", "… its primary key"))
            ),
            *(_attaching(key) if tree.table.kind == "r" else ()),
            *map(_detaching, sorted(qualified(each.schema, each.name) for each in tree.partitions)),
        )

    def command(self, row: Row) -> str:
        return "health --section tables"


def _attaching(key: str) -> Sequence[Doing]:
    asks = (("parent", "The partitioned table, with its schema"), ("bound", _BOUND))
    title = f"Make {key} a partition"
    return (Doing("maintenance.attach-partition", key, title, "careful: its rows are seen there too", asks=asks),)


def _detaching(key: str) -> Doing:
    return Doing("maintenance.detach-partition", key, f"Detach {key}", "careful: it keeps its rows")


def _group_row(group: str, words: str, inside: Sequence[Tree], is_open: bool) -> Row:
    octets = sum(each.octets for each in inside)
    head = f"{'▾' if is_open else '▸'} {words}"
    cells: list[Line] = [
        cell(group, Tone.FAINT),
        cell(head, Tone.DIM),
        cell(f"~{size(octets)}", Tone.DIM),
        *((), ()),
        cell(f"{len(inside)} tables", Tone.FAINT),
    ]
    return Row(group, (*cells, *((),) * 6), (group, words, octets, octets, *(None,) * 8))


def _group_blocks(facts: Tables, group: str) -> Sequence[Block]:
    inside = [each for each in facts.trees if each.table.group == group]
    if not inside:
        return ()
    largest: list[tuple[str | Line, Line]] = [
        (size(each.octets, estimate=True), cell(qualified(each.table.schema, each.table.name))) for each in inside[:12]
    ]
    return (
        Heading(cell(GROUPS[group], bold=True)),
        Words((cell(f"{len(inside)} tables; the largest of them:", Tone.DIM), ())),
        Facts(largest, label=12),
        Words(((), cell("enter shows them in the list, p shows both groups", Tone.FAINT))),
    )


def _tree(facts: Tables, row: Row) -> Tree | None:
    return facts.by_key.get(row.key)
