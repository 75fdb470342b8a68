"""Indexes that one statement might want, and whether the planner would take them. Only of the statement's own tables.

A candidate comes from the plan: columns that a step filters, joins or sorts by after reading a table from end to end.
Where hypopg is in the database each one is tried; else it says so, and what its cost would be stays Unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.database.names import identifier, names
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.health.explain import Explained, Node, explain_here
from console.health.rights import Rights

MOST = 12
"""Candidates of one statement that are tried: each costs a plan."""
_WIDEST = 3
_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_]\w*)'
_REFERENCE = re.compile(
    rf"(?P<left>= )?\(?(?P<alias>{_NAME})\.(?P<column>{_NAME})\)?(?:::[\w ]+(?:\[\])?)?(?P<right> \S+)?"
)
_JOINS = ("Hash Cond", "Merge Cond", "Join Filter")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index on columns of a table. `cost` is the plan's with it, `was` without; `used` says that it was taken.

    `cost`, `used` and `octets` are Unknown where nothing could be tried.
    """

    schema: str
    table: str
    columns: tuple[str, ...]
    was: float
    cost: float | Unknown
    used: bool | Unknown
    octets: int | Unknown

    @property
    def key(self) -> str:
        return qualified(self.schema, self.table)

    @property
    def definition(self) -> str:
        """What builds it."""
        return _written("maintenance/candidate_index", self.schema, self.table, self.columns)


@dataclass(frozen=True, slots=True)
class Used:
    """How a step of the plan uses a column of a table: by an equality (`exact`), which may be that of a join."""

    column: str
    exact: bool
    joins: bool = False


async def read_candidates(
    database: Database,
    rights: Rights,
    explained: Explained,
    values: Sequence[str | None] | None = None,
) -> tuple[Candidate, ...] | Unknown:
    """Indexes for a statement, the cheapest plan first; empty where no step reads a table from end to end."""
    return await database.ask(partial(_candidates, rights=rights, explained=explained, values=values))


async def _candidates(
    session: ReadSession, rights: Rights, explained: Explained, values: Sequence[str | None] | None
) -> tuple[Candidate, ...]:
    wanted = await _wanted(session, explained.root)
    if not rights.hypopg_schema:
        absent = Unknown(
            "the extension hypopg is not in this database, so nothing was tried",
            "install its package on the server, then: create extension hypopg",
        )
        return tuple(Candidate(*each, explained.cost, absent, absent, absent) for each in wanted)
    reset = session.statement("hypopg/forget")
    end = reset.with_identifiers(reset=identifier(rights.hypopg_schema, "hypopg_reset"))
    found = []
    for schema, table, columns in wanted:
        await session.mappings(end)
        definition = _written("hypopg/index", schema, table, columns)
        oid, name = await _made(session, rights, definition)
        tried = await explain_here(session, rights, explained.statement, values)
        used = any(node.index == name for _, node in tried.root.lines())
        found.append(
            Candidate(schema, table, columns, explained.cost, tried.cost, used, await _size(session, rights, oid))
        )
    await session.mappings(end)
    return tuple(sorted(found, key=lambda each: (each.cost or 0.0, len(each.columns))))


async def _wanted(session: ReadSession, root: Node) -> list[tuple[str, str, tuple[str, ...]]]:
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for (schema, table), uses in used_columns(root).items():
        rows = await session.mappings("health/index_columns", {"schema": schema, "name": table})
        found += [(schema, table, columns) for columns in choices(uses, {row["name"] for row in rows})]
    return found[:MOST]


async def _made(session: ReadSession, rights: Rights, definition: str) -> tuple[int, str]:
    make = identifier(rights.hypopg_schema, "hypopg_create_index")
    query = session.statement("hypopg/make").with_identifiers(make=make)
    (row,) = await session.mappings(query, {"written": definition})
    return row["oid"], row["name"]


async def _size(session: ReadSession, rights: Rights, oid: int) -> int:
    size = identifier(rights.hypopg_schema, "hypopg_relation_size")
    query = session.statement("hypopg/size").with_identifiers(size=size)
    (row,) = await session.mappings(query, {"oid": oid})
    return int(row["octets"])


def used_columns(root: Node) -> dict[tuple[str, str], list[Used]]:
    """By table that is read from end to end: columns that steps filter, join or sort by; equalities come first."""
    nodes = [node for _, node in root.lines()]
    scanned = {node.alias: (node.schema, node.relation) for node in nodes if node.kind.endswith("Seq Scan")}
    found: dict[tuple[str, str], list[Used]] = {place: [] for place in scanned.values()}
    for node in nodes:
        said = [(name in _JOINS, text) for name, text in node.conditions.items()]
        said += [(False, f"{text} <") for text in node.sort_keys]
        for joins, text in said:
            for alias, use in _uses(text, joins):
                if alias in scanned and use not in found[scanned[alias]]:
                    found[scanned[alias]].append(use)
    return {place: sorted(uses, key=lambda each: (not each.exact, each.joins)) for place, uses in found.items() if uses}


def _uses(text: str, joins: bool) -> Iterable[tuple[str, Used]]:
    for found in _REFERENCE.finditer(_without_strings(text)):
        right = (found["right"] or "").strip()
        exact = joins or bool(found["left"]) or right in ("=", "IS")
        if exact or right in ("<", ">", "<=", ">=", "DESC") or right.startswith("~~"):
            yield _plain(found["alias"]), Used(_plain(found["column"]), exact, joins)


def choices(uses: Sequence[Used], known: Iterable[str]) -> list[tuple[str, ...]]:
    """Columns of indexes worth a try: all equalities and one range, the equalities, and each column alone."""
    there = set(known)
    exact = [each.column for each in uses if each.exact and each.column in there]
    ranges = [each.column for each in uses if not each.exact and each.column in there and each.column not in exact]
    several = tuple(dict.fromkeys(exact))[:_WIDEST]
    found = [(*several[: _WIDEST - 1], each) for each in ranges[:1] if several]
    found += [several] if several else []
    found += [(each,) for each in (*exact, *ranges)]
    return list(dict.fromkeys(found))


def _written(name: str, schema: str, table: str, columns: Iterable[str]) -> str:
    parts = {"relation": identifier(schema, table), "columns": names(columns)}
    return load(name).with_identifiers(**parts).as_string(None).replace("%%", "%")


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _without_strings(text: str) -> str:
    return re.sub(r"'(?:[^']|'')*'", "''", text)
