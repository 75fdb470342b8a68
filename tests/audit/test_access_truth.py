"""What the model of access says is what the server does, for worlds made by chance. A difference is a bug of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from console.audit.access import Access, Cell, Verdict
from console.audit.access_reading import read_access
from console.audit.predicates import Command, Predicate
from tests.audit.worlds import COLUMNS, World, name, q, world
from tests.database.reading import reading, superuser
from tests.servers import Database, Servers

Connection = psycopg.Connection[tuple[Any, ...]]
SEEDS = 12
COMMANDS = (Command.SELECT, Command.INSERT, Command.UPDATE, Command.DELETE, Command.TRUNCATE)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_model_says_what_the_server_does(database: Database, seed: int) -> None:
    assert await differences(database, seed) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
async def test_the_model_over_many_worlds(database: Database, servers: Servers, block: int) -> None:
    for seed in range(1_000 + block * 50, 1_050 + block * 50):
        assert await differences(database, seed) == [], seed


async def differences(database: Database, seed: int) -> list[str]:
    """What is not as the model says, with the seed in front."""
    with closing(superuser(database.params)) as look:
        made = world(seed, f"{database.name}_{seed}", look.info.server_version // 10_000)
        for statement in made.make:
            look.execute(statement.encode())
        try:
            async with reading(database.params) as read:
                access = await read_access(read, made.roles)
            return [f"seed {seed}: {fault}" for fault in _faults(look, access, made)]
        finally:
            for statement in made.unmake:
                look.execute(statement.encode())


def _faults(look: Connection, access: Access, made: World) -> Iterator[str]:
    for relation in (*made.tables, *made.views):
        known = access.relation_named(*relation)
        assert known is not None
        table = known
        while table.bases:  # a superuser counts there: through a view it is the owner who reads
            table = access.relations[table.bases[0]]
        for role in made.roles:
            who = access.role_named(role)
            assert who is not None
            for command in COMMANDS:
                if (command is Command.TRUNCATE and relation in made.views) or (
                    command is not Command.SELECT and relation[1].startswith("narrow")
                ):
                    continue
                cell = access.cell(who.oid, known.oid, command)
                for fault in _tried(look, relation, (table.schema, table.name), role, command, cell):
                    yield f"{role} {command} on {relation}: {cell}: {fault}"


def _tried(
    look: Connection, relation: tuple[str, str], table: tuple[str, str], role: str, command: Command, cell: Cell
) -> Iterator[str]:
    with look.transaction(force_rollback=True):
        expected = _expected(look, table, role, command, cell)
        look.execute(f"set local role {q(role)}".encode())
        try:
            got: int | None = look.execute(_statement(relation, command, cell).encode()).rowcount
        except psycopg.errors.InsufficientPrivilege:
            got = None
        except psycopg.errors.FeatureNotSupported:  # a view over a narrow one takes no such column
            return
    if expected is not ... and got != expected:
        yield f"expected {expected}, the server gave {got}"


def _statement(relation: tuple[str, str], command: Command, cell: Cell) -> str:
    columns, target = cell.columns or COLUMNS, name(relation)
    values = {"id": "2", "owner": "'x'", "flag": "true"}
    match command:
        case Command.SELECT:
            return f"select {columns[0]} from {target}"
        case Command.INSERT:
            return f"insert into {target} ({', '.join(columns)}) values ({', '.join(values[one] for one in columns)})"
        case Command.UPDATE:
            return f"update {target} set {columns[-1]} = {values[columns[-1]]}"
        case Command.DELETE:
            return f"delete from {target}"
        case _:
            return f"truncate {target}"


def _expected(look: Connection, relation: tuple[str, str], role: str, command: Command, cell: Cell) -> Any:
    """Rows that the statement must report, None where it must be refused, `...` where the model leaves it open."""
    rows, columns = name(relation), cell.columns or COLUMNS
    if cell.verdict is Verdict.DENIED and cell.check is not None and cell.predicate is not None and not cell.silent:
        return None if _count(look, rows, _where(cell.predicate, role)) else 0
    if cell.verdict in (Verdict.DENIED, Verdict.UNREACHABLE):
        return 0 if cell.silent else None
    if cell.verdict is Verdict.UNKNOWN:
        return ...
    if command is Command.TRUNCATE:
        return -1
    if command is Command.INSERT:
        new = ", ".join(f"{_NEW[one] if one in columns else _NULLS[one]} as {one}" for one in COLUMNS)
        return 1 if _count(look, f"(select {new})", _where(cell.check, role)) else None
    found = _where(cell.predicate, role)
    if command is Command.UPDATE and cell.check is not None:
        new = ", ".join(f"{_NEW[one]} as {one}" if one == columns[-1] else one for one in COLUMNS)
        if _count(
            look, f"(select {new} from {rows} where {found})", f"not coalesce({_where(cell.check, role)}, false)"
        ):
            return None
    return _count(look, rows, found)


_NULLS = {"id": "null::integer", "owner": "null::text", "flag": "null::boolean"}
_NEW = {"id": "2", "owner": "'x'", "flag": "true"}


def _count(look: Connection, source: str, condition: str) -> int:
    row = look.execute(f"select count(*) from {source} as t where {condition}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def _where(predicate: Predicate | None, role: str) -> str:
    if predicate is None:
        return "true"
    literal = "'" + role.replace("'", "''") + "'"
    return "(" + predicate.text.replace("CURRENT_USER", literal) + ")"
