"""The history tables of migration tools: which columns each has, and what its columns are to us. Nothing is read here.

A table is recognised by its columns and not by its place. The sources are the tools' own DDL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.changesets.migration import MigrationFile, Tool
from console.core.schemas import PLATFORM_SCHEMAS

TEXT, NUMBER, BOOLEAN, TIME, ARRAY = "S", "N", "B", "D", "A"
"""Categories of types as pg_type.typcategory has them."""

SUPABASE_SCHEMA = "supabase_migrations"

_PLATFORM = {
    ("auth", "schema_migrations"): "Supabase Auth",
    ("realtime", "schema_migrations"): "Supabase Realtime",
    ("_realtime", "schema_migrations"): "Supabase Realtime",
    ("storage", "migrations"): "Supabase Storage",
    ("supabase_functions", "migrations"): "Supabase Functions",
    ("_analytics", "schema_migrations"): "Supabase Analytics",
    ("_supavisor", "schema_migrations"): "Supabase Supavisor",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that may be a history: its name, the category of its type, whether this role may read it."""

    name: str
    category: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """How a tool's history table looks.

    `needs` are columns that it always has, each with the categories that its type may be of. `roles` says which
    column is what to us (the names of sql/migrations/history). With `exactly`, it has no others. `table` is a pattern
    for its name, where the columns alone would fit too much.
    """

    tool: Tool | None
    title: str
    needs: Mapping[str, str]
    roles: Mapping[str, str]
    ordering: str
    exactly: bool = False
    table: str = ""

    def fits(self, table: str, columns: Mapping[str, Column]) -> bool:
        """Whether a table of that name with those columns is one."""
        if self.table and not re.search(self.table, table):
            return False
        if self.exactly and set(columns) != set(self.needs):
            return False
        return all(name in columns and columns[name].category in categories for name, categories in self.needs.items())


_SUPABASE_ROLES = {"version": "version", "name": "name", "statements": "statements", "author": "created_by"}
_VERSION = {"version": "version"}

SHAPES: tuple[Shape, ...] = (
    Shape(
        Tool.PRISMA,
        "Prisma",
        {
            "id": TEXT,
            "checksum": TEXT,
            "finished_at": TIME,
            "migration_name": TEXT,
            "rolled_back_at": TIME,
            "started_at": TIME,
            "applied_steps_count": NUMBER,
        },
        {
            "id": "id",
            "name": "migration_name",
            "checksum": "checksum",
            "applied_at": "started_at",
            "finished_at": "finished_at",
            "rolled_back_at": "rolled_back_at",
        },
        "started_at",
    ),
    Shape(
        Tool.FLYWAY,
        "Flyway",
        {
            "installed_rank": NUMBER,
            "version": TEXT,
            "description": TEXT,
            "type": TEXT,
            "script": TEXT,
            "checksum": NUMBER,
            "installed_by": TEXT,
            "installed_on": TIME,
            "success": BOOLEAN,
        },
        {
            "version": "version",
            "name": "description",
            "kind": "type",
            "checksum": "checksum",
            "author": "installed_by",
            "applied_at": "installed_on",
            "success": "success",
        },
        "installed_rank",
    ),
    Shape(
        Tool.SQITCH,
        "sqitch",
        {"change_id": TEXT, "change": TEXT, "project": TEXT, "committed_at": TIME, "committer_name": TEXT},
        {
            "id": "change_id",
            "name": "change",
            "package": "project",
            "author": "committer_name",
            "applied_at": "committed_at",
        },
        "committed_at",
        table=r"^changes$",
    ),
    Shape(
        Tool.PGROLL,
        "pgroll",
        {"schema": TEXT, "name": TEXT, "migration": "U", "created_at": TIME, "done": BOOLEAN, "parent": TEXT},
        {"name": "name", "package": "schema", "applied_at": "created_at", "success": "done"},
        "created_at",
    ),
    Shape(
        Tool.DJANGO,
        "Django",
        {"id": NUMBER, "app": TEXT, "name": TEXT, "applied": TIME},
        {"name": "name", "package": "app", "applied_at": "applied"},
        "id",
        exactly=True,
        table=r"migrations",
    ),
    Shape(Tool.ALEMBIC, "Alembic", {"version_num": TEXT}, {"version": "version_num"}, "version_num", exactly=True),
    Shape(
        Tool.GOLANG_MIGRATE,
        "golang-migrate",
        {"version": NUMBER, "dirty": BOOLEAN},
        {"version": "version", "dirty": "dirty"},
        "version",
        exactly=True,
    ),
    Shape(
        None,
        "Ecto",
        {"version": NUMBER, "inserted_at": TIME},
        {"version": "version", "applied_at": "inserted_at"},
        "version",
        exactly=True,
        table=r"migrations",
    ),
    Shape(
        Tool.SUPABASE,
        "Supabase",
        {"version": TEXT, "statements": ARRAY},
        _SUPABASE_ROLES,
        "version",
        table=r"^schema_migrations$",
    ),
)
_SUPABASE_BARE = Shape(Tool.SUPABASE, "Supabase", {"version": TEXT}, _SUPABASE_ROLES, "version")
_RAILS = Shape(Tool.RAILS, "Rails", {"version": TEXT}, _VERSION, "version", exactly=True, table="schema_migrations$")
_DBMATE = Shape(Tool.DBMATE, "dbmate", {"version": TEXT}, _VERSION, "version", exactly=True, table="migrations")

