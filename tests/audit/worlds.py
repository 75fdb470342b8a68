"""Databases made by chance: roles, memberships, grants, policies, functions and views; the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

EXPRESSIONS = ("true", "false", "flag", "id > 1", "owner = current_user", "null::boolean", "(1 = 1)", "not flag")
ASKING = (
    "exists (select from {0} as o where o.id = {1}.id)",
    "id in (select o.id from {0} as o where o.flag)",
    "(select count(*) from {0}) > 2",
    "true or exists (select from {0})",
    "false and exists (select from {0})",
    "owner = (select current_user)",
    "{2}.seen({1}.id)",
    "{2}.asked({1}.id)",
    "{2}.raises()",
    "1 / ({1}.id - 2) <> 5",
)
"""Of other tables, of its own, or by a function; the last two raise, the one always and the other for one row."""
FUNCTIONS = (
    "create function {1}.seen(integer) returns boolean language sql stable security definer"
    " set search_path = '' as 'select exists (select from {0} where id = $1 and flag)'",
    "create function {1}.asked(integer) returns boolean language plpgsql stable"
    " as 'begin return exists (select from {0} where id = $1); end'",
    "create function {1}.raises() returns boolean language plpgsql stable as 'begin raise ''always''; end'",
)
ROWS = "(1, '{0}', true), (2, '{1}', false), (3, null, null)"
COLUMNS = ("id", "owner", "flag")


@dataclass(frozen=True, slots=True)
class World:
    """What was made: statements that make it and unmake it, its roles, and the relations in it."""

    make: tuple[str, ...]
    unmake: tuple[str, ...]
    roles: tuple[str, ...]
    tables: tuple[tuple[str, str], ...]
    views: tuple[tuple[str, str], ...]


def world(seed: int, prefix: str, major: int) -> World:
    """A world of four roles, two schemas, six tables (one in partitions, one with a child) and four views."""
    dice = random.Random(seed)  # noqa: S311
    roles = tuple(f'{prefix}_{name}"s' for name in ("a", "b", "c", "d"))
    schemas = (f"{prefix}_one", f'{prefix} "two"')
    make = [*_roles(dice, roles, major)]
    for schema in schemas:
        make.append(f"create schema {q(schema)}")
        make += [f"grant usage on schema {q(schema)} to {q(role)}" for role in roles if dice.random() < 0.8]
    tables = [(dice.choice(schemas), f"t{number}") for number in range(3)]
    parted, leaf, child = ((dice.choice(schemas), name) for name in ("parted", 'le"af', "child"))
    for table in tables:
        make.append(f"create table {name(table)} (id integer, owner text, flag boolean)")
    make.append(f"create table {name(parted)} (id integer, owner text, flag boolean) partition by list (flag)")
    make.append(f"create table {name(leaf)} partition of {name(parted)} default")
    make.append(f"create table {name(child)} () inherits ({name(tables[0])})")
    rows = ROWS.format(*(role.replace("'", "''") for role in roles[:2]))
    make += [f"insert into {name(table)} values {rows}" for table in (*tables, parted)]
    make.append(f"insert into {name(child)} values (11, null, true), (12, 'x', false)")
    tables += [parted, child, leaf]
    views: list[tuple[str, str]] = []
    for number in range(4):
        narrow = dice.random() < 0.25
        view = (dice.choice(schemas), f"{'narrow' if narrow else 'v'}{number}")
        base = name(dice.choice([*tables, *views]))
        invoker = dice.choice(("", " with (security_invoker = on)"))
        columns = "id, 'x'::text as owner, flag" if narrow else dice.choice(("*", "flag, id, owner"))
        make.append(f"create view {name(view)}{invoker} as select {columns} from {base}")
        views.append(view)
    for relation in (*tables, *views):
        make += _rights(dice, relation, roles)
    make += _functions(dice, tables, schemas[0], roles)
    for table in tables:
        make += _policies(dice, table, roles, tables, schemas[0])
    unmake = [*(f"drop schema {q(schema)} cascade" for schema in schemas)]
    unmake += [each for role in roles for each in (f"drop owned by {q(role)}", f"drop role {q(role)}")]
    return World(tuple(make), tuple(unmake), roles, tuple(tables), tuple(views))


def q(text: str) -> str:
    """A name between quotes."""
    return '"' + text.replace('"', '""') + '"'


def name(relation: tuple[str, str]) -> str:
    return f"{q(relation[0])}.{q(relation[1])}"


def _roles(dice: random.Random, roles: tuple[str, ...], major: int) -> Iterator[str]:
    for role in roles:
        words = [dice.choice(("inherit", "noinherit"))] + (["bypassrls"] if dice.random() < 0.1 else [])
        yield f"create role {q(role)} {' '.join(words)}"
    for place, member in enumerate(roles):
        for role in roles[place + 1 :]:
            if dice.random() < 0.3:
                inherit, become = (dice.choice(("true", "false")) for _ in range(2))
                options = f" with inherit {inherit}, set {become}" if major >= 16 else ""
                yield f"grant {q(role)} to {q(member)}{options}"
        if dice.random() < 0.1:
            yield f"grant {dice.choice(('pg_read_all_data', 'pg_write_all_data'))} to {q(member)}"


def _rights(dice: random.Random, relation: tuple[str, str], roles: tuple[str, ...]) -> Iterator[str]:
    if dice.random() < 0.5:
        yield f"alter table {name(relation)} owner to {q(dice.choice(roles))}"
    for _ in range(dice.randint(2, 8)):
        to = "public" if dice.random() < 0.1 else q(dice.choice(roles))
        right = dice.choice(("select", "insert", "update", "delete", "truncate", "all", "select", "update"))
        column = f" ({dice.choice(COLUMNS)})" if right in ("select", "insert", "update") and dice.random() < 0.3 else ""
        yield f"grant {right}{column} on {name(relation)} to {to}"


def _functions(
    dice: random.Random, tables: list[tuple[str, str]], schema: str, roles: tuple[str, ...]
) -> Iterator[str]:
    read = name(dice.choice(tables))
    yield from (each.format(read, q(schema)) for each in FUNCTIONS)
    if dice.random() < 0.2:
        yield f"revoke execute on all functions in schema {q(schema)} from public"
        yield f"grant execute on all functions in schema {q(schema)} to {q(dice.choice(roles))}"


def _policies(
    dice: random.Random, table: tuple[str, str], roles: tuple[str, ...], tables: list[tuple[str, str]], schema: str
) -> Iterator[str]:
    if dice.random() < 0.8:
        yield f"alter table {name(table)} enable row level security"
    if dice.random() < 0.3:
        yield f"alter table {name(table)} force row level security"

    def expression() -> str:
        if dice.random() < 0.7:
            return dice.choice(EXPRESSIONS)
        return dice.choice(ASKING).format(name(dice.choice(tables)), q(table[1]), q(schema))

    for number in range(dice.randint(0, 5)):
        command = dice.choice(("all", "select", "insert", "update", "delete"))
        kind = dice.choice(("permissive", "permissive", "restrictive"))
        to = dice.choice(("public", q(dice.choice(roles))))
        clauses = ""
        if command != "insert" and dice.random() < 0.8:
            clauses += f" using ({expression()})"
        if command in ("all", "insert", "update") and dice.random() < 0.6:
            clauses += f" with check ({expression()})"
        yield f'create policy "p {number}" on {name(table)} as {kind} for {command} to {to}{clauses}'
