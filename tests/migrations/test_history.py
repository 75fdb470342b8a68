"""Histories of every tool on a real server: recognised by their columns, read as little as is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TypeVar

from console.changesets.migration import Tool
from console.core.unknown import Unknown
from console.database.session import Database
from console.migrations.history import Applied, History, read_histories, read_statements
from tests.database.reading import reading, superuser
from tests.migrations.histories import ALL_BUT_SUPABASE, PLATFORM_COLUMNS, SUPABASE, row
from tests.servers import Database as Base
from tests.servers import Pooled

R = TypeVar("R")


def ask(base: Base | Pooled, read: Callable[[Database], Awaitable[R]], *, user: str | None = None) -> R:
    """What `read` gives of the test's database."""
    params = base.params | ({"user": user} if user else {})

    async def run() -> R:
        async with reading(params) as database:
            return await read(database)

    return asyncio.run(run())


def histories(base: Base | Pooled, *, user: str | None = None) -> dict[str, History]:
    """Every history by its place."""
    found = ask(base, read_histories, user=user)
    assert not isinstance(found, Unknown), found
    return {each.place: each for each in found}


def rows(history: History) -> tuple[Applied, ...]:
    assert not isinstance(history.rows, Unknown), history.rows
    return history.rows


def statements(base: Base, history: History, *versions: str) -> dict[str, tuple[str, ...]]:
    async def read(database: Database) -> dict[str, tuple[str, ...]]:
        found = {}
        async for each in read_statements(database, history, versions or None):
            assert not isinstance(each, Unknown)
            found[each[0]] = each[1]
        return found

    return ask(base, read)


def statements_or_why(base: Base, history: History) -> tuple[str, tuple[str, ...]] | Unknown:
    async def read(database: Database) -> tuple[str, tuple[str, ...]] | Unknown:
        return await anext(read_statements(database, history))

    return ask(base, read)


def test_every_tool_is_known_by_its_columns(database: Base) -> None:
    database.psql(ALL_BUT_SUPABASE)
    found = histories(database)
    assert {place: each.tool for place, each in found.items() if not each.platform} == {
        "a.alembic_version": Tool.ALEMBIC,
        "b.schema_migrations": Tool.DBMATE,
        "d.django_migrations": Tool.DJANGO,
        "e.schema_migrations": None,
        "f.flyway_schema_history": Tool.FLYWAY,
        "g.schema_migrations": Tool.GOLANG_MIGRATE,
        "p._prisma_migrations": Tool.PRISMA,
        "pgroll.migrations": Tool.PGROLL,
        "r.schema_migrations": Tool.RAILS,
        "sqitch.changes": Tool.SQITCH,
    }
    owned = {place: each.title for place, each in found.items() if each.platform}
    assert owned == {
        "auth.schema_migrations": "Supabase Auth",
        "storage.migrations": "Supabase Storage",
        "realtime.schema_migrations": "Supabase Realtime",
    }
    assert all(isinstance(each.rows, Unknown) for each in found.values() if each.platform)


def test_what_each_tool_keeps_of_a_version(database: Base) -> None:
    database.psql(ALL_BUT_SUPABASE)
    found = histories(database)
    done, broken, gone = rows(found["p._prisma_migrations"])
    assert (done.version, done.name, done.checksum, done.id) == ("20240501", "init", "c1", "a")
    assert done.applied_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (done.failed, broken.failed, gone.failed, gone.undone) == (False, True, False, True)
    first, second = rows(found["f.flyway_schema_history"])
    assert (first.version, first.name, first.by, first.checksum) == ("1", "init", "me", "7")
    assert (second.failed, second.checksum) == (True, "-8")
    (dirty,) = rows(found["g.schema_migrations"])
    assert (dirty.version, dirty.failed) == ("3", True)
    shop, auth = rows(found["d.django_migrations"])
    assert (shop.version, shop.name, shop.package) == ("0001", "initial", "shop")
    assert auth.applied_at is None, "infinity is no time that a calendar has"
    (change,) = rows(found["sqitch.changes"])
    assert (change.version, change.by, change.package) == ("users", "Ann", "shop")
    assert [each.failed for each in rows(found["pgroll.migrations"])] == [False, True]
    assert [each.version for each in rows(found["b.schema_migrations"])] == ["20240101", "20240102"]


