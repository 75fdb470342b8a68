"""Rows that a new constraint would refuse, counted on the target before anything is sent. Reads only."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from console.changesets.constraints import Constraint, constraints
from console.changesets.migration import Named, Statement
from console.changesets.tokens import Kind, tokenize
from console.core.present import size
from console.core.unknown import Unknown
from console.database.names import Part, all_there, expression, identifier, names, pairs
from console.migrations.pending import Pending
from console.migrations.relations import Sizes, quoted

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession

MOST = 1_000
"""Rows that are counted; more are not told apart."""
SECONDS = 20.0
"""What all the counting together may take: somebody waits for the plan."""
LARGEST = 2 * 1024**3
"""Octets of a table that is read through to its end; a larger one would be broken off by the time of one statement."""
_BY_HAND = "Count them by hand, or add it NOT VALID and validate it afterwards."


class Verdict(StrEnum):
    """What is advised. Ordered from least to most by `severity`."""

    GO = "go"
    REVIEW = "review"
    STOP = "stop"

    @property
    def severity(self) -> int:
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint of a file, and how many rows of its table it would refuse (`more`: at least that many)."""

    file: str
    line: int
    constraint: str
    table: str
    rows: int | Unknown
    more: bool = False

    @property
    def verdict(self) -> Verdict:
        if isinstance(self.rows, Unknown):
            return Verdict.REVIEW
        return Verdict.STOP if self.rows else Verdict.GO

    @property
    def sentence(self) -> str:
        """`more than 1,000 rows of public.bookings would be refused by NOT NULL on email`."""
        if isinstance(self.rows, Unknown):
            return f"how many rows of {self.table} {self.constraint} would refuse is not known: {self.rows.reason}"
        more = "more than " if self.more else ""
        rows = f"{more}{self.rows:,} {'row' if self.rows == 1 and not self.more else 'rows'}"
        return f"{rows} of {self.table} would be refused by {self.constraint}"


async def read_violations(
    database: Database, pending: Sequence[Pending], sizes: Sizes, *, seconds: float = SECONDS
) -> tuple[Violation, ...]:
    """The rows that each new constraint of the files would refuse, on tables that are there already.

    What cannot be counted is left out where the files add the column themselves: it has no rows yet. It is tried all
    the same, since ADD COLUMN IF NOT EXISTS may find it there. Very large tables are not read, and when their time is
    over the rest is not counted: UNKNOWN, with that as its reason.
    """
    found: list[Violation] = []
    deadline = time.monotonic() + seconds
    added: set[tuple[str, str]] = set()
    for each in pending:
        for segment, said in zip(each.segments[each.done :], each.statements[each.done :], strict=True):
            for piece, statement in zip(segment.pieces, said, strict=True):
                added |= _added(statement)
                for constraint in constraints(piece.text):
                    if quoted(constraint.table) not in sizes:
                        continue
                    why = _too_much(constraint, sizes, deadline)
                    rows = await _count(database, constraint) if why is None else why
                    if not (isinstance(rows, Unknown) and added & _used(constraint)):
                        found.append(_violation(each, piece.line, constraint, rows))
    return tuple(found)


def _too_much(constraint: Constraint, sizes: Sizes, deadline: float) -> Unknown | None:
    """Why it is not counted."""
    if time.monotonic() > deadline:
        return Unknown("counting for the files before it took all the time that there is", _BY_HAND)
    octets = sizes[quoted(constraint.table)].octets
    if octets > LARGEST:
        return Unknown(f"the table has {size(octets)}, and all of it would be read", _BY_HAND)
    return None


def _added(statement: Statement) -> set[tuple[str, str]]:
    """The columns that a statement adds, each with its table."""
    columns = [name for action, name in statement.actions if action == "ADD COLUMN"]
    return {(table.name, column) for table in statement.touches[:1] for column in columns}


def _used(constraint: Constraint) -> set[tuple[str, str]]:
    """The columns that it looks at, each with its table; every word of a check may be one."""
    words = {each.value for each in tokenize(constraint.expression) if each.kind in (Kind.WORD, Kind.NAME)}
    used = {(constraint.table.name, name) for name in (*constraint.columns, *words)}
    if constraint.other is not None:
        used |= {(constraint.other.name, name) for name in constraint.other_columns}
    return used


def _violation(pending: Pending, line: int, constraint: Constraint, rows: int | Unknown) -> Violation:
    more = not isinstance(rows, Unknown) and rows > MOST
    return Violation(
        file=pending.file.label,
        line=line,
        constraint=constraint.title,
        table=constraint.table.label,
        rows=MOST if more else rows,
        more=more,
    )


async def _count(database: Database, constraint: Constraint) -> int | Unknown:
    async def ask(session: ReadSession) -> int | Unknown:
        name, parts = _question(constraint)
        if not name:
            return Unknown("it points at a primary key that was not read")
        query = session.statement(f"migrations/{name}").with_identifiers(table=_table(constraint.table), **parts)
        return int((await session.mappings(query, {"most": MOST + 1}))[0]["rows"])

    return await database.ask(ask)


def _question(constraint: Constraint) -> tuple[str, dict[str, Part]]:
    """Which file asks it, and what stands in its places."""
    columns = constraint.columns
    match constraint.kind:
        case "not null":
            return "rows_null", {"field": identifier(columns[0])}
        case "check":
            return "rows_refused", {"expression": expression(constraint.expression)}
        case "unique":
            return "rows_doubled", {"there": all_there("", columns), "columns": names(columns)}
    if constraint.other is None or not constraint.other_columns:
        return "", {}
    return "rows_orphaned", {
        "there": all_there("t", columns),
        "other": _table(constraint.other),
        "matches": pairs("k", constraint.other_columns, "t", columns),
    }


def _table(named: Named) -> Part:
    return identifier(*((named.schema, named.name) if named.schema else (named.name,)))
