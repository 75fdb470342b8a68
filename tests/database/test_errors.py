"""Whatever goes wrong becomes a Problem or one Unknown fact; what the driver raises never gets out."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import errors

from console.core.present import visible
from console.core.target import Tls
from console.core.unknown import Unknown
from console.database.connect import connect
from console.database.explain import connection_problem
from console.database.session import Database, ReadSession
from console.errors import ConnectionProblem, NotPermitted, Problem, QueryProblem
from tests.database.reading import reading, rows, superuser, target_at, value
from tests.servers import Database as Place
from tests.servers import Pooled

STATES = sorted(
    {state for one in vars(errors).values() if isinstance(state := getattr(one, "sqlstate", None), str)} - {"00000"}
)

RAISES = """
create or replace function raises(text, text default 'on purpose') returns integer language plpgsql as
$$ begin raise exception using errcode = $1, message = $2, hint = 'mend ' || $2; end $$
"""

UNKNOWN = "08001 0A000 22012 22P02 25006 3F000 40001 42501 42703 42704 42883 42P01 42P17 53200 54001 55P03 57014 HV000"
UNKNOWN += " 58P01 P0001 P0002 XX000 XX001 21000 39000"
MISTAKES = "42601 42P02 42804 26000 34000 2D000 25001"


async def outcome(database: Database, text: str, binds: dict[str, Any] | None = None) -> Unknown | Problem | object:
    """What `ask` gives or raises: anything but a Problem goes through and fails the test."""

    async def read(session: ReadSession) -> object:
        return await rows(session, text, binds)

    try:
        return await database.ask(read)
    except Problem as problem:
        return problem


def test_there_are_states_to_try() -> None:
    assert len(STATES) > 200


async def test_every_state_is_a_problem_or_unknown(shared: Place) -> None:
    shared.psql(RAISES)
    async with reading(shared.params) as read:
        pid = await value(read, "select pg_backend_pid()")
        for state in STATES:
            seen = await outcome(read, f"select raises('{state}')")
            assert isinstance(seen, Unknown | Problem), state
            said = seen.reason if isinstance(seen, Unknown) else f"{seen.what} {seen.why}"
            assert "on purpose" in said, state
            assert isinstance(seen, Unknown) or seen.exit_status == 3
            if state in UNKNOWN.split():
                assert isinstance(seen, Unknown), state
            if state in MISTAKES.split():
                assert isinstance(seen, QueryProblem), state
                assert seen.sqlstate == state
        for state in (UNKNOWN + " " + MISTAKES).split():  # where there is nobody to make it Unknown
            with pytest.raises(Problem) as caught:
                await value(read, f"select raises('{state}')")
            assert isinstance(caught.value, NotPermitted) == (state == "42501")
        assert await value(read, "select pg_backend_pid()") == pid  # none of them cost the connection


async def test_texts_of_the_server_are_data(shared: Place) -> None:
    shared.psql(RAISES)
    hostile = "\x1b[31m[@click=app.quit]x[/]\u202egnp\x07\r\n\x9b2J"
    async with reading(shared.params) as read:
        for state in ("P0001", "42601", "99999"):
            seen = await outcome(read, f"select raises('{state}', %(text)s)", {"text": hostile})
            parts = (seen.reason, seen.remedy) if isinstance(seen, Unknown) else (seen.why, seen.remedy)  # type: ignore[attr-defined]
            for part in parts:
                assert part == visible(part, limit=10_000)


UNREADABLE = [
    "select 'infinity'::timestamptz",
    "select '-infinity'::date",
    "select '20000-01-01'::timestamp",
    "select '44-03-15 BC'::date",
    "select (repeat('[', 5000) || repeat(']', 5000))::json",
    "select (repeat('[', 3000) || repeat(']', 3000))::jsonb",
    "select ('[' || repeat('9', 5000) || ']')::json",
    "select 1 / 0",
    "select 'x'::integer",
    "select * from nothing_of_that_name",
    "select no_such_function()",
    "select missing from pg_class",
    "select raise_recursion(1)",
    "select * from guarded",
]


async def test_a_value_or_a_definition_that_cannot_be_read_is_unknown(shared: Place) -> None:
    shared.psql(
        """create function raise_recursion(integer) returns integer language sql as 'select 1 / ($1 - $1)';
        create table guarded (id integer); alter table guarded enable row level security;
        create policy circle on guarded using (exists (select from guarded));"""
    )
    role = f"plain_{shared.name}"
    shared.psql(f"create role {role} login; grant select on guarded to {role}")
    try:
        async with reading(shared.params | {"user": role}) as read:
            pid = await value(read, "select pg_backend_pid()")
            for text in UNREADABLE:
                seen = await outcome(read, text)
                assert isinstance(seen, Unknown), text
                assert seen.reason
            assert await value(read, "select pg_backend_pid()") == pid
    finally:
        shared.psql(f"drop owned by {role}; drop role {role}")


async def test_a_bind_that_cannot_be_sent_is_unknown_or_a_problem(shared: Place) -> None:
    async with reading(shared.params) as read:
        for bind in ("a\x00b", "\udcff", object()):
            assert isinstance(await outcome(read, "select %(bind)s::text", {"bind": bind}), Unknown | Problem)
        assert isinstance(await outcome(read, "select %(other)s::text", {"bind": 1}), Problem)
        assert await value(read, "select 1") == 1


async def test_bytes_that_are_no_text(database: Place) -> None:
    name = f"{database.name}_ascii"
    server = database.server
    server.psql("postgres", sql=f"create database {name} encoding 'SQL_ASCII' locale 'C' template template0")
    try:
        async with reading(server.params(name)) as read:
            assert isinstance(await outcome(read, "select chr(233) || 'x'"), Unknown)
            assert await value(read, "select 'plain'") == "plain"
    finally:
        server.drop_database(name)


async def test_a_foreign_server_that_is_away_is_one_fact(database15: Place) -> None:
    database15.psql(
        """create extension postgres_fdw;
        create server away foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1');
        create user mapping for current_user server away;
        create foreign table far (id integer) server away;
        create extension dblink;"""
    )
    async with reading(database15.params) as read:
        for text in (
            "select * from far",
            "select * from dblink('port=1 host=127.0.0.1', 'select 1') as t (id integer)",
        ):
            assert isinstance(await outcome(read, text), Unknown)


async def test_a_mistake_of_ours_is_not_hidden(shared: Place) -> None:
    async with reading(shared.params) as read:
        assert isinstance(await outcome(read, "selec 1"), QueryProblem)
        with pytest.raises(ZeroDivisionError):
            async with read.read():
                _ = 1 / 0
        assert await value(read, "select 1") == 1


# ---- connecting

CONNECTING = [
    ('FATAL:  password authentication failed for user "u"', "password was refused", True),
    ("FATAL:  sorry, too many clients already", "no connection left", False),
    ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "no connection", False),
    ('FATAL:  too many connections for role "u"', "no connection left", False),
    ("FATAL:  no more connections allowed (max_client_conn)", "no connection left", False),
    ("FATAL:  Max client connections reached", "no connection left", False),
    ("FATAL:  the database system is starting up", "starting or stopping", False),
    ("FATAL:  the database system is in recovery mode", "starting or stopping", False),
    ("FATAL:  the database system is not yet accepting connections", "starting or stopping", False),
    ('FATAL:  database "x" is not currently accepting connections', "takes no connections", True),
    ("server closed the connection unexpectedly\n\tThis probably means the server terminated", "hung up", False),
    ("FATAL:  Tenant or user not found", "does not know this project", True),
    ("FATAL:  Passwort-Authentifizierung für Benutzer »u« fehlgeschlagen", "could not be reached", True),
    ("received invalid response to SSL negotiation: H", "could not be reached", True),
]


@pytest.mark.parametrize(("text", "what", "refused"), CONNECTING)
def test_what_a_failed_connection_says(text: str, what: str, refused: bool) -> None:
    target = target_at({"host": "db.example", "port": 5432, "dbname": "d", "user": "u"}, tls=Tls.VERIFIED)
    error = psycopg.OperationalError(f'connection to server at "db.example" (192.0.2.1), port 5432 failed: {text}')
    problem = connection_problem(error, target)
    assert what in problem.what
    assert problem.refused is refused
    assert problem.remedy
    assert "This probably means" not in problem.why


async def test_a_pooler_that_is_full_may_be_tried_again(pgbouncer: Pooled) -> None:
    """PgBouncer's own words, and those of the server behind it."""
    missing = {**pgbouncer.params, "dbname": "no such database"}
    with pytest.raises(ConnectionProblem) as caught:
        async with reading(missing) as read:
            await value(read, "select 1")
    assert caught.value.remedy
    with closing(superuser(pgbouncer.database.params)) as look:
        look.execute(f"alter database {pgbouncer.database.name} connection limit 0".encode())
        role = f"plain_{pgbouncer.database.name}"
        look.execute(f"create role {role} login".encode())
        try:
            target = target_at(pgbouncer.database.params, user=role)
            with pytest.raises(ConnectionProblem, match="no connection left") as full:
                await connect(target, None)
            assert not full.value.refused
        finally:
            look.execute(f"drop role {role}".encode())
