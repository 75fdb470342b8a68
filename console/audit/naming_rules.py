"""Rules for names that a team may want to keep. All are off until they are asked for: nobody's habit is wrong.

Pure: names come from a snapshot of the schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from console.audit.overview import bare, missing
from console.core.nearest import nearest
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.schema.objects import Column, Kind, SchemaObject, Snapshot


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A name that does not keep a rule, and what the rule wants."""

    rule: str
    kind: str
    name: str
    wants: str


def _snake(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", name) is not None


def _table_rules() -> Mapping[str, tuple[str, Callable[[str], bool]]]:
    return {
        "plural-tables": ("tables end with s", lambda name: name.endswith("s")),
        "singular-tables": ("tables do not end with s", lambda name: not name.endswith("s") or name.endswith("ss")),
    }


_COLUMN_RULES: Mapping[str, tuple[str, Callable[[Column], bool]]] = MappingProxyType(
    {
        "times-end-with-at": (
            "columns that hold a point in time end with _at",
            lambda column: not column.type.startswith("timestamp") or bare(column.name).endswith("_at"),
        ),
        "dates-end-with-on": (
            "columns that hold a day end with _on or _date",
            lambda column: column.type != "date" or bare(column.name).endswith(("_on", "_date")),
        ),
        "booleans-ask": (
            "columns that are true or false begin with is_, has_, can_, was_ or should_",
            lambda column: (
                column.type != "boolean" or bare(column.name).startswith(("is_", "has_", "can_", "was_", "should_"))
            ),
        ),
    }
)
RULES: tuple[str, ...] = ("snake-case", *_table_rules(), *_COLUMN_RULES)


def misnamed(snapshot: Snapshot, rules: Collection[str]) -> tuple[Misnamed, ...] | Unknown:
    """The tables, views and columns that do not keep these rules. UsageProblem for a rule that is not there."""
    for rule in rules:
        if rule not in RULES:
            raise UsageProblem(f"There is no naming rule {rule}.", "", nearest(rule, RULES) or ", ".join(RULES))
    if unread := missing(snapshot, Kind.TABLE, Kind.VIEW):
        return unread
    found: list[Misnamed] = []
    for each in sorted(snapshot.objects.values(), key=lambda one: one.name):
        if each.kind in (Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW) and not each.partition:
            found += _of_relation(each, rules)
    return tuple(found)


def _of_relation(each: SchemaObject, rules: Collection[str]) -> Iterator[Misnamed]:
    name = bare(each.name.removeprefix(f"{each.schema}."))
    if "snake-case" in rules and not _snake(name):
        yield Misnamed("snake-case", each.kind.value, each.name, _SNAKE)
    for rule, (wants, keeps) in _table_rules().items():
        if rule in rules and each.kind is Kind.TABLE and not keeps(name):
            yield Misnamed(rule, each.kind.value, each.name, wants)
    for column in each.columns:
        full = f"{each.name}.{column.name}"
        if "snake-case" in rules and not _snake(bare(column.name)):
            yield Misnamed("snake-case", "column", full, _SNAKE)
        for rule, (wants, holds) in _COLUMN_RULES.items():
            if rule in rules and not holds(column):
                yield Misnamed(rule, "column", full, wants)


_SNAKE = "lower case letters, digits and single underscores"
