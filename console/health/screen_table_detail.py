"""One table whole: what it takes and where, columns, indexes, constraints, triggers, policies, storage, growth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from console.core.present import duration, size, visible
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.health.cells import when
from console.health.record_values import Growth
from console.health.table_detail import Constraint, Policy, Storage, TableDetail, TableIndex, Trigger
from console.health.tables import Column, ExactSize, Tree
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.text import Line, Span, Tone, cell, glyph, join

T = TypeVar("T")
Pair = tuple[str | Line, Line]
_BAR = 40
_MOST = 60
_INDENT = 2
_KINDS = {"p": "primary key", "u": "unique", "f": "foreign key", "c": "check", "x": "exclusion", "n": "not null"}


def table_blocks(tree: Tree, detail: TableDetail | None, growth: Growth | Unknown | None) -> list[Block]:
    """What the list knows, and once it was read, everything else."""
    table = tree.table
    blocks: list[Block] = [
        Heading(join(cell(qualified(table.schema, table.name), bold=True), _kind(tree, detail))),
        Words(_size_bar(tree, detail)),
        Facts(_figures(tree, growth)),
    ]
    if detail is None:
        return [*blocks, Words(((), join((Span("↻", Tone.MOVING),), cell("reading the rest", Tone.DIM), gap=" ")))]
    if detail.storage is None:
        return [*blocks, Words(((), cell(Unknown("it is gone by now"))))]
    for title, part, line in (
        ("columns", detail.columns, _column),
        ("indexes", detail.indexes, _index),
        ("constraints", detail.constraints, _constraint),
        ("triggers", detail.triggers, _trigger),
        ("policies", detail.policies, _policy),
    ):
        blocks += _section(title, part, line)  # type: ignore[arg-type]  # each part with its own line
    return [*blocks, Section("storage"), *_storage(detail.storage)]


def _kind(tree: Tree, detail: TableDetail | None) -> Line:
    storage = detail.storage if detail is not None else None
    words = "partitioned table" if tree.table.kind == "p" else "materialized view" if tree.table.kind == "m" else ""
    owner = f"of {storage.owner}" if isinstance(storage, Storage) else ""
    return join(cell(words, Tone.DIM), cell(owner, Tone.FAINT))


def _size_bar(tree: Tree, detail: TableDetail | None) -> Sequence[Line]:
    """Rows, long values and indexes as parts of one bar."""
    every = (tree.table, *tree.partitions)
    parts = (
        (sum(each.heap for each in every), "rows", Tone.FINE),
        (sum(each.toast for each in every), "long values", Tone.LOOK),
        (sum(each.indexes for each in every), "indexes", Tone.MOVING),
    )
    total = sum(octets for octets, _, _ in parts)
    spans = [Span("█" * round(_BAR * octets / total), tone) for octets, _, tone in parts] if total else []
    legend = [
        join((Span("■", tone),), cell(f"~{size(octets)}"), cell(name, Tone.FAINT), gap=" ")
        for octets, name, tone in parts
        if octets
    ]
    exact = detail.size if detail is not None and not tree.partitions else None
    said: Line = cell(f"~{size(total)}", bold=True)
    if isinstance(exact, ExactSize):
        said = cell(size((exact.table_octets or 0) + (exact.index_octets or 0)), bold=True)
    elif isinstance(exact, Unknown) and tree.table.kind != "p":
        said = join(said, cell(exact))
    return (join(tuple(spans), said), join(*legend, gap="   "), ())


def _figures(tree: Tree, growth: Growth | Unknown | None) -> list[Pair]:
    table = tree.table
    dead, hot = table.dead_percent, table.hot_percent
    pairs: list[Pair] = [
        ("rows", cell(None if tree.rows is None else f"~{tree.rows:,}")),
        (
            "dead",
            cell(None if dead is None else f"{tree.dead:,}, {dead:.1f} %", Tone.LOOK if (dead or 0) > 20 else Tone.INK),
        ),
        ("changed", cell(f"{table.changed:,} rows since ANALYZE")),
        ("vacuumed", cell(when(table.vacuumed))),
        ("analyzed", cell(when(table.analyzed))),
        ("read", cell(f"{table.scans:,} times whole ({table.scanned_rows:,} rows), {table.index_scans:,} by index")),
        ("updates", cell(f"{table.updates:,}" + ("" if hot is None else f", {hot:.0f} % on their page (HOT)"))),
        ("age", cell(None if tree.xid_age is None else f"{tree.xid_age:,} transactions")),
    ]
    if tree.partitions:
        pairs.insert(0, ("partitions", cell(f"{len(tree.partitions)}")))
    if isinstance(growth, Growth):
        span = duration(max(0.0, datetime.now(UTC).timestamp() - growth.since))
        rows = (
            "" if growth.rows is None or growth.rows_before is None else f", {growth.rows - growth.rows_before:+,} rows"
        )
        sign = "+" if growth.grown >= 0 else "-"
        grown = f"{sign}{size(abs(growth.grown))}{rows}" if growth.grown else "none"
        pairs.append(("growth", cell(f"{grown} in {span}")))
    elif growth is not None:
        pairs.append(("growth", cell(growth)))
    return pairs


def _section(title: str, part: Sequence[T] | Unknown, line: Callable[[T], Iterable[Line | Facts]]) -> list[Block]:
    """One part with a line or more each, or why it is not known. What there is none of takes no room."""
    if isinstance(part, Unknown):
        return [Section(title), Words((cell(part),))]
    if not part:
        return []
    pieces = [one for each in part[:_MOST] for one in line(each)]
    blocks = [one if isinstance(one, Facts) else Words((one,)) for one in pieces]
    if len(part) > _MOST:
        blocks.append(Words((cell(f"… {len(part) - _MOST} more", Tone.FAINT),)))
    return [Section(f"{title}: {len(part)}"), *blocks]


def _column(each: Column) -> Iterable[Line | Facts]:
    known = []
    if each.null_share:
        known.append(f"{100 * each.null_share:.0f} % null")
    if each.distinct_values is not None:
        distinct = each.distinct_values
        known.append("unique" if distinct == -1 else f"~{distinct:,.0f} distinct" if distinct > 0 else "many distinct")
    yield join(
        cell(each.name),
        cell(each.type, Tone.DIM),
        cell("not null" if each.not_null else "", Tone.FAINT),
        cell(", ".join(known), Tone.FAINT),
    )


def _index(each: TableIndex) -> Iterable[Line | Facts]:
    holds = f"is {', '.join(each.holds)}" if each.holds else "unique" if each.is_unique else ""
    unused = not each.scans and not each.is_unique
    yield join(
        () if each.valid else glyph(Tone.WRONG),
        cell(each.name, Tone.INK if each.valid else Tone.WRONG),
        cell(f"~{size(each.octets)}", Tone.DIM),
        cell(f"{each.scans:,} scans" if each.scans else "never used", Tone.LOOK if unused else Tone.DIM),
        cell(holds, Tone.FAINT),
        () if each.valid else cell("invalid", Tone.WRONG),
    )
    yield _indented(each.definition)
    if each.serves:
        yield _indented(f"needed by the foreign key {', '.join(each.serves)}")


def _constraint(each: Constraint) -> Iterable[Line | Facts]:
    kind = _KINDS.get(each.kind, each.kind)
    here = f"of {each.other}, refers here" if each.refers_here else ""
    valid = () if each.validated else cell("not validated", Tone.LOOK)
    yield join(cell(each.name), cell(kind, Tone.DIM), cell(here, Tone.FAINT), valid)
    yield _indented(each.definition)


def _trigger(each: Trigger) -> Iterable[Line | Facts]:
    yield join(cell(each.name), cell(each.function, Tone.DIM), cell(each.enabled, _enabled(each)))
    yield _indented(each.definition)


def _enabled(each: Trigger) -> Tone:
    return Tone.FAINT if each.enabled == "on" else Tone.LOOK


def _policy(each: Policy) -> Iterable[Line | Facts]:
    roles = ", ".join(each.roles)
    yield join(
        cell(each.name),
        cell(each.command, Tone.DIM),
        cell(f"to {roles}", Tone.DIM),
        () if each.permissive else cell("restrictive", Tone.LOOK),
    )
    if each.has_using:
        yield _indented(each.using_rows, "using ")
    if each.has_check:
        yield _indented(each.check_rows, "with check ")


def _indented(definition: str | None, before: str = "") -> Facts:
    """Below the name, and further lines of it below its first."""
    shown = cell(Unknown("it is locked")) if definition is None else cell(definition, Tone.FAINT, limit=2_000)
    return Facts((("", join((Span(visible(before), Tone.FAINT),) if before else (), shown, gap="")),), label=_INDENT)


def _storage(storage: Storage | Unknown | None) -> list[Block]:
    if storage is None or isinstance(storage, Unknown):
        return [Words((cell(storage),))]
    security = "on" + (", for the owner too" if storage.row_security_forced else "") if storage.row_security else "off"
    pairs: list[Pair] = [
        ("row security", cell(security, Tone.INK if storage.row_security else Tone.DIM)),
        ("identity", cell(storage.identity)),
        ("published", cell(", ".join(storage.publications) or None)),
        ("options", cell(", ".join(storage.options) or None)),
    ]
    if storage.toast_options:
        pairs.append(("long values", cell(", ".join(storage.toast_options))))
    if storage.partition_key or storage.is_partition:
        pairs.append(("partition", cell(storage.partition_key or f"of {storage.partition_of}: {storage.bound or '?'}")))
    more = [("comment", storage.comment), ("method", storage.method), ("tablespace", storage.tablespace)]
    pairs += [(name, cell(value)) for name, value in more if value]
    return [Facts(pairs)]
