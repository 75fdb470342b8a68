"""Tables as rows: cells that are made when they are seen, and values to sort by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.core.present import size
from console.core.unknown import Unknown
from console.health.cells import when
from console.health.record_values import Growth
from console.health.tables import ExactSize, Tree
from console.widgets.rows import Column, Late, Row
from console.widgets.text import Line, Tone, cell, join, meter

_BAR = 8
_OLD = 500_000_000
_DEAD = 20

COLUMNS: tuple[Column, ...] = (
    Column("schema", "schema", most=16, rank=4),
    Column("table", "table", least=12, most=48, grow=True),
    Column("size", "size", align="right", least=7, most=10),
    Column("bar", "", least=_BAR, most=_BAR, rank=7),
    Column("grown", "in a day", align="right", most=9, rank=8),
    Column("rows", "rows", align="right", most=14),
    Column("dead", "dead", align="right", most=6, rank=1),
    Column("hot", "HOT", align="right", most=6, rank=9),
    Column("vacuumed", "vacuumed", align="right", most=12, rank=2),
    Column("analyzed", "analyzed", align="right", most=12, rank=3),
    Column("scans", "seq scans", align="right", most=12, rank=5),
    Column("age", "age", align="right", most=8, rank=10),
)
_NAMES = 2
"""A word of a filter is looked for in the first two: schema and name."""


def table_row(tree: Tree, exact: ExactSize | Unknown | None, grown: Growth | None, largest: int) -> Row:
    """A table; its bar is as long as it is large beside the `largest`."""
    made: list[tuple[Line, ...]] = []

    def line(place: int) -> Line:
        if not made:
            made.append(_cells(tree, exact, grown, largest))
        return made[0][place]

    def value(place: int) -> Any:
        return _values(tree, exact, grown)[place]

    return Row(str(tree.table.oid), Late(len(COLUMNS), line), Late(len(COLUMNS), value), searched=_NAMES)


def _cells(tree: Tree, exact: ExactSize | Unknown | None, grown: Growth | None, largest: int) -> tuple[Line, ...]:
    table = tree.table
    dead, hot, age = table.dead_percent, table.hot_percent, tree.xid_age
    partitions = f"{number} partition{'s' * (number != 1)}" if (number := len(tree.partitions)) else ""
    octets, shown = _size(tree, exact)
    return (
        cell(table.schema, Tone.DIM),
        join(cell(table.name), cell(partitions, Tone.FAINT), cell("unlogged" * table.unlogged, Tone.LOOK)),
        shown,
        meter(octets / largest, width=_BAR, tone=Tone.MOVING),
        cell(None if grown is None else f"{'+' * (grown.grown > 0)}{size(grown.grown)}", Tone.DIM),
        cell(None if tree.rows is None else f"~{tree.rows:,}"),
        cell(None if dead is None else f"{dead:.0f} %", Tone.LOOK if (dead or 0) >= _DEAD else Tone.DIM),
        cell(None if hot is None else f"{hot:.0f} %", Tone.DIM),
        cell(when(table.vacuumed), Tone.DIM),
        cell(when(table.analyzed), Tone.DIM),
        cell(f"{table.scans:,}", Tone.DIM),
        cell(None if age is None else _short(age), Tone.LOOK if (age or 0) > _OLD else Tone.DIM),
    )


def _values(tree: Tree, exact: ExactSize | Unknown | None, grown: Growth | None) -> Sequence[Any]:
    table = tree.table
    octets, _ = _size(tree, exact)
    return (
        table.schema,
        table.name,
        octets,
        octets,
        grown.grown if grown else None,
        tree.rows,
        table.dead_percent,
        table.hot_percent,
        table.vacuumed,
        table.analyzed,
        table.scans,
        tree.xid_age,
    )


def _size(tree: Tree, exact: ExactSize | Unknown | None) -> tuple[int, Line]:
    """Octets to sort by, and what is shown: exact where it was looked at, else the estimate."""
    if isinstance(exact, ExactSize):
        octets = (exact.table_octets or 0) + (exact.index_octets or 0)
        return octets, cell(size(octets))
    locked = cell("locked", Tone.UNKNOWN) if isinstance(exact, Unknown) and exact.reason == "it is locked" else ()
    return tree.octets, locked or cell(f"~{size(tree.octets)}")


def _short(count: int) -> str:
    """`210 M`."""
    return f"{count / 1e6:.0f} M" if count >= 1_000_000 else f"{count:,}"
