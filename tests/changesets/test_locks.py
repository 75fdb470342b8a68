"""What `classify` claims of locks and effects, against what a server does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.changesets.claims import MODES
from console.changesets.migration import Effect
from console.changesets.statements import classify
from console.scratch.server import Server
from tests.changesets.lock_cases import ALLOWED, CASES, LESS, REFUSED, SINCE, UNSAID
from tests.servers import Servers

SETUP = Path(__file__).with_name("lock_cases.sql")
HELD = """
select relation, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and relation = any(%s)
"""
STATE = """
select c.relname, c.oid, c.relkind::text, c.relfilenode, coalesce(pg_stat_get_xact_tuples_returned(c.oid), 0),
       array(select indexrelid || ':' || pg_relation_filenode(indexrelid) from pg_index where indrelid = c.oid)
from pg_class c where c.relnamespace = 'public'::regnamespace
"""
"""Name, oid, kind, file, rows read by this transaction, indexes with their files."""


@pytest.fixture(scope="module")
def connection(servers: Servers, server: Server) -> Iterator[psycopg.Connection[Any]]:
    database = servers.new_database(server)
    with psycopg.connect(**database.params, autocommit=True) as connection:
        connection.execute(SETUP.read_bytes())
        yield connection
        connection.execute("drop owned by lock_cases_reader cascade")
        connection.execute("drop role lock_cases_reader")
    server.drop_database(database.name)


def test_the_claims_are_what_the_server_does(connection: psycopg.Connection[Any]) -> None:
    """Each statement in a transaction of its own, which is rolled back."""
    major = connection.info.server_version // 10000
    statements = CASES.strip().splitlines()
    for since, more in SINCE.items():
        statements += more.strip().splitlines() if major >= since else []
    wrong = [complaint for statement in statements for complaint in _compare(connection, statement)]
    assert not wrong, "\n".join(wrong)


def test_what_a_statement_costs_at_most(connection: psycopg.Connection[Any]) -> None:
    """The claim is the worst that the text allows; here it turns out better, and the comparison sees that."""
    for statement in LESS.strip().splitlines():
        (complaint,) = _compare(connection, statement)
        assert "measured none" in complaint, complaint


def _compare(connection: psycopg.Connection[Any], statement: str) -> list[str]:
    claimed = classify(statement)
    with connection.transaction(force_rollback=True):
        before = {row[1]: row for row in connection.execute(STATE)}
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return [f"{statement}: {error}"]
        held: dict[str, str] = {}
        for oid, lock in connection.execute(HELD, ([*before],)):
            name, mode = before[oid][0], re.sub(r"(?<!^)(?=[A-Z])", " ", lock.removesuffix("Lock")).upper()
            held[name] = max(held.get(name, mode), mode, key=MODES.index)
        after = {row[1]: row for row in connection.execute(STATE)}
    names = {row[0]: row for row in before.values()}
    said = {lock.table.name: lock.mode for lock in claimed.locks}
    seen = {
        name: mode
        for name, mode in held.items()
        if name in names and (name in said or (names[name][2] in "rpmv" and mode != MODES[0]))
    }
    wanted = said | UNSAID.get(statement, {})
    complaints = [f"{statement}: claims {wanted}, holds {seen}"] if wanted != seen else []
    for claim in claimed.locks:
        row = names.get(claim.table.name)
        if row and (complaint := _effect(claim.effect, row, after.get(row[1]), claimed.tag)):
            complaints.append(f"{statement}: {claim.table.name} claims {claim.effect}, {complaint}")
    return complaints


def _effect(claimed: Effect, before: tuple[Any, ...], after: tuple[Any, ...] | None, tag: str) -> str:
    """What speaks against a claim; empty where nothing does. A table that is gone tells nothing, nor do commands whose
    reading the server does not count, or whose file is new because it is empty."""
    if after is None or before[2] in "iS" or tag in ("TRUNCATE", "SELECT FOR UPDATE", "COPY TO", "ANALYZE"):
        return ""
    rewritten = before[3] != after[3]
    built = set(after[5]) - set(before[5])
    read = after[4] - before[4]
    if claimed is Effect.ROWS:
        return "and it was rewritten" if rewritten else ""
    found = Effect.NONE
    if rewritten:
        found = Effect.REWRITE
    elif built:
        found = Effect.BUILD
    elif read:
        found = Effect.SCAN
    return "" if found is claimed else f"measured {found} ({read} rows read)"


def test_what_the_server_refuses_in_a_transaction(connection: psycopg.Connection[Any]) -> None:
    """25001 (active SQL transaction) is the server's word for it."""
    database = connection.info.dbname
    wrong = []
    for statement, refused in [(s, True) for s in REFUSED.strip().splitlines()] + [
        (s, False) for s in ALLOWED.strip().splitlines()
    ]:
        text = statement.format(database=database)
        state = ""
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(text)
        except psycopg.Error as error:
            state = error.sqlstate or ""
        if (state == "25001") is not refused:
            wrong.append(f"{text}: the server says {state or 'nothing'}")
        if classify(text).transactional is refused:
            wrong.append(f"{text}: claimed transactional is {not refused}")
    assert not wrong, "\n".join(wrong)
