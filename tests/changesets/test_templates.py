"""Every template, filled, on a real server: it applies, applies again, its checks hold, its reverse takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from console.changesets.folders import read_folder
from console.changesets.migration import Piece, Script, Tool
from console.changesets.new import Kind, new_migration, placeholders, read_templates, unfilled
from console.changesets.script import read_script
from console.changesets.split import split
from tests.hygiene.source import ROOT
from tests.servers import Database

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TABLE = {"table": "booking", "column": "room"}
VALUES = {
    Kind.PLAIN: {},
    Kind.TABLE: {"table": "guest"},
    Kind.REQUIRED_COLUMN: {**TABLE, "column": "seats", "type": "integer", "default": "1", "value": "2", "batch": "3",
        "key": "id"},
    Kind.DROP_COLUMN: {**TABLE, "key": "id", "type": "text", "default": "'blue'"},
    Kind.RENAME_COLUMN: {
        "table": "booking", "column": "note", "new_column": "hall", "type": "text", "default": "'none'", "batch": "3",
        "key": "id",
    },
    Kind.ENUM_VALUE: {**TABLE, "enum": "state", "label": "late", "column": "state", "default": "'draft'"},
    Kind.CONSTRAINT: {"table": "booking", "constraint": "booking_price_check", "definition": "check (price >= 0)"},
    Kind.INDEX: {"table": "booking", "index": "booking_room_idx", "columns": "room"},
    Kind.BACKFILL: {
        "table": "booking", "column": "price", "condition": "price is null", "value": "id * 10", "before": "null",
        "done": "price = id * 10", "key": "id", "batch": "3", "pause": "0",
    },
}  # fmt: skip
BEFORE = """
create type state as enum ('draft', 'sent');
create table booking (
    id integer primary key, room text not null default 'blue', note text default 'none', price numeric,
    state state default 'draft'
);
insert into booking (id, room) select n, 'room ' || n from generate_series(1, 10) as n;
"""
SCHEMA = """
select 'column', c.relname || '.' || a.attname, format_type(a.atttypid, -1) || a.attnotnull
    || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relnamespace = 'public'::regnamespace
union all select 'table', relname, relrowsecurity::text ||
    (select coalesce(string_agg(a::text, ' ' order by a::text), '') from unnest(relacl) as a) from pg_class
