"""Rules on tables: foreign keys without an index, timestamps without a zone, required columns without a default.

And on what a change costs: data that is gone, strong locks without a limit on waiting, drops of what is still used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from console.changesets.migration import Named
from console.core.finding import Confidence, Finding, Unchecked
from console.core.unknown import Unknown
from console.migrations.check_code import (
    NAME,
    QUALIFIED,
    Item,
    Key,
    altered_table,
    created_table,
    inside,
    items,
    key,
    names,
    parts,
    written,
)
from console.migrations.check_reading import Checked, Said
from console.migrations.rules import rules

CHECKS = (
    "foreign-key-without-index",
    "timestamp-without-zone",
    "required-without-default",
    "destructive",
    "lock-timeout-missing",
)
USED = "column-still-used"

_INDEX = re.compile(
    rf"\s*create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?P<index>(?!on\b){NAME}\s+)?"
    rf"on\s+(?:only\s+)?(?P<table>{QUALIFIED})\s*(?P<method>using\s+{NAME}\s*)?(?=\()",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\s*drop\s+(?P<kind>index|table|schema)\s+(?:concurrently\s+)?(?:if\s+exists\s+)?(?P<names>.*)", re.I | re.S
)
_DROP_COLUMN = re.compile(
    rf"\s*drop\s+(?:column\s+)?(?:if\s+exists\s+)?(?P<name>(?!constraint\b){NAME})\s*(?:cascade|restrict)?\s*$", re.I
)
_FOREIGN = re.compile(rf"(?:constraint\s+{NAME}\s+)?foreign\s+key\s*", re.IGNORECASE)
_KEY = re.compile(
    rf"(?:constraint\s+{NAME}\s+)?(?:primary\s+key|unique)\b(?:\s+nulls\s+(?:not\s+)?distinct)?\s*(?=\()", re.I
)
_KEY_OF_COLUMN = re.compile(r"\b(?:primary\s+key|unique)\b", re.IGNORECASE)
_REFERENCES = re.compile(r"\breferences\b", re.IGNORECASE)
_TIMESTAMP = re.compile(r"\s*timestamp\b(?:\s*\(\s*\d+\s*\))?(?!\s*\(|\s+with\s+time\s+zone\b)", re.IGNORECASE)
_TYPE = re.compile(rf"\s*alter\s+(?:column\s+)?(?P<name>{NAME})\s+(?:set\s+data\s+)?type\s+", re.IGNORECASE)
_REQUIRED = re.compile(r"\bnot\s+null\b", re.IGNORECASE)
_FILLED = re.compile(r"\bdefault\b|\bgenerated\b|^\s*(?:small|big)?serial\b|^\s*serial[248]\b", re.IGNORECASE)
_LIMIT = re.compile(r"\s*set\s+(?:local\s+|session\s+)?lock_timeout\b|.*\bset_config\s*\(", re.IGNORECASE | re.DOTALL)
_STRONG = {"ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"}


def check_tables(files: Sequence[Checked]) -> Iterator[Finding]:
    """All findings on tables, but for those that ask a server."""
    yield from _foreign_keys(files)
    for file in files:
        made = {name[0] for said in file.said if (name := created_table(said.code))}
        limited = waited = False
        for said in file.said:
            yield from _columns(file, said, made)
            if said.statement.loses:
                yield file.place.found("destructive", said.statement.loses, line=said.line, sub=_sub(said))
            limited = limited or bool(_LIMIT.match(said.code))
            if not (limited or waited) and (table := _locked(said, made)):
                waited = True
                yield file.place.found("lock-timeout-missing", f"On {table}.", line=said.line, sub=table)


def _sub(said: Said) -> str:
    return " ".join(said.code.split())[:80]


def _locked(said: Said, made: set[Key]) -> str:
    """The table that others use and that this locks against their writing, empty where it locks none."""
    if not said.statement.transactional:
        return ""
    for lock in said.statement.locks:
        if lock.mode in _STRONG and (lock.table.schema or "public", lock.table.name) not in made:
            return lock.table.label
    return ""


def _columns(file: Checked, said: Said, made: set[Key]) -> Iterator[Finding]:
    for item in items(said.code):
        if not item.column:
            continue
        name, line = f"{written(item.table)}.{item.column}", said.line_at(item.at)
        if _TIMESTAMP.match(item.rest):
            yield file.place.found("timestamp-without-zone", f"{name}.", line=line, sub=name)
        required = item.added and item.table not in made and _REQUIRED.search(item.rest)
        if required and not _FILLED.search(item.rest):
            yield file.place.found("required-without-default", f"{name}.", line=line, sub=name)
    if altered := altered_table(said.code):
        for at, action in altered[1]:
            changed = _TYPE.match(action)
            if changed and _TIMESTAMP.match(action[changed.end() :]):
                name = f"{written(altered[0])}.{key(changed['name'])[1]}"
                yield file.place.found("timestamp-without-zone", f"{name}.", line=said.line_at(at), sub=name)


@dataclass(slots=True)
class _Keys:
    """The foreign keys and the indexes that there are so far."""

    foreign: dict[tuple[Key, tuple[str, ...]], tuple[Checked, int]] = field(default_factory=dict)
    indexes: list[tuple[Key, str, tuple[str, ...]]] = field(default_factory=list)

    def take(self, file: Checked, said: Said) -> None:
        """Take a statement in."""
        if found := _INDEX.match(said.code):
            if not found["method"] or re.search(r"\b(btree|hash)\b", found["method"], re.IGNORECASE):
                table = key(found["table"])
                index = key(found["index"])[1] if found["index"] else ""
                self.indexes.append((table, index, names(inside(said.code, found.end())[1])))
        elif gone := _DROP.match(said.code):
            for _, text in parts(gone["names"]):
                self._drop(gone["kind"].lower(), key(text))
        else:
            for item in items(said.code):
                self._item(file, said, item)
            for dropped in _dropped_columns(said):
                self._drop_column(*dropped)

    def _item(self, file: Checked, said: Said, item: Item) -> None:
        where = file, said.line_at(item.at)
        if item.column:
            if _REFERENCES.search(item.rest):
                self.foreign.setdefault((item.table, (item.column,)), where)
            if _KEY_OF_COLUMN.search(item.rest):
                self.indexes.append((item.table, "", (item.column,)))
        elif found := _FOREIGN.match(item.rest):
            self.foreign.setdefault((item.table, names(inside(item.rest, found.end())[1])), where)
        elif found := _KEY.match(item.rest):
            self.indexes.append((item.table, "", names(inside(item.rest, found.end())[1])))

    def _drop(self, kind: str, gone: Key) -> None:
        if kind == "index":
            self.indexes = [each for each in self.indexes if each[1] != gone[1]]
            return
        for one in [each for each in self.foreign if (each[0] == gone if kind == "table" else each[0][0] == gone[1])]:
            del self.foreign[one]

    def _drop_column(self, table: Key, column: str) -> None:
        for one in [each for each in self.foreign if each[0] == table and column in each[1]]:
            del self.foreign[one]
        self.indexes = [each for each in self.indexes if not (each[0] == table and column in each[2])]

    def bare(self) -> Iterator[tuple[Key, tuple[str, ...], Checked, int]]:
        """The foreign keys whose columns begin no index, in whatever order."""
        for (table, columns), (file, line) in self.foreign.items():
            wanted = set(columns)
            if not any(each[0] == table and set(each[2][: len(columns)]) == wanted for each in self.indexes):
                yield table, columns, file, line


def _foreign_keys(files: Sequence[Checked]) -> Iterator[Finding]:
    keys = _Keys()
    for file in files:
        for said in file.said:
            keys.take(file, said)
    for table, columns, file, line in keys.bare():
        listed = ", ".join(columns)
        shown = f"{written(table)} ({listed})"
        name = "foreign-key-without-index"
        yield file.place.found(name, f"{shown}.", line=line, sub=shown, table=written(table), columns=listed)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A table, or a column of one, that a file drops: what a server is asked about."""

    table: Named
    column: str = ""

    @property
    def label(self) -> str:
        return f"{self.table.label}.{self.column}" if self.column else self.table.label


