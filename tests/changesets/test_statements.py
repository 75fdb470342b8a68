"""What a statement is. Locks and effects are compared with a server in test_locks.py."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.changesets.migration import Effect, Named
from console.changesets.statements import classify
from console.changesets.tokens import Kind, Reader, tokenize
from tests.servers import Database

TAGS = {
    "": "",
    "-- only a comment\n/* and */": "",
    "/* why */ select 1": "SELECT",
    "((values (1)))": "SELECT",
    "table t": "SELECT",
    "select a into b from c": "SELECT INTO",
    "select * from t for no key update": "SELECT FOR UPDATE",
    "with x as (select 1) select * from x": "SELECT",
    "with recursive x as (select 1) delete from t": "DELETE",
    "create or replace function f() returns int language sql as 'select 1'": "CREATE FUNCTION",
    "create unlogged table if not exists t (a int)": "CREATE TABLE",
    "create table t as select 1": "CREATE TABLE AS",
    "create table t (a int generated always as identity, b int default 1)": "CREATE TABLE",
    "create unique index concurrently on t (a)": "CREATE INDEX CONCURRENTLY",
    "create text search configuration c (copy = simple)": "CREATE TEXT SEARCH CONFIGURATION",
    "create trusted procedural language x": "CREATE LANGUAGE",
    "create constraint trigger x after insert on t": "CREATE TRIGGER",
    "create event trigger x on ddl_command_end execute function f()": "CREATE EVENT TRIGGER",
    "create user mapping for x server y": "CREATE USER MAPPING",
    "drop owned by x": "DROP OWNED",
    "alter default privileges in schema public grant select on tables to x": "ALTER DEFAULT PRIVILEGES",
    "alter role x set search_path = ''": "ALTER ROLE",
    "grant x to y": "GRANT ROLE",
    "revoke all on all tables in schema s from x": "REVOKE",
    "abort": "ROLLBACK",
    "end work": "COMMIT",
    "rollback to savepoint a": "ROLLBACK TO SAVEPOINT",
    "begin isolation level serializable": "BEGIN",
    "prepare transaction 'x'": "PREPARE TRANSACTION",
    "prepare x as select 1": "PREPARE",
    "copy t from stdin": "COPY FROM STDIN",
    "copy (select 1) to stdout": "COPY TO",
    "reindex (concurrently) table t": "REINDEX TABLE CONCURRENTLY",
    "refresh materialized view concurrently mv": "REFRESH MATERIALIZED VIEW CONCURRENTLY",
    "import foreign schema x from server y into z": "IMPORT FOREIGN SCHEMA",
    "security label on table t is 'x'": "SECURITY LABEL",
    "explain select 1": "EXPLAIN",
    "explain (costs off, analyze) insert into t values (1)": "EXPLAIN ANALYZE INSERT",
    "set constraints all deferred": "SET CONSTRAINTS",
    "hello world": "HELLO WORLD",
    "'a' b": "",
}


@pytest.mark.parametrize("text", TAGS)
def test_tags(text: str) -> None:
    assert classify(text).tag == TAGS[text]


def test_names_are_as_the_server_stores_them() -> None:
    found = classify('ALTER TABLE "Big"."T""x" ADD COLUMN New int, DROP COLUMN IF EXISTS "Old", RENAME TO Plain')
    table = Named("table", 'T"x', "Big")
    assert found.touches == (table,)
    assert found.actions == (("ADD COLUMN", "new"), ("DROP COLUMN", "Old"), ("RENAME", "plain"))
    assert found.makes == (Named("column", "new", table.label), Named("table", "plain", "Big"))
    assert found.drops == (Named("column", "Old", table.label), table)


def test_the_worst_of_several_actions() -> None:
    found = classify("alter table t validate constraint a, alter column b set not null, add column c serial")
    assert [(lock.mode, lock.effect) for lock in found.locks] == [("ACCESS EXCLUSIVE", Effect.REWRITE)]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("drop table a, b.c", "The rows of a. The rows of b.c."),
        ("alter table a drop b", "The data of column b of a."),
        ("truncate a, only b cascade", "All rows of a. All rows of b. All rows of the tables that refer to them."),
        ("delete from a", "All rows of a."),
        ("delete from a where b in (select 1)", ""),
        ("drop schema s", ""),
        ("drop schema s cascade", "Everything in schema s, tables with their rows."),
        ("drop index a", ""),
        ("drop view a", ""),
        ("alter table a drop constraint b", ""),
    ],
)
def test_what_is_lost(text: str, lost: str) -> None:
    assert classify(text).loses == lost


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("create table if not exists t ()", True),
        ("create table t ()", False),
        ("drop policy if exists p on t", True),
        ("create or replace view v as select 1", True),
        ("alter table t add column if not exists a int, drop column if exists b", True),
        ("alter table t add column if not exists a int, add column b int", False),
        ("alter table if exists t add constraint c check (true)", False),
        ("alter table t alter column a set not null", True),
        ("alter type t add value if not exists 'x'", True),
    ],
)
def test_what_can_run_twice(text: str, guarded: bool) -> None:
    assert classify(text).guarded is guarded


def test_things_that_belong_to_a_table() -> None:
    found = classify('drop policy "Own rows" on s.t')
    assert found.drops == (Named("policy", "Own rows"),)
    assert found.touches == (Named("table", "t", "s"),)
    assert classify("create index i on s.t (a)").makes == (Named("index", "i", "s"),)
    assert classify("alter type mood add value if not exists 'it''s' after 'x'").actions == (("ADD VALUE", "it's"),)


def test_tokens() -> None:
    found = tokenize("Select \"A b\", E'x\\'y', $$z$$ ::é_1 -- c\n, 1.5e3, U&'u' /* d */")
    assert [(token.kind, token.value) for token in found if token.kind is not Kind.SYMBOL] == [
        (Kind.WORD, "select"),
        (Kind.NAME, "A b"),
        (Kind.STRING, "x\\'y"),
        (Kind.STRING, "z"),
        (Kind.WORD, "é_1"),
        (Kind.NUMBER, "1.5e3"),
        (Kind.WORD, "u"),
        (Kind.STRING, "u"),
    ]


WORDS = """
create alter drop table index on t a . , ( ) ' " $$ ; -- /* add column default not null using primary key unique
references check constraint if exists concurrently partition of attach with as into from where select insert update
delete merge values begin commit end rollback to vacuum full cluster reindex refresh materialized view policy trigger
function type value rename set grant revoke comment is lock in mode copy stdin explain analyze 1 é \\ :: = for
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Nothing raises, and a statement always has a tag of capitals."""
    found = classify(text)
    assert found.tag == found.tag.upper()
    assert all(lock.table.name for lock in found.locks) or '""' in text


def test_deep_parentheses_and_long_statements() -> None:
    assert classify("(" * 100_000 + "select 1").tag in ("SELECT", "")
    assert classify("insert into t values " + ", ".join(["(1)"] * 100_000)).tag == "INSERT"
    assert classify("explain analyze " * 50_000 + "select 1").tag == "EXPLAIN"
    assert not Reader(()).more


def test_every_command_of_the_server_has_its_tag(database: Database) -> None:
    """psql lists the commands of its version."""
    listed = database.psql("\\h")
    names = [name for line in listed.splitlines()[1:] for name in re.split(r"\s{2,}", line.strip())]
    assert len(names) > 170
    wrong = {}
    for name in names:
        tag = classify(f"{name.lower()} x on y").tag
        if not (EXPECTED.get(name, name).startswith(tag) and tag):
            wrong[name] = tag
    assert not wrong


EXPECTED = {
    "ABORT": "ROLLBACK",
    "END": "COMMIT",
    "COPY": "COPY TO",
    "LOCK": "LOCK TABLE",
    "DISCARD": "DISCARD X",
    "VALUES": "SELECT",
    "ROLLBACK TO SAVEPOINT": "ROLLBACK TO SAVEPOINT",
    "WITH": "SELECT",
    "TABLE": "SELECT",
}
"""What is named by another of its names."""