where relnamespace = 'public'::regnamespace
union all select 'constraint', conname, pg_get_constraintdef(oid) || convalidated from pg_constraint
where connamespace = 'public'::regnamespace
union all select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) || indisvalid from pg_index
where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
union all select 'function', proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace
union all select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all select 'policy', polname, polrelid::regclass::text from pg_policy
union all select 'enum', enumtypid::regtype::text, string_agg(enumlabel, ',' order by enumsortorder)
from pg_enum group by enumtypid
order by 1, 2, 3
"""
ROWS = "select to_jsonb(booking) from booking order by id"


def run(connection: psycopg.Connection, pieces: Iterable[Piece], *, together: bool) -> None:
    """The pieces one after another: in one transaction, or each by itself."""
    if together:
        with connection.transaction():
            for piece in pieces:
                connection.execute(piece.text.encode())
    else:
        for piece in pieces:
            connection.execute(piece.text.encode())
        connection.execute("reset all")


def check(connection: psycopg.Connection, script: Script) -> None:
    for piece in script.verify:
        row = connection.execute(piece.text.encode()).fetchone()
        assert row == (True,), piece.text


def reverse(script: Script) -> tuple[Piece, ...]:
    assert script.down is not None
    return split(script.down)


def state(connection: psycopg.Connection) -> tuple[object, object]:
    return connection.execute(SCHEMA).fetchall(), connection.execute(ROWS).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "supabase" / "migrations"
    path.mkdir(parents=True)
    return path


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PLAIN])
def test_a_template_applies_twice_and_goes_back(kind: Kind, folder: Path, database: Database) -> None:
    paths = new_migration(read_folder(folder), kind.value, kind, VALUES[kind], NOW)
    scripts = [read_script(path.read_bytes(), Tool.SUPABASE) for path in paths]
    assert [unfilled(script.text) for script in scripts] == [()] * len(scripts)
    with psycopg.connect(**database.params, autocommit=True) as connection:
        for name in ("roles", "supabase"):
            connection.execute((ROOT / f"sql/systems/{name}.sql").read_bytes())
        connection.execute(BEFORE)
        states = []
        for script in scripts:
            states.append(state(connection))
            run(connection, script.pieces, together=script.transaction)
            after = state(connection)
            assert after != states[-1], "it does something"
            check(connection, script)
            run(connection, script.pieces, together=script.transaction)
            assert state(connection) == after, "a second time it does nothing"
        for script, before in zip(reversed(scripts), reversed(states), strict=True):
            run(connection, reverse(script), together=script.transaction)
            if "The values may stay" not in script.text:
                assert state(connection) == before


@pytest.mark.parametrize("kind", list(Kind))
def test_dbmate_gets_the_same_statements(kind: Kind, tmp_path: Path) -> None:
    scripts: dict[Tool, list[Script]] = {}
    for tool in (Tool.SUPABASE, Tool.DBMATE):
        (tmp_path / tool.value).mkdir()
        paths = new_migration(read_folder(tmp_path / tool.value, tool), "x", kind, VALUES[kind], NOW)
        scripts[tool] = [read_script(path.read_bytes(), tool) for path in paths]
    for ours, theirs in zip(scripts[Tool.SUPABASE], scripts[Tool.DBMATE], strict=True):
        assert bare(theirs.pieces) == bare(ours.pieces)
        assert bare(reverse(theirs)) == bare(reverse(ours)) if ours.down else not bare(split(theirs.down or ""))
        assert [piece.text for piece in theirs.verify] == [piece.text for piece in ours.verify]
        assert theirs.transaction is ours.transaction


def bare(pieces: Iterable[Piece]) -> list[str]:
    """The statements without the comments in front of them and behind them."""
    lines = ("\n".join(line for line in piece.text.splitlines() if not line.startswith("--")) for piece in pieces)
    return [text.strip() for text in lines if text.strip()]


def test_the_plain_template_is_a_frame(folder: Path) -> None:
    (path,) = new_migration(read_folder(folder), "Nothing yet", now=NOW)
    script = read_script(path.read_bytes(), Tool.SUPABASE)
    assert path.name == "20260304050607_nothing_yet.sql"
    assert [piece.text.rpartition("\n")[2] for piece in script.pieces[:2]] == [
        "set local lock_timeout = '4s'",
        "set local statement_timeout = '60s'",
    ]
    assert script.text.startswith("-- nothing yet\n-- Written 2026-03-04 05:06 UTC.\n")
    assert not script.down
    assert script.verify == ()


def test_writers_of_both_names_see_the_same_while_a_column_is_renamed(folder: Path, database15: Database) -> None:
    first = new_migration(read_folder(folder), "hall", Kind.RENAME_COLUMN, VALUES[Kind.RENAME_COLUMN], NOW)[0]
    script = read_script(first.read_bytes(), Tool.SUPABASE)
    with psycopg.connect(**database15.params, autocommit=True) as connection:
        connection.execute(BEFORE)
        run(connection, script.pieces, together=True)
        connection.execute(
            "insert into booking (id, note) values (20, 'old'); insert into booking (id, hall) values (21, 'new')"
        )
        connection.execute(
            "update booking set note = 'older' where id = 20; update booking set hall = 'newer' where id = 21"
        )
        connection.execute("update booking set price = 1 where id = 1")
        found = connection.execute("select id, note, hall from booking where id in (1, 20, 21) order by id").fetchall()
    assert found == [(1, "none", "none"), (20, "older", "older"), (21, "newer", "newer")]


def test_a_backfill_goes_on_where_it_was_stopped(folder: Path, database15: Database) -> None:
    values = VALUES[Kind.BACKFILL] | {"value": "1 / (id - 9) * 0 + id * 10"}
    (path,) = new_migration(read_folder(folder), "prices", Kind.BACKFILL, values, NOW)
    script = read_script(path.read_bytes(), Tool.SUPABASE)
    with psycopg.connect(**database15.params, autocommit=True) as connection:
        connection.execute(BEFORE)
        with pytest.raises(psycopg.errors.DivisionByZero):
            run(connection, script.pieces, together=False)
        done = connection.execute("select count(price) from booking").fetchone()
        connection.execute("delete from booking where id = 9")
        run(connection, script.pieces, together=False)
        check(connection, script)
    assert done == (6,), "whole batches stay"


def test_a_backfill_that_changes_nothing_ends_and_says_so(folder: Path, database15: Database) -> None:
    (path,) = new_migration(
        read_folder(folder), "prices", Kind.BACKFILL, VALUES[Kind.BACKFILL] | {"value": "null"}, NOW
    )
    with psycopg.connect(**database15.params, autocommit=True) as connection:
        connection.execute(BEFORE)
        with pytest.raises(psycopg.errors.RaiseException, match="are left"):
            run(connection, read_script(path.read_bytes(), Tool.SUPABASE).pieces, together=False)


def test_a_backfill_passes_over_rows_that_others_hold(folder: Path, database15: Database) -> None:
    (path,) = new_migration(read_folder(folder), "prices", Kind.BACKFILL, VALUES[Kind.BACKFILL], NOW)
    script = read_script(path.read_bytes(), Tool.SUPABASE)
    with (
        psycopg.connect(**database15.params, autocommit=True) as connection,
        psycopg.connect(**database15.params) as other,
    ):
        connection.execute(BEFORE)
        other.execute("select from booking where id = 2 for update")
        with pytest.raises(psycopg.errors.RaiseException, match="are left"):
            run(connection, script.pieces, together=False)
        assert connection.execute("select count(price) from booking").fetchone() == (9,)
        other.rollback()
        run(connection, script.pieces, together=False)
        check(connection, script)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_asks_for_what_it_uses_and_has_every_part(kind: Kind) -> None:
    for template in read_templates(kind):
        text = template.text
        assert text.removeprefix("-- pg-delta: transaction=false\n").startswith("-- {{title}}\n")
        parts = [text.index(part) for part in ("lock_timeout", "statement_timeout", "\n-- ROLLBACK\n", "\n-- VERIFY\n")]
        assert parts == sorted(parts)
    assert set(placeholders(kind)) <= set(VALUES[kind]) | {"schema", "batch", "pause"}


def test_what_is_not_filled_stands_out(folder: Path) -> None:
    (path,) = new_migration(read_folder(folder), "an index", Kind.INDEX, {"table": "booking"}, NOW)
    assert unfilled(path.read_text(encoding="utf-8")) == ("index", "columns")
    assert unfilled("select '{{1,2}}', '{{mine}}'") == ()
