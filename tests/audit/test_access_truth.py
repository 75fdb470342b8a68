"""What the model of access says is what the server does, for worlds made by chance. A difference is a bug of ours."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from console.audit.access import Access, Cell, Verdict
from console.audit.access_reading import read_access
from console.audit.asking import Who
from console.audit.predicates import ROW_COMMANDS, Command, Predicate
from console.audit.why import Explanation, explain_row
from console.database import session
from tests.audit.worlds import COLUMNS, World, name, q, world
from tests.database.reading import reading, superuser
from tests.servers import Database, Servers

Connection = psycopg.Connection[tuple[Any, ...]]
SEEDS = 20
EXPLAINED, ANY = 16, 4
"""Rows that are explained in each world: of what policies decide, and of anything."""
COMMANDS = (Command.SELECT, Command.INSERT, Command.UPDATE, Command.DELETE, Command.TRUNCATE)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_model_says_what_the_server_does(database: Database, seed: int) -> None:
    assert await differences(database, seed) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
async def test_the_model_over_many_worlds(database: Database, servers: Servers, block: int) -> None:
    seeds = range(1_000 + block * 35, 1_035 + block * 35)
    assert [fault for seed in seeds for fault in await differences(database, seed)] == []


async def differences(database: Database, seed: int) -> list[str]:
    """What is not as the model says, with the seed in front."""
    with closing(superuser(database.params)) as look:
        made = world(seed, f"{database.name}_{seed}", look.info.server_version // 10_000)
        look.execute(";".join(made.make).encode())
        try:
            async with reading(database.params) as read:
                access = await read_access(read, made.roles)
                faults = [*_faults(look, access, made), *[each async for each in attributed(look, read, access, made)]]
            return [f"seed {seed}: {fault}" for fault in faults]
        finally:
            look.execute(";".join(made.unmake).encode())


async def attributed(look: Connection, read: session.Database, access: Access, made: World) -> AsyncIterator[str]:
    """Where what policies say of one row is not what the server does with it."""
    dice = random.Random(made.roles[0])  # noqa: S311
    every = list(itertools.product(made.tables, made.roles, ROW_COMMANDS))
    some = [one for one in every if _cell(access, *one).verdict is Verdict.CONDITIONAL]
    for relation, role, command in [*dice.sample(some, min(EXPLAINED, len(some))), *dice.sample(every, ANY)]:
        key = str(dice.choice((11, 12) if relation[1] == "child" else (1, 2, 3)))
        table, who = access.relation_named(*relation), access.role_named(role)
        assert table is not None
        assert who is not None
        seen = access.cell(who.oid, table.oid, Command.SELECT).columns
        if command is not Command.INSERT and seen is not None and "id" not in seen:
            continue  # it cannot name the row
        named = {} if command is Command.INSERT else {"id": key}
        new = {Command.UPDATE: {"flag": "true"}, Command.INSERT: {"id": "2", "flag": "true"}}.get(command, {})
        found = await explain_row(read, access, table, Who(role), key=named, command=command, changes=new)
        assert isinstance(found, Explanation), found
        try:
            done: object = taken_back(look, role, _on_row(name(relation), command, key)).rowcount == 1
        except RAISED as error:
            done = error
        if found.allowed is not None and found.allowed is not (done is True) and _could_name(found):
            yield f"{role} {command} of {key} in {relation}: {found}: the server gave {done}"
        if found.agrees is False:
            yield f"{role} {command} of {key} in {relation}: unexplained: {found}"


def _cell(access: Access, relation: tuple[str, str], role: str, command: Command) -> Cell:
    table, who = access.relation_named(*relation), access.role_named(role)
    assert table is not None
    assert who is not None
    return access.cell(who.oid, table.oid, command)


def _could_name(found: Explanation) -> bool:
    return not any("cannot name this row" in note for note in found.notes)


def _on_row(target: str, command: Command, key: str) -> str:
    match command:
        case Command.SELECT:
            return f"select id from {target} where id = {key}"
        case Command.INSERT:
            return f"insert into {target} (id, flag) values (2, true)"
        case Command.UPDATE:
            return f"update {target} set flag = true where id = {key}"
        case _:
            return f"delete from {target} where id = {key}"


def _faults(look: Connection, access: Access, made: World) -> Iterator[str]:
    for relation in (*made.tables, *made.views):
        known = access.relation_named(*relation)
        assert known is not None
        table, lent = known, False
        while table.bases:  # a superuser counts there: through a view it is the owner who reads
            lent |= not table.invoker
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
                for fault in _tried(look, relation, Base((table.schema, table.name), lent), role, command, cell):
                    yield f"{role} {command} on {relation}: {cell}: {fault}"


@dataclass(frozen=True, slots=True)
class Base:
    """The table behind a view, or itself; `lent` where a view reads it, and what its policies ask, as its owner."""

    name: tuple[str, str]
    lent: bool


def _tried(
    look: Connection, relation: tuple[str, str], base: Base, role: str, command: Command, cell: Cell
) -> Iterator[str]:
    oracle = Oracle(look, base, role)
    expected = _expected(oracle, command, cell)
    try:
        got: int | None = taken_back(look, role, _statement(relation, command, cell)).rowcount
    except psycopg.errors.FeatureNotSupported:  # a view over a narrow one takes no such column
        return
    except RAISED as error:
        got = None
        denied = isinstance(error, psycopg.errors.InsufficientPrivilege)
        if cell.asks and denied:
            return
        if isinstance(expected, int) and not denied:
            yield f"expected {expected}, the server raised {error}"
    if expected is not ... and got != expected:
        yield f"expected {expected}, the server gave {got}"


def taken_back(look: Connection, role: str, statement: str) -> psycopg.Cursor[tuple[Any, ...]]:
    """What a statement gives as that role, in a transaction that is rolled back; in one go, for time."""
    try:
        done = look.execute(f"begin; set local role {q(role)}; {statement}; rollback".encode())
    except psycopg.Error:
        look.execute(b"rollback")
        raise
    for _ in range(2):
        done.nextset()
    return done


RAISED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.InvalidObjectDefinition,  # infinite recursion
    psycopg.errors.RaiseException,
    psycopg.errors.DivisionByZero,
    psycopg.errors.StatementTooComplex,  # a function that asks its own table
)


def _statement(relation: tuple[str, str], command: Command, cell: Cell) -> str:
    columns, target = cell.columns or COLUMNS, name(relation)
    match command:
        case Command.SELECT:
            return f"select {columns[0]} from {target}"
        case Command.INSERT:
            return f"insert into {target} ({', '.join(columns)}) values ({', '.join(_NEW[one] for one in columns)})"
        case Command.UPDATE:
            return f"update {target} set {columns[-1]} = {_NEW[columns[-1]]}"
        case Command.DELETE:
            return f"delete from {target}"
        case _:
            return f"truncate {target}"


def _expected(oracle: Oracle, command: Command, cell: Cell) -> Any:
    """Rows that the statement must report, None where it must be refused, `...` where the model leaves it open.

    Left open is also what the expressions themselves raise: which of them is asked first is the planner's choice.
    """
    try:
        return _foreseen(oracle, command, cell)
    except (Lent, *RAISED):
        return ...


class Lent(Exception):
    """The owner of a view lends its rights to what a policy asks: that cannot be evaluated as the role."""


def _foreseen(oracle: Oracle, command: Command, cell: Cell) -> Any:
    columns = cell.columns or COLUMNS
    if cell.verdict is Verdict.DENIED and cell.check is not None and cell.predicate is not None and not cell.silent:
        return None if oracle.count(cell.predicate) else 0
    if cell.verdict in (Verdict.DENIED, Verdict.UNREACHABLE):
        return 0 if cell.silent else ... if cell.asks else None
    if cell.verdict is Verdict.UNKNOWN:
        return ...
    if command is Command.TRUNCATE:
        return -1
    if command is Command.INSERT:
        new = ", ".join(f"{_NEW[one] if one in columns else _NULLS[one]} as {one}" for one in COLUMNS)
        return 1 if oracle.count(cell.check, rows=f"(select {new})") else None
    if command is Command.UPDATE and cell.check is not None:
        new = ", ".join(f"{_NEW[one]} as {one}" if one == columns[-1] else one for one in COLUMNS)
        if oracle.count(cell.predicate, new=new, refused_by=cell.check):
            return None
    return oracle.count(cell.predicate)


_NULLS = {"id": "null::integer", "owner": "null::text", "flag": "null::boolean"}
_NEW = {"id": "2", "owner": "'x'", "flag": "true"}


@dataclass(frozen=True, slots=True)
class Oracle:
    """Evaluates predicates as the role, over rows that a superuser has read."""

    look: Connection
    base: Base
    role: str

    def count(
        self, predicate: Predicate | None, *, rows: str = "", new: str = "*", refused_by: Predicate | None = None
    ) -> int:
        """How many rows pass; with `refused_by`, how many of them do not pass that as they would be then."""
        texts = [each.text if each else "true" for each in (predicate, refused_by)]
        if self.base.lent and any("SELECT" in text for text in texts):
            raise Lent
        alias, source, passes, asked = q(self.base.name[1]), rows or self._rows(), texts[0], predicate
        if refused_by is not None:
            source, asked = f"(select {new} from {source} as {alias} where {passes})", refused_by
            passes = f"not coalesce(({texts[1]}), false)"
        # Each by itself too: in which order they are asked, and so which may raise, is the planner's choice.
        alone = [f"count({each.text})" for each in (*asked.permissive, *asked.restrictive)] if asked else []
        counts = ", ".join([f"count(*) filter (where {passes})", *alone])
        row = taken_back(self.look, self.role, f"select {counts} from {source} as {alias}").fetchone()
        assert row is not None
        return int(row[0])

    def _rows(self) -> str:
        found = self.look.execute(
            f"select coalesce(jsonb_agg(t), '[]')::text from {name(self.base.name)} as t".encode()
        )
        ((rows,),) = found.fetchall()
        literal = rows.replace("'", "''")
        return f"(select * from jsonb_to_recordset('{literal}') as t (id integer, owner text, flag boolean))"
