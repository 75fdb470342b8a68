"""The SQL that makes one schema into another, for a person to read and to put into a new migration file.

It runs nothing. What loses data is written as a comment; what no statement can do is said as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from console.database.sql import load
from console.schema.compare import Change, Difference
from console.schema.objects import Column, Key, Kind, SchemaObject, Snapshot
from console.schema.order import ordered

LOSES = "-- This loses data. Look before you take the comment away."
_REMADE = frozenset(
    {
        Kind.VIEW,
        Kind.MATERIALIZED_VIEW,
        Kind.RULE,
        Kind.POLICY,
        Kind.TRIGGER,
        Kind.INDEX,
        Kind.CONSTRAINT,
        Kind.FOREIGN_KEY,
    }
)
"""What is dropped and made again when what it stands on is: nothing is lost by it."""
_GIVEN = {
    Kind.TABLE: "tables",
    Kind.VIEW: "tables",
    Kind.MATERIALIZED_VIEW: "tables",
    Kind.SEQUENCE: "sequences",
    Kind.FUNCTION: "functions",
    Kind.PROCEDURE: "functions",
}
"""How default privileges call what they are given for."""


@dataclass(frozen=True, slots=True)
class Step:
    """A statement, or a comment in its place, and what it is about for the order."""

    kind: Kind
    name: str
    text: str
    address: str = ""


@dataclass(slots=True)
class _Work:
    """What is to be dropped, made and altered, by key and in no order yet."""

    gone: dict[Key, SchemaObject] = field(default_factory=dict)
    made: dict[Key, SchemaObject] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    drops: list[Step] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)  # addresses in the found schema whose dependents are made again


def generate(differences: Sequence[Difference], wanted: Snapshot, found: Snapshot, *, destructive: bool = False) -> str:
    """One script that turns `found` into `wanted`; empty where nothing differs.

    It is meant for one transaction. Drops of tables, columns, sequences, schemas and extensions are comments, unless
    `destructive`.
    """
    if not differences:
        return ""
    work = _Work()
    for difference in differences:
        _plan(difference, wanted, found, work)
    _spread(work, wanted, found)
    drops = work.drops + [Step(each.kind, each.name, _drop(each), each.address) for each in work.gone.values()]
    drops += _crossing(work, found)
    late = _late(work, drops, found)
    order = list(reversed(ordered(drops, _with_parts(work, found))))
    makes = [Step(each.kind, each.name, _make(each, found, work), each.address) for each in work.made.values()]
    lines = [f"{load('schema/change/head').text};"]
    lines += [_ended(step.text) for step in order if step not in late]
    lines += [_ended(step.text) for step in ordered(work.steps + makes, wanted.needs)]
    lines += [_ended(step.text) for step in order if step in late]
    return "\n".join(_commented(line, destructive) for line in lines) + "\n"


def _plan(difference: Difference, wanted: Snapshot, found: Snapshot, work: _Work) -> None:
    if difference.kind is Kind.COLUMN:
        _plan_column(difference, wanted, found, work)
        return
    if difference.kind is Kind.ENUM_LABEL:
        work.steps.append(_label(difference, wanted))
        return
    ours, theirs = wanted.objects.get(difference.key), found.objects.get(difference.key)
    if ours and theirs and ours.kind in (Kind.TABLE, Kind.ENUM):
        text = f"-- {difference.kind} {_flat(ours.name)} is not as it should be, and no statement mends that in place."
        work.steps.append(Step(ours.kind, ours.name, text, ours.address))
    elif ours and theirs and ours.alters and ours.fixed == theirs.fixed:
        work.steps.append(Step(ours.kind, ours.name, ours.alters, ours.address))
    else:
        if theirs:
            work.gone[theirs.key] = theirs
        if ours:
            work.made[ours.key] = ours


def _label(difference: Difference, wanted: Snapshot) -> Step:
    if difference.change is Change.EXTRA:
        text = f"-- {_flat(difference.name)} is too many: a label of an enum cannot be dropped."
    else:
        enum = wanted.objects[Kind.ENUM, difference.parent]
        text = dict(enum.parts)[difference.wanted or ""]
    return Step(difference.kind, difference.name, text)


def _plan_column(difference: Difference, wanted: Snapshot, found: Snapshot, work: _Work) -> None:
    ours, theirs = (_column(snapshot, difference) for snapshot in (wanted, found))
    owner = found.objects[Kind.TABLE, difference.parent]
    parts = {"relation": difference.parent, "named": (ours or theirs or _none()).name}
    texts = []
    if difference.change is Change.MISSING and ours:
        texts = [_change("add_column", **parts, column_words=ours.words)]
    elif difference.change is Change.EXTRA and theirs:
        address = f"{owner.address}.{theirs.number}"
        work.drops.append(Step(Kind.COLUMN, difference.name, f"{LOSES}\n{_change('drop_column', **parts)}", address))
        work.columns.add(address)
    elif ours and theirs:
        texts = list(_alter_column(difference.part, ours, theirs, parts))
        if difference.part in ("type", "collation", "generated"):
            work.columns.add(f"{owner.address}.{theirs.number}")
    address = f"{wanted.objects[Kind.TABLE, difference.parent].address}.{ours.number}" if ours else ""
    work.steps += [Step(Kind.COLUMN, difference.name, text, address) for text in texts]


def _alter_column(part: str, ours: Column, theirs: Column, parts: Mapping[str, str]) -> Iterator[str]:
    """Statements that bring one part of a column to what it should be."""
    match part:
        case "type":
            if theirs.default is not None:
                yield _change("drop_default", **parts)
            yield _change("column_type", **parts, typed=ours.type)
            if ours.default is not None:
                yield _change("set_default", **parts, value=ours.default)
        case "collation":
            collated = f"{ours.type} collate {ours.collation}" if ours.collation else ours.type
            yield _change("column_collation", **parts, typed=collated)
        case "default" if ours.default is None:
            yield _change("drop_default", **parts)
        case "default":
            yield _change("set_default", **parts, value=ours.default or "")
        case "not null":
            yield _change("set_not_null" if ours.not_null else "drop_not_null", **parts)
        case "identity" if not ours.numbering:
            yield _change("drop_identity", **parts)
        case "identity":
            name = "set_identity" if theirs.numbering else "add_identity"
            yield _change(name, **parts, generation=ours.numbering)
        case "generated" if not ours.computed:
            yield _change("drop_expression", **parts)
        case _:  # its values follow from the others, but what it held before may not
            yield f"{LOSES}\n{_change('drop_column', **parts)}"
            yield f"{LOSES}\n{_change('add_column', **parts, column_words=ours.words)}"


def _column(snapshot: Snapshot, difference: Difference) -> Column | None:
    table = snapshot.objects.get((Kind.TABLE, difference.parent))
    name = difference.name.removeprefix(f"{difference.parent}.")
    return next((column for column in table.columns if column.name == name), None) if table else None


def _none() -> Column:
    raise AssertionError("a difference of a column speaks of a column")


def _change(name: str, **parts: str) -> str:
    """A statement of sql/schema/change with names and expressions that the server itself has quoted."""
    return load(f"schema/change/{name}").text.format(**parts)


def _spread(work: _Work, wanted: Snapshot, found: Snapshot) -> None:
    """Drop and make again what stands on an object that is made again, or on a column that changes."""
    standing: dict[str, list[SchemaObject]] = {}
    parts: dict[str, list[SchemaObject]] = {}
    for each in found.objects.values():
        for address in found.needs.get(each.address, ()) if each.address else ():
            standing.setdefault(address, []).append(each)
    for each in wanted.objects.values():
        if each.parent:
            parts.setdefault(each.parent, []).append(each)
    waiting = [each.address for each in work.gone.values() if each.address] + sorted(work.columns)
    while waiting:
        address = waiting.pop()
        for each in standing.get(address, ()):
            if each.kind in _REMADE and each.key not in work.gone and each.key in wanted.objects:
                work.gone[each.key] = each
                work.made[each.key] = wanted.objects[each.key]
                waiting.append(each.address)
    for each in list(work.made.values()):
        if each.address and each.kind not in (Kind.TABLE, Kind.SCHEMA):
            work.made |= {part.key: part for part in parts.get(each.name, ())}


def _with_parts(work: _Work, found: Snapshot) -> dict[str, frozenset[str]]:
    """What each address needs, and for a table that goes what its parts need: they go with it."""
    needs = dict(found.needs)
    tables = {each.name: each.address for each in work.gone.values() if each.kind is Kind.TABLE}
    for each in found.objects.values():
        if each.parent in tables and each.address:
            whole = tables[each.parent]
            needs[whole] = (needs.get(whole, frozenset()) | needs.get(each.address, frozenset())) - {whole}
    return needs


def _late(work: _Work, drops: Sequence[Step], found: Snapshot) -> set[Step]:
    """What goes at the end: columns that stay have its type, or a default that calls it, until they are altered."""
    steps = {step.address: step for step in drops if step.address and (step.kind, step.name) not in work.made}
    wholes = {each.name for each in work.gone.values() if each.address and each.kind is not Kind.SCHEMA}
    gone = {step.address for step in drops} | {each.address for each in found.objects.values() if each.parent in wholes}
    staying = {each.address for each in found.objects.values() if each.address} - gone
    waiting = [
        address
        for dependent, addresses in found.needs.items()
        if dependent not in gone and dependent.partition(".")[0] in staying
        for address in addresses
    ]
    late = {step for step in steps.values() if step.kind in (Kind.SCHEMA, Kind.EXTENSION)}
    while waiting:
        step = steps.get(waiting.pop())
        if step and step not in late:
            late.add(step)
            waiting += found.needs.get(step.address, ())
    return late


def _crossing(work: _Work, found: Snapshot) -> list[Step]:
    """Foreign keys between tables that go: two that point at each other could be dropped in no order."""
    tables = {each.name: each.address for each in work.gone.values() if each.kind is Kind.TABLE}
    return [
        Step(each.kind, each.name, f"{LOSES}\n{each.drops}", each.address)
        for each in found.objects.values()
        if each.kind is Kind.FOREIGN_KEY
        and each.parent in tables
        and each.key not in work.gone
        and found.needs.get(each.address, frozenset()) & (set(tables.values()) - {tables[each.parent]})
    ]


def _drop(each: SchemaObject) -> str:
    return f"{LOSES}\n{each.drops}" if each.kind.holds_data else each.drops


def _make(each: SchemaObject, found: Snapshot, work: _Work) -> str:
    """The statement that makes it, and those that take away what default privileges would give it by themselves."""
    takers = [
        given.fixed
        for given in found.objects.values()
        if given.kind is Kind.DEFAULT_PRIVILEGES
        and given.key not in work.gone
        and given.name.startswith(f"{_GIVEN.get(each.kind)} ")
        and given.parent in ("", each.schema)
    ]
    return ";\n".join([each.text, *(each.revokes + taker for taker in dict.fromkeys(takers) if each.revokes)])


def _ended(text: str) -> str:
    return text if text.startswith("-- ") and "\n" not in text else f"{text};"


def _commented(text: str, destructive: bool) -> str:
    """What loses data, with every line a comment."""
    if not text.startswith(LOSES):
        return text
    first, *rest = text.splitlines()
    return "\n".join([*([] if destructive else [first]), *(line if destructive else f"-- {line}" for line in rest)])


def _flat(name: str) -> str:
    """A name on one line: what stands behind `--` must end with it."""
    return " ".join(name.split())