def drops(file: Checked) -> Iterator[tuple[Dropped, Said]]:
    """What a file drops that other things may use."""
    for said in file.said:
        if (gone := _DROP.match(said.code)) and gone["kind"].lower() == "table":
            for _, text in parts(gone["names"]):
                yield Dropped(_named(key(text))), said
        for table, column in _dropped_columns(said):
            yield Dropped(_named(table), column), said


def _dropped_columns(said: Said) -> Iterator[tuple[Key, str]]:
    altered = altered_table(said.code)
    for _, action in altered[1] if altered else ():
        if altered and (column := _DROP_COLUMN.match(action)):
            yield altered[0], key(column["name"])[1]


def _named(name: Key) -> Named:
    return Named("table", name[1], name[0])


Uses = Callable[[Dropped], Sequence[str] | Unknown]
"""What on a server uses a thing: labels such as `view public.report`."""


def check_uses(files: Sequence[Checked], uses: Uses) -> Iterator[Finding | Unchecked]:
    """Drops of what a server still uses, and those of which it could not be seen."""
    for file in files:
        for dropped, said in drops(file):
            users = uses(dropped)
            if isinstance(users, Unknown):
                yield Unchecked(USED, rules()[USED].level, f"{dropped.label}: {users.reason}", users.remedy)
            elif users:
                detail = f"{dropped.label} is used by {', '.join(users)}."
                sure = Confidence.STATIC if any(each.startswith("function") for each in users) else Confidence.OBSERVED
                yield file.place.found(USED, detail, line=said.line, sub=dropped.label, confidence=sure)
