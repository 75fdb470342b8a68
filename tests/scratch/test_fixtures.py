"""The servers that all other tests stand on are what they say they are."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from console.errors import QueryProblem
from tests.servers import Database, Pooled, Standby


def test_a_database_is_fresh_and_reached_by_its_parameters(database: Database) -> None:
    database.psql("create table t (x int); insert into t values (1), (2)")
    with psycopg.connect(**database.params) as connection:
        assert connection.execute("select count(*), current_database() from t").fetchone() == (2, database.name)
    with psycopg.connect(database.uri) as connection:
        assert connection.info.server_version // 10000 == database.server.binaries.major


def test_the_fifteen_has_contrib(database15: Database) -> None:
    database15.psql("create extension pg_stat_statements; create extension pg_trgm")
    assert int(database15.psql("select count(*) from pg_stat_statements")) > 0


def test_a_system_is_loaded_once_and_copied(system18: Callable[..., Database]) -> None:
    one, two = system18("event_cms"), system18("event_cms")
    one.psql("delete from public.site_settings")
    assert int(one.psql("select count(*) from public.site_settings")) == 0
    assert int(two.psql("select count(*) from public.site_settings")) > 0


def test_transaction_mode_gives_each_transaction_another_backend(pgbouncer: Pooled) -> None:
    first = psycopg.connect(**pgbouncer.params, autocommit=True, prepare_threshold=None)
    second = psycopg.connect(**pgbouncer.params, autocommit=True, prepare_threshold=None)
    with first, second:
        before = first.execute("select pg_backend_pid()").fetchone()
        with second.transaction():
            second.execute("select 1")
            assert first.execute("select pg_backend_pid()").fetchone() != before


def test_session_mode_keeps_the_backend(pgbouncer_session: Pooled) -> None:
    first = psycopg.connect(**pgbouncer_session.params, autocommit=True)
    second = psycopg.connect(**pgbouncer_session.params, autocommit=True)
    with first, second:
        before = first.execute("select pg_backend_pid()").fetchone()
        with second.transaction():
            assert second.execute("select pg_backend_pid()").fetchone() != before
            assert first.execute("select pg_backend_pid()").fetchone() == before


def test_the_standby_follows_and_refuses_writes(standby: Standby) -> None:
    standby.primary.psql("postgres", sql="create table if not exists followed ()")
    standby.catch_up()
    assert standby.server.psql("postgres", sql="select to_regclass('followed'), pg_is_in_recovery()") == "followed|t\n"
    with pytest.raises(QueryProblem, match="read-only transaction"):
        standby.server.psql("postgres", sql="create table refused ()")
