"""The connection of a write: what is sent together, and what becomes of one that falls silent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from console.guard.connection import Lost, WriteConnection
from tests.guard.console import console, query
from tests.servers import Database

LIMIT = "select pg_catalog.set_config('idle_in_transaction_session_timeout', '1s', true)"


async def test_a_transaction_that_falls_silent_behind_a_pipeline_is_ended(database: Database, tmp_path: Path) -> None:
    async with console(database.params, tmp_path) as on:
        connection = WriteConnection(await on.link.connect(), seconds=5)
        try:
            answers = await connection.together(query(LIMIT), query("select 1 as n"), query("select 2 as n"))
            assert [rows[0] for rows in answers[1:]] == [{"n": 1}, {"n": 2}]
            await asyncio.sleep(2.5)
            with pytest.raises((Lost, psycopg.Error)):
                await connection.query(query("select 3 as n"))
        finally:
            await connection.close()


async def test_nothing_runs_behind_the_first_error(database: Database, tmp_path: Path) -> None:
    database.psql("create table things (id int)")
    async with console(database.params, tmp_path) as on:
        connection = WriteConnection(await on.link.connect(), seconds=5)
        try:
            with pytest.raises(psycopg.errors.DivisionByZero):
                await connection.together(
                    query("select 1"), query("select 1 / 0"), query("insert into {} values (1)", "things")
                )
            await connection.rollback()
            assert await connection.together(query("select count(*) as n from {}", "things")) == [[{"n": 0}]]
        finally:
            await connection.close()
