"""The operations of `offers`, made from a key after looking at what is there."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from console.core.present import visible
from console.core.qualified import split_qualified
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.errors import GuardProblem, NotPermitted, UsageProblem
from console.guard.operation import Operation
from console.health import index_operations, operations, partition_operations, partitioned_indexes, server_operations
from console.health.activity import read_activity
from console.health.partition_operations import Membership
from console.health.partitioned_indexes import Leaf
from console.health.rights import read_rights
from console.health.session_operations import Seen, cancel, terminate
from console.health.tables import read_exact_sizes
from console.health.things import Thing

if TYPE_CHECKING:
    from console.database.opening import Link

R = TypeVar("R")

_TABLES, _INDEXES = ("r", "m", "p"), ("i", "I")


async def make_vacuum(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Clean up a table."""
    table = await read_thing(link.database, key)
    wanted = {"analyze": True, "freeze": False, "truncate": False}
    flags = {name: _flag(arguments, name, usual) for name, usual in wanted.items()}
    return operations.vacuum(table, **flags)


async def make_vacuum_full(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Write a table anew."""
    return operations.vacuum_full(await _measured(link.database, await read_thing(link.database, key)))


async def make_analyze(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Renew a table's statistics."""
    return operations.analyze(await read_thing(link.database, key))


async def make_reindex(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Build an index anew."""
    index = await read_thing(link.database, key, index=True)
    return index_operations.reindex(await _measured(link.database, index))


async def make_create_index(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Build an index on columns."""
    columns, name = _columns(arguments["columns"]), arguments.get("name", "")
    table = await read_thing(link.database, key)
    if table.kind != "p":
        return index_operations.create_index(table, columns, name)
    called = name or index_operations.index_name(table.name, columns)
    tree = await _known(link.database, key, partial(_tree, oid=table.oid, columns=columns))
    return partitioned_indexes.index_everywhere(tree, columns, called)


async def make_check_index(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Look whether an index is whole."""
    async with link.database.read() as session:
        rights = await read_rights(session)
    if not rights.amcheck_schema:
        raise NotPermitted(
            "The extension amcheck is not in this database.",
            "It comes with PostgreSQL (contrib).",
            "A superuser adds it: create extension amcheck",
        )
    return index_operations.check_index(await read_thing(link.database, key, index=True), rights.amcheck_schema)


async def make_add_partition(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Add an empty partition."""
    return partition_operations.add(await read_thing(link.database, key), arguments["name"], arguments["bound"])


async def make_drop_slot(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Drop a replication slot."""
    return server_operations.drop_slot(key)


async def make_roll_back_prepared(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Roll a prepared transaction back."""
    return server_operations.roll_back_prepared(key)


async def make_attach_partition(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Make a table a partition."""
    parent = await read_thing(link.database, arguments["parent"])
    return partition_operations.attach(await read_thing(link.database, key), parent, arguments["bound"])


async def make_detach_partition(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Take a partition out."""
    table = await read_thing(link.database, key)
    found = await _known(link.database, key, partial(_membership, oid=table.oid))
    return partition_operations.detach(table, next(iter(found), None))


async def make_drop_index(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Drop an index."""
    index = await read_thing(link.database, key, index=True)
    return partitioned_indexes.drop_everywhere(index) if index.kind == "I" else index_operations.drop_index(index)


async def make_restore_index(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Build a dropped index again."""
    return index_operations.restore_index(*split_qualified(key), arguments["definition"])


async def make_table_option(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Set a storage option of a table."""
    table = await read_thing(link.database, key)
    return operations.table_option(table, arguments["option"], arguments.get("value", ""))


async def make_replica_identity(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Set a table's replica identity."""
    return operations.replica_identity(await read_thing(link.database, key), arguments["identity"])


async def make_publish(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Add a table to a publication."""
    return operations.publication(await read_thing(link.database, key), arguments["publication"], member=True)


async def make_unpublish(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Take a table out of a publication."""
    return operations.publication(await read_thing(link.database, key), arguments["publication"], member=False)


async def make_reset_statements(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Set the counters of statements back."""
    async with link.database.read() as session:
        rights = await read_rights(session)
    if rights.statements is not None:
        raise NotPermitted("There are no counters.", rights.statements.reason, rights.statements.remedy)
    return operations.reset_statements(rights.statements_schema)


async def make_cancel(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Stop a session's query."""
    return cancel(*await read_seen(link.database, key, arguments.get("backend_start")))


async def make_terminate(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """End a session."""
    return terminate(*await read_seen(link.database, key, arguments.get("backend_start")))


async def read_thing(database: Database, key: str, *, index: bool = False) -> Thing:
    """The table, or index, of that name. UsageProblem where there is none."""
    schema, name = split_qualified(key)
    found = await _known(database, key, partial(_thing, schema=schema, name=name))
    kinds, word = (_INDEXES, "index") if index else (_TABLES, "table")
    for thing in found:
        if thing.kind in kinds:
            return thing
    raise UsageProblem(f"There is no {word} {visible(key)}.", "", "Name it with its schema, as in public.bookings.")


async def read_seen(database: Database, key: str, backend_start: str | None = None) -> tuple[Seen, int]:
    """The session of that pid and how many wait for it. GuardProblem where it is not there, or is another by now."""
    if not key.isdecimal():
        raise UsageProblem(f"{visible(key)} is no pid.", "", "greenroom activity lists them.")
    found = await database.ask(partial(_seen, pid=int(key)))
    if isinstance(found, Unknown):
        raise NotPermitted(f"Session {key} cannot be read.", found.reason, found.remedy)
    if not found or (backend_start is not None and found[0].backend_start != backend_start):
        why = "Its pid belongs to another session by now." if found else "It has ended."
        raise GuardProblem(f"Session {key} is not there any more.", why, "Look again: greenroom activity")
    activity = await read_activity(database)
    frees = max((node.frees for root in activity.tree for _, node in root.lines() if node.pid == int(key)), default=0)
    return found[0], frees


async def _known(database: Database, key: str, read: Callable[[ReadSession], Awaitable[R]]) -> R:
    found = await database.ask(read)
    if isinstance(found, Unknown):
        raise NotPermitted(f"{visible(key)} cannot be read.", found.reason, found.remedy)
    return found


async def _tree(session: ReadSession, oid: int, columns: Sequence[str]) -> tuple[Leaf, ...]:
    return await session.all("maintenance/partition_tree", Leaf, {"oid": oid, "columns": list(columns)})


async def _measured(database: Database, thing: Thing) -> Thing:
    """With its true sizes, which the catalogue knows since the last VACUUM only; as it is where somebody locks it."""
    one = (await read_exact_sizes(database, [thing.oid])).get(thing.oid)
    if one is None or isinstance(one, Unknown) or one.table_octets is None:
        return thing
    return replace(thing, octets=one.table_octets, index_octets=one.index_octets or 0)


async def _membership(session: ReadSession, oid: int) -> tuple[Membership, ...]:
    return await session.all("maintenance/partition", Membership, {"oid": oid})


async def _thing(session: ReadSession, schema: str, name: str) -> tuple[Thing, ...]:
    return await session.all("maintenance/thing", Thing, {"schema": schema, "name": name})


async def _seen(session: ReadSession, pid: int) -> tuple[Seen, ...]:
    return await session.all("maintenance/session", Seen, {"pid": pid})


def _columns(text: str) -> list[str]:
    """From `a,b` or `["a", "b"]`. UsageProblem for a list of something else."""
    if not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        columns = json.loads(text)
    except ValueError:
        columns = None
    if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
        raise UsageProblem("The columns are no list of names.", "", '--set columns=a,b or columns=["a","b"]')
    return columns


def _flag(arguments: Mapping[str, str], name: str, usual: bool) -> bool:
    value = arguments.get(name, "true" if usual else "false")
    if value not in ("true", "false"):
        raise UsageProblem(f"{name} is true or false, not {visible(value)}.")
    return value == "true"