def test_supabase_with_and_without_the_columns_of_the_platform(database: Base) -> None:
    database.psql(SUPABASE + row("20240101000000", "a", "select 1", "select 2") + row("0007", "b"))
    (history,) = histories(database).values()
    assert history.tool is Tool.SUPABASE
    assert history.columns == {"version", "name", "statements"}
    assert [each.version for each in rows(history)] == ["0007", "20240101000000"]
    assert [each.octets is None for each in rows(history)] == [True, False]
    assert statements(database, history) == {"20240101000000": ("select 1", "select 2")}
    database.psql(PLATFORM_COLUMNS + "update supabase_migrations.schema_migrations set created_by = 'ann@example.com'")
    (history,) = histories(database).values()
    assert {each.by for each in rows(history)} == {"ann@example.com"}
    assert statements(database, history, "0007") == {}


def test_the_oldest_form_of_supabases_history_has_one_column(database: Base) -> None:
    database.psql(
        "create schema supabase_migrations;"
        "create table supabase_migrations.schema_migrations (version text not null primary key);"
        "insert into supabase_migrations.schema_migrations values ('1')"
    )
    (history,) = histories(database).values()
    assert history.tool is Tool.SUPABASE
    assert rows(history) == (Applied("1"),)
    assert statements(database, history) == {}


def test_names_that_nobody_expects(database: Base) -> None:
    database.psql(
        'create schema "we""ird %s.x";'
        'create table "we""ird %s.x"."schema_migrations" (version text primary key, statements text[], name text);'
        'insert into "we""ird %s.x".schema_migrations values '
        "(e'1\\n[/]\\x1b[31m', array[null, 'a; %s', e'\\\\'], '%(x)s'), ('2', '{{a,b},{c,d}}', null)"
    )
    (history,) = histories(database).values()
    assert history.schema == 'we"ird %s.x'
    assert [each.version for each in rows(history)] == ["1\n[/]\x1b[31m", "2"]
    assert statements(database, history) == {"1\n[/]\x1b[31m": ("a; %s", "\\"), "2": ("a", "b", "c", "d")}


def test_a_role_without_rights_is_told_which_grant_it_needs(database: Base) -> None:
    database.psql(SUPABASE + row("1", "a") + "create role nobody_here login; create schema o; set search_path = o;"
                  "create table schema_migrations (version varchar primary key);"
                  "grant usage on schema o to nobody_here")  # fmt: skip
    try:
        found = histories(database, user="nobody_here")
        closed = found["supabase_migrations.schema_migrations"].rows
        assert isinstance(closed, Unknown)
        assert "grant usage on schema supabase_migrations to nobody_here" in closed.remedy
        assert "grant select on supabase_migrations.schema_migrations to nobody_here" in closed.remedy
        shut = found["o.schema_migrations"].rows
        assert isinstance(shut, Unknown)
        assert shut.remedy == "Ask its owner: grant select on o.schema_migrations to nobody_here"
        database.psql(
            "grant usage on schema supabase_migrations to nobody_here;"
            "grant select (version, name) on supabase_migrations.schema_migrations to nobody_here;"
            "grant select on o.schema_migrations to nobody_here;"
            "alter table o.schema_migrations enable row level security"
        )
        found = histories(database, user="nobody_here")
        hidden = found["o.schema_migrations"].rows
        assert isinstance(hidden, Unknown), "row security may hide what was applied"
        assert "Row security" in hidden.reason
        history = found["supabase_migrations.schema_migrations"]
        assert [each.label for each in rows(history)] == ["1_a"]
        unread = statements_or_why(database, history)
        assert isinstance(unread, Unknown), "they are there, and not for this role"
        assert "grant select (statements) on supabase_migrations.schema_migrations" in unread.remedy
    finally:
        database.psql("drop owned by nobody_here; drop role nobody_here")


def test_a_locked_history_is_unknown_and_the_others_are_not(database: Base) -> None:
    database.psql(ALL_BUT_SUPABASE)
    with closing(superuser(database.params)) as holder, holder.transaction():
        holder.execute(b"lock table f.flyway_schema_history in access exclusive mode")
        found = histories(database)
    held = found["f.flyway_schema_history"].rows
    assert isinstance(held, Unknown)
    assert "lock" in held.reason
    assert len(rows(found["b.schema_migrations"])) == 2


def test_through_a_transaction_pooler(pgbouncer: Pooled) -> None:
    pgbouncer.database.psql(SUPABASE + row("1", "a", "select 1"))
    (history,) = histories(pgbouncer).values()
    assert [each.label for each in rows(history)] == ["1_a"]


def test_statements_come_a_few_megabytes_at_a_time(database: Base) -> None:
    database.psql(
        SUPABASE + "insert into supabase_migrations.schema_migrations "
        "select to_char(n, 'FM00000'), array[(select string_agg(md5(n::text || m), '') from generate_series(1, 400) m)]"
        " from generate_series(1, 500) n"
    )
    (history,) = histories(database).values()
    assert all(each.statements is None for each in rows(history))
    assert len(statements(database, history)) == 500
