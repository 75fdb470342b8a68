"""The data dictionary of a database as GitHub's Markdown: what there is, what it is for, and who may do what with it.

Pure: it is made from a snapshot of the schema. Names and comments are data; nothing in them is read as Markdown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from console.audit.overview import (
    Parts,
    TableFacts,
    constraint_facts,
    grant_facts,
    parts_of,
    policy_facts,
    table_facts,
)
from console.core.reports import code, count, fenced, prose, row
from console.core.unknown import Unknown
from console.schema.compare import unread
from console.schema.objects import Kind, SchemaObject, Snapshot

_LISTED = (Kind.FUNCTION, Kind.PROCEDURE, Kind.AGGREGATE, Kind.SEQUENCE, Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE)
_VIEWS = (Kind.VIEW, Kind.MATERIALIZED_VIEW)


def data_dictionary(snapshot: Snapshot, name: str) -> str:
    """The whole document, without a line feed at the end."""
    parts = parts_of(snapshot)
    tables = table_facts(snapshot)
    lines = [f"# {prose(name)}", "", prose(_counts(snapshot))]
    there = {each.schema or each.name for each in snapshot.objects.values() if each.kind in (*_VIEWS, *_LISTED)}
    there |= {each.name for each in snapshot.objects.values() if each.kind is Kind.SCHEMA}
    there |= {each.schema for each in (() if isinstance(tables, Unknown) else tables)}
    for schema in sorted(there):
        lines += _schema(schema, snapshot, parts, tables)
    lines += _not_read(snapshot)
    return "\n".join(lines)


def _counts(snapshot: Snapshot) -> str:
    kinds = (Kind.TABLE, *_VIEWS, Kind.FUNCTION, Kind.POLICY)
    numbers = {
        kind: sum(each.kind is kind and not each.partition for each in snapshot.objects.values()) for kind in kinds
    }
    said = ", ".join(_many(number, kind.value) for kind, number in numbers.items() if number)
    return f"PostgreSQL {snapshot.major}: {said or 'nothing'}."


def _many(number: int, word: str) -> str:
    return f"{number} policies" if word == "policy" and number > 1 else count(number, word)


def _schema(schema: str, snapshot: Snapshot, parts: Parts, tables: tuple[TableFacts, ...] | Unknown) -> Iterator[str]:
    yield from ("", f"## Schema {code(schema)}")
    yield from _comment(parts, "schema", schema)
    if isinstance(tables, Unknown):
        yield from ("", prose(f"UNKNOWN which tables it has: {tables.reason}"))
    else:
        for table in tables:
            if table.schema == schema:
                yield from _table(table, snapshot, parts)
    for each in _of(snapshot, schema, _VIEWS):
        yield from ("", f"### {each.kind.value.capitalize()} {code(each.name)}")
        yield from _comment(parts, each.kind.value, each.name)
        yield from ("", *(fenced(each.definition) if not each.held else [_locked()]))
    # A sequence that belongs to a column says nothing of its own.
    owned = {each.parent for each in snapshot.objects.values() if each.kind is Kind.SEQUENCE_OWNER}
    listed = [each for each in _of(snapshot, schema, _LISTED) if each.name not in owned]
    if listed:
        yield from ("", "### Types, sequences and functions", "", "| Kind | Name | Comment |", "| --- | --- | --- |")
        for each in listed:
            labels = ", ".join(name for name, _ in each.parts)
            said = parts.comments.get(f"{_word(each)} {each.name}", "")
            yield row(each.kind.value, code(each.name), prose(" ".join(one for one in (said, labels) if one)))


def _word(each: SchemaObject) -> str:
    return "type" if each.kind in (Kind.ENUM, Kind.COMPOSITE) else each.kind.value


def _table(table: TableFacts, snapshot: Snapshot, parts: Parts) -> Iterator[str]:
    yield from ("", f"### {'Partition' if table.partition else 'Table'} {code(table.name)}")
    yield from _comment(parts, "table", table.name)
    yield from ("", prose(_security(table)))
    if table.columns and not table.partition:
        yield from ("", "| Column | Type | Null | Default | Comment |", "| --- | --- | --- | --- | --- |")
        for each in table.columns:
            said = parts.comments.get(f"column {table.name}.{each.name}", "")
            default = each.default or each.computed or (f"identity {each.numbering}" if each.numbering else "")
            null = "no" if each.not_null else "yes"
            yield row(code(each.name), code(each.type), null, code(default), prose(said))
    yield from _parts(table, snapshot, parts)


def _security(table: TableFacts) -> str:
    if not table.secured:
        return "Row level security: off."
    if isinstance(table.policies, Unknown):
        return f"Row level security: on. UNKNOWN which policies it has: {table.policies.reason}"
    policies = ", ".join(f"{number} for {command}" for command, number in table.policies.items() if number)
    forced = ", for the owner too" if table.forced else ""
    more = f" {count(table.restrictive, 'restrictive one')}." if table.restrictive else ""
    return f"Row level security: on{forced}. Policies: {policies or 'none, so nobody sees a row'}.{more}"


def _parts(table: TableFacts, snapshot: Snapshot, parts: Parts) -> Iterator[str]:
    """Constraints, indexes, policies, triggers and grants of one table."""
    alone = Snapshot(
        snapshot.version, {each.key: each for each in parts.by_parent.get(table.name, ())}, {}, snapshot.unknown
    )
    constraints, policies, grants = constraint_facts(alone), policy_facts(alone), grant_facts(alone)
    if constraints and not isinstance(constraints, Unknown):
        yield from _listed("Constraint", "Definition", ((each.name, each.definition) for each in constraints))
    indexes = ((each.name, HELD if each.held else each.definition) for each in parts.of(table.name, Kind.INDEX))
    yield from _listed("Index", "Definition", indexes)
    if policies and not isinstance(policies, Unknown):
        yield from ("", "| Policy | Command | To | Rule |", "| --- | --- | --- | --- |")
        for each in policies:
            command = each.command if each.permissive else f"{each.command}, restrictive"
            rule = _locked() if isinstance(each.rule, Unknown) else code(each.rule)
            yield row(code(each.name), command, prose(", ".join(each.roles)), rule)
    triggers = ((each.name, HELD if each.held else each.definition) for each in parts.of(table.name, Kind.TRIGGER))
    yield from _listed("Trigger", "Definition", triggers)
    if grants and not isinstance(grants, Unknown):
        given = (
            (each.grantee, each.privileges + (" (with grant option)" if each.grantable else "")) for each in grants
        )
        yield from _listed("Granted to", "What", given)


HELD = Unknown("somebody holds or awaits its lock")


def _listed(first: str, second: str, rows: Iterable[tuple[str, str | Unknown]]) -> Iterator[str]:
    several = list(rows)
    if several:
        yield from ("", f"| {first} | {second} |", "| --- | --- |")
    for name, text in several:
        yield row(code(name), _locked() if isinstance(text, Unknown) else code(text))


def _locked() -> str:
    return prose(f"UNKNOWN: {HELD.reason}")


def _comment(parts: Parts, kind: str, name: str) -> Iterator[str]:
    if said := parts.comments.get(f"{kind} {name}"):
        yield from ("", prose(said))


def _of(snapshot: Snapshot, schema: str, kinds: Collection[Kind]) -> list[SchemaObject]:
    found = (each for each in snapshot.objects.values() if each.kind in kinds and each.schema == schema)
    return sorted(found, key=lambda each: (each.kind.rank, each.name))


def _not_read(snapshot: Snapshot) -> Iterator[str]:
    """What the document cannot say, and why."""
    rows = [(name.replace("_", " "), why.reason) for name, why in snapshot.unknown.items()]
    rows += [(f"{kind} {name}", HELD.reason) for kind, name in sorted(unread(snapshot))]
    if rows:
        yield from ("", "## Not read", "", "| What | Why |", "| --- | --- |")
    for what, why in rows:
        yield row(prose(what), prose(why))
