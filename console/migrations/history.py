"""The history tables on a target: who keeps one, where, and which versions it has. Reads only.

Statements that a history keeps may be many megabytes: they are read by themselves, a few megabytes at a time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from console.changesets.migration import Tool
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.database.names import NULL, identifier
from console.migrations.known_histories import (
    SUPABASE_SCHEMA,
    TELLTALES,
    Column,
    Shape,
    key_of,
    parted,
    platform_of,
    recognise,
)

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession

MOST_ROWS = 100_000
"""Rows of one history; what has more is no history, and is not shown in part."""

_BATCH_OCTETS = 2_000_000  # as they are stored: unpacked they may be several times that
_BATCH_ROWS = 1_000
_ROLES = ("version", "name", "package", "kind", "id", "author", "checksum", "dirty", "success")
_TIMES = ("applied_at", "finished_at", "rolled_back_at")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Applied:
    """A row of a history.

    `statements` are None where the tool keeps none, or where they were not asked for; `octets` is how large they are
    as stored, None where none are kept. `package` is Django's app, sqitch's project, pgroll's schema. `failed` says
    that the tool counts it as begun and not ended; `undone` rows are of versions that were taken back.
    """

    version: str
    name: str = ""
    statements: tuple[str, ...] | None = None
    octets: int | None = None
    applied_at: datetime | None = None
    by: str = ""
    checksum: str = ""
    failed: bool = False
    undone: bool = False
    baseline: bool = False
    package: str = ""
    id: str = ""

    @property
    def label(self) -> str:
        """`20240101120000_bookings`, as people speak of it."""
        return f"{self.version}_{self.name}" if self.version and self.name else self.version or self.name


@dataclass(frozen=True, slots=True)
class History:
    """One history table: whose, where, its columns, and its rows in the tool's order.

    `title` names the tool, or the part of a platform that owns it (`platform`), whose rows are not read. `exists` is
    false of the one that a tool would make first. `unread` is why its statements cannot be read, where it has some that
    this role may not read.
    """

    tool: Tool | None
    title: str
    schema: str
    table: str
    columns: frozenset[str] = frozenset()
    rows: tuple[Applied, ...] | Unknown = ()
    platform: bool = False
    exists: bool = True
    schema_exists: bool = True
    unread: Unknown | None = None

    @property
    def place(self) -> str:
        """`schema.table`."""
        return qualified(self.schema, self.table)

    def row(self, key: str) -> Applied | None:
        """The row of a key (`known_histories.key_of`), the latest where there are several."""
        rows = () if isinstance(self.rows, Unknown) else self.rows
        return next((row for row in reversed(rows) if key_of(self.tool, row.version, row.name) == key), None)


def absent(tool: Tool, *, schema_exists: bool = False) -> History:
    """The history that a tool would make before it applies its first file."""
    schema, table, columns = {
        Tool.SUPABASE: (SUPABASE_SCHEMA, "schema_migrations", ("version", "statements", "name")),
        Tool.PRISMA: ("public", "_prisma_migrations", ("id", "checksum", "migration_name")),
    }.get(tool, ("public", "schema_migrations", ("version",)))
    there = schema_exists or schema == "public"
    return History(tool, tool.value, schema, table, frozenset(columns), exists=False, schema_exists=there)


async def read_histories(database: Database) -> tuple[History, ...] | Unknown:
    """Every history table of the target, platforms' last. The rows of one that cannot be read are Unknown.

    Unknown where the catalogue itself does not answer; Problem where the server cannot be reached.
    """
    found = await database.ask(_read_tables)
    if isinstance(found, Unknown):
        return found
    histories: list[History] = []
    for row in found:
        columns = {each["name"]: Column(**each) for each in row["columns"]}
        shape = recognise(row["schema"], row["relation"], columns, rails=row["rails"])
        platform = platform_of(row["schema"], row["relation"])
        if shape is None and (not platform or not row["relation"].endswith("migrations")):
            continue
        history = History(
            tool=shape.tool if shape and not platform else None,
            title=platform or (shape.title if shape else ""),
            schema=row["schema"],
            table=row["relation"],
            columns=frozenset(columns),
            platform=bool(platform),
            unread=_unread(row, shape, columns) if shape and not platform else None,
        )
        if shape is None or platform:
            rows: tuple[Applied, ...] | Unknown = Unknown(f"It is kept by {platform} for itself and is not read.")
        else:
            closed = _closed(row, shape, columns)
            rows = await database.ask(partial(_read_rows, history, shape, columns)) if closed is None else closed
        histories.append(replace(history, rows=rows))
    return tuple(sorted(histories, key=lambda each: (each.platform, each.schema, each.table)))


async def _read_tables(session: ReadSession) -> tuple[dict[str, Any], ...]:
    return await session.mappings("migrations/history_tables", {"telltales": list(TELLTALES)})


def _closed(row: Mapping[str, Any], shape: Shape, columns: Mapping[str, Column]) -> Unknown | None:
    """Why this role cannot see the rows, if the catalogue says so already."""
    place = qualified(row["schema"], row["relation"])
    if not row["usable"]:
        return Unknown(
            f"The role {row['role']} may not use the schema {row['schema']}.",
            f"Ask its owner: grant usage on schema {row['schema']} to {row['role']}; "
            f"grant select on {place} to {row['role']}",
        )
    if not all(columns[name].readable for name in shape.needs):
        return Unknown(
            f"The role {row['role']} may not read {place}.",
            f"Ask its owner: grant select on {place} to {row['role']}",
        )
    if row["filtered"]:
        return Unknown(
            f"Row security decides which rows of {place} the role {row['role']} sees: there may be more.",
            "Use the role that owns the table, or one with BYPASSRLS.",
        )
    return None


def _unread(row: Mapping[str, Any], shape: Shape, columns: Mapping[str, Column]) -> Unknown | None:
    """Why this role cannot see the statements, if the table has them and the catalogue says so."""
    column = columns.get(shape.roles.get("statements", ""))
    if column is None or column.readable:
        return None
    place = qualified(row["schema"], row["relation"])
    return Unknown(
        f"The role {row['role']} may not read the column {column.name} of {place}.",
        f"Ask its owner: grant select ({column.name}) on {place} to {row['role']}",
    )


async def _read_rows(
    history: History, shape: Shape, columns: Mapping[str, Column], session: ReadSession
) -> tuple[Applied, ...] | Unknown:
    parts = {role: _column(shape, role, columns) for role in (*_ROLES, *_TIMES, "statements")}
    query = session.statement("migrations/history").with_identifiers(
        **parts, history=identifier(history.schema, history.table), ordering=identifier(shape.ordering)
    )
    rows = await session.mappings(query, {"rows": MOST_ROWS + 1})
    if len(rows) > MOST_ROWS:
        return Unknown(f"{history.place} has more than {MOST_ROWS:,} rows: that is no history of migrations.")
    found = (_applied(shape.tool, row) for row in rows)
    return tuple(row for row in found if row.version or row.name)


def _column(shape: Shape, role: str, columns: Mapping[str, Column]) -> Any:
    """The column, or NULL where this table does not have it or this role may not read it."""
    name = shape.roles.get(role, "")
    column = columns.get(name)
    if column is None or not column.readable or (role == "statements" and column.category != "A"):
        return NULL
    return identifier(name)


def _applied(tool: Tool | None, row: Mapping[str, Any]) -> Applied:
    kind = row["kind"] or ""
    version, name = row["version"] or "", row["name"] or ""
    if tool in (Tool.PRISMA, Tool.DJANGO, Tool.PGROLL):
        version, name = parted(name)
    if tool is Tool.SQITCH:
        version, name = name, ""
    if (tool is Tool.FLYWAY and kind == "SCHEMA") or (tool is Tool.GOLANG_MIGRATE and version == "-1"):
        version, name = "", ""  # a note of the tool's own, of no migration
    rolled_back = row["rolled_back_at"] is not None
    prisma_failed = tool is Tool.PRISMA and row["finished_at"] is None and not rolled_back
    return Applied(
        version=version,
        name=name,
        octets=row["octets"],
        applied_at=_moment(row["finished_at"] if row["finished_at"] is not None else row["applied_at"]),
        by=row["author"] or "",
        checksum=row["checksum"] or "",
        failed=bool(row["dirty"] or row["success"] is False or prisma_failed),
        undone=rolled_back or kind.startswith("UNDO"),
        baseline=kind == "BASELINE",
        package=row["package"] or "",
        id=row["id"] or "",
    )


def _moment(seconds: float | None) -> datetime | None:
    """The time, or None where there is none that a calendar has (`infinity`)."""
    if seconds is None:
        return None
    try:
        return _FIRST + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


async def read_statements(
    database: Database, history: History, versions: Sequence[str] | None = None
) -> AsyncIterator[tuple[str, tuple[str, ...]] | Unknown]:
    """Version and statements of every row that keeps some, or of those named; an Unknown for a batch not readable.

    A few megabytes are in memory at a time, each batch read in a transaction of its own.
    """
    if isinstance(history.rows, Unknown) or "statements" not in history.columns:
        return
    if history.unread is not None:
        yield history.unread
        return
    wanted = None if versions is None else set(versions)
    rows = [row for row in history.rows if row.octets is not None and (wanted is None or row.version in wanted)]
    for batch in _batches(rows):
        found = await database.ask(partial(_read_statements, history, [row.version for row in batch]))
        if isinstance(found, Unknown):
            yield found
            continue
        for row in found:
            yield row["version"], _texts(row["statements"])


async def _read_statements(history: History, versions: list[str], session: ReadSession) -> tuple[dict[str, Any], ...]:
    query = session.statement("migrations/history_statements").with_identifiers(
        version=identifier("version"),
        statements=identifier("statements"),
        history=identifier(history.schema, history.table),
    )
    return await session.mappings(query, {"versions": versions})


def _batches(rows: Sequence[Applied]) -> Iterator[list[Applied]]:
    batch: list[Applied] = []
    octets = 0
    for row in rows:
        if batch and (octets + (row.octets or 0) > _BATCH_OCTETS or len(batch) >= _BATCH_ROWS):
            yield batch
            batch, octets = [], 0
        batch.append(row)
        octets += row.octets or 0
    if batch:
        yield batch


def _texts(value: Any) -> tuple[str, ...]:
    """The elements of an array in their order: one of several dimensions, or with NULL in it, is none of a tool's."""
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each))
    return () if value is None else (str(value),)