TELLTALES: tuple[str, ...] = ("dirty", "installed_rank", "version_num", "migration_name", "change_id", "migration")
"""A column of each that may have any name: what a table must have one of to be looked at, unless its name has
`migrations` in it. Business tables with a column `version` are many."""


def recognise(schema: str, table: str, columns: Mapping[str, Column], *, rails: bool = False) -> Shape | None:
    """Whose history a table is, or None. `rails` says that `ar_internal_metadata` stands in its schema."""
    if schema == SUPABASE_SCHEMA and table == "schema_migrations" and _SUPABASE_BARE.fits(table, columns):
        return _SUPABASE_BARE
    for shape in (*SHAPES, _RAILS if rails else _DBMATE):
        if shape.fits(table, columns):
            return shape
    return None


def platform_of(schema: str, table: str) -> str:
    """Which part of a platform keeps its own history there, or an empty text where it is a user's."""
    if schema == SUPABASE_SCHEMA:
        return ""
    return _PLATFORM.get((schema, table), "the platform" if schema in PLATFORM_SCHEMAS else "")


_NUMBERED = re.compile(r"(?P<version>\d+)_(?P<name>.+)", re.DOTALL)


def parted(label: str) -> tuple[str, str]:
    """`20240101120000_bookings` as version and name; what does not begin so is a version without a name."""
    found = _NUMBERED.fullmatch(label)
    return (found["version"], found["name"]) if found else (label, "")


_BY_LABEL = {Tool.PRISMA, Tool.DJANGO, Tool.PGROLL}
"""Those that know a migration by its whole name and not by a number."""


def key_of(tool: Tool | None, version: str, name: str) -> str:
    """By what a file and a row are one migration."""
    if tool is Tool.FLYWAY:
        return (
            ".".join(part.lstrip("0") or "0" for part in re.split(r"[._]", version))
            if version
            else f"R {name.replace('_', ' ')}"
        )
    if tool in (Tool.GOLANG_MIGRATE, Tool.RAILS):
        return version.lstrip("0") or "0"
    if tool in _BY_LABEL and name:
        return f"{version}_{name}"
    return version


def file_key(tool: Tool | None, file: MigrationFile) -> str:
    """`key_of` a file."""
    return key_of(tool, file.version, file.name)


SortKey = tuple[tuple[int, str], ...]


def sorting(tool: Tool | None) -> Callable[[str], SortKey]:
    """How a tool orders keys: by numbers, or as text."""
    return _by_numbers if tool in (Tool.FLYWAY, Tool.GOLANG_MIGRATE, Tool.RAILS) else _as_text


def _by_numbers(key: str) -> SortKey:
    return tuple((int(part), "") if part.isascii() and part.isdigit() else (1 << 62, part) for part in key.split("."))


def _as_text(key: str) -> SortKey:
    return ((0, key),)


WAYS_ON: Mapping[Tool, str] = {
    Tool.FLYWAY: "flyway migrate",
    Tool.ALEMBIC: "alembic upgrade head",
    Tool.GOLANG_MIGRATE: "migrate up",
    Tool.DJANGO: "python manage.py migrate",
    Tool.RAILS: "bin/rails db:migrate",
    Tool.SQITCH: "sqitch deploy",
    Tool.PGROLL: "pgroll migrate",
}
"""How one goes on with those that are shown only."""
