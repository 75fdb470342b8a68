"""Which tables leave a trail of their changes: those whose trigger writes into a table of audit. From the schema alone.

What it says is likely and not certain: a function is read for the names that audit tables usually have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.audit.overview import missing, parts_of
from console.core.unknown import Unknown
from console.schema.objects import Kind, Snapshot

WORDS = ("audit", "log", "history", "journal", "changes", "event", "revision", "versions")
"""What the name of a table of audit usually has in it."""
_FIRES = re.compile(
    r"""CREATE\ (?:CONSTRAINT\ )?TRIGGER\ (?:"(?:[^"]|"")*"|[\w$]+)\ (?:AFTER|BEFORE|INSTEAD\ OF)\ (.+?)\ ON\ """,
    re.VERBOSE | re.DOTALL,
)
_INDIRECT = re.compile(r"\b(?:execute|perform|call)\b", re.IGNORECASE)
"""What a function does by text or by another function is not read."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A table and the triggers that write its changes down. `commands` are those that some trigger sees.

    `unsure` are triggers whose function is not of this schema, or does it in a way that is not read here.
    """

    table: str
    triggers: tuple[str, ...] = ()
    commands: frozenset[str] = frozenset()
    unsure: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every kind of change is written down."""
        return {"insert", "update", "delete"} <= self.commands


def trails(snapshot: Snapshot, words: Sequence[str] = WORDS) -> tuple[Trail, ...] | Unknown:
    """Every table, by name, with its trail. Partitions are left out: they have the triggers of their table."""
    if unread := missing(snapshot, Kind.TABLE, Kind.TRIGGER, Kind.FUNCTION):
        return unread
    parts = parts_of(snapshot)
    sources = {
        each.name.partition("(")[0]: each.definition for each in snapshot.objects.values() if _is_code(each.kind)
    }
    writes = re.compile(
        rf"\b(?:insert\s+into|merge\s+into)\s+[\w.\"]*(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE
    )
    found = []
    for table in sorted(
        (each for each in snapshot.objects.values() if each.kind is Kind.TABLE), key=lambda one: one.name
    ):
        if table.partition:
            continue
        certain: list[str] = []
        unsure: list[str] = []
        commands: set[str] = set()
        for trigger in parts.of(table.name, Kind.TRIGGER):
            name = trigger.name.removeprefix(table.name).lstrip()
            source = sources.get(_called(trigger.definition))
            if trigger.held or source is None:
                unsure.append(name)
            elif writes.search(source) and not trigger.definition.endswith(" disable"):
                certain.append(name)
                commands |= _commands(trigger.definition)
            elif _INDIRECT.search(source):
                unsure.append(name)
        found.append(Trail(table.name, tuple(certain), frozenset(commands), tuple(unsure)))
    return tuple(found)


def _is_code(kind: Kind) -> bool:
    return kind in (Kind.FUNCTION, Kind.PROCEDURE)


def _called(definition: str) -> str:
    """The function that a trigger calls, as its definition prints it."""
    return definition.rpartition(" EXECUTE FUNCTION ")[2].partition("(")[0]


def _commands(definition: str) -> set[str]:
    fires = _FIRES.match(definition)
    said = fires[1].lower() if fires else ""
    return {word for word in ("insert", "update", "delete", "truncate") if re.search(rf"\b{word}\b", said)}
