"""Taking back: exactly, on the same database only, and never over what somebody did since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from console.core.secret import Secret
from console.errors import GuardProblem
from console.guard.operation import Call, Change, Operation, no_reverse
from console.guard.undo import undo_operation
from tests.guard.console import Console, change_rows, console, identity_of, set_setting
from tests.servers import Database

Systems = Callable[..., Database]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


async def no_call(call: Call) -> Operation:
    raise AssertionError(call)


async def undo_of(on: Console, entry: str) -> Operation:
    return await undo_operation(await on.journal.entry(entry), on.link.database, on.target, no_call)


def all_rows(database: Database, table: str) -> str:
    return database.psql(f"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t")


ODD = """
create type mood as enum ('fine', 'bad');
create domain short as text check (length(value) < 9);
create table odd (
    id int generated always as identity primary key, name varchar(8), m mood, j json, b jsonb, a int[], t timestamptz,
    n numeric(9, 2), f float8, y bytea, i interval, d short, p point, c char(4),
    g int generated always as (id * 2) stored
);
insert into odd (name, m, j, b, a, t, n, f, y, i, d, p, c) values
('%s {x}', 'fine', '{"b": 1,  "a": 2}', '{"a": 1}', '{1,null,3}', '2026-07-01 12:00:00.123456+10', 1.50, 0.1,
 '\\x00ff', '1 mon 2 days 00:00:03.5', 'short', '(1,2)', 'ab'),
(null, null, null, null, null, null, null, null, null, null, null, null, null);
"""


async def test_every_kind_of_value_comes_back_exactly(database: Database, tmp_path: Path) -> None:
    database.psql(ODD)
    columns = ["name", "m", "j", "b", "a", "t", "n", "f", "y", "i", "d", "p", "c"]
    before = all_rows(database, "odd")
    change = "update {} set " + ", ".join(f"{column} = null" for column in columns)
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        done = await on.do(change_rows(change, "public.odd", "id", [1, 2], columns=columns))
        assert done.done
        assert all_rows(database, "odd") != before
        undone = await on.do(await undo_of(on, done.entry))
        assert undone.done, undone.end
        assert all_rows(database, "odd") == before
        redone = await on.do(await undo_of(on, undone.entry))
        assert redone.done
        assert all_rows(database, "odd") != before
        deleted = await on.do(change_rows("delete from {}", "public.odd", "id", [1, 2], change=Change.DELETE))
        assert all_rows(database, "odd") == ""
        assert (await on.do(await undo_of(on, deleted.entry))).done
    assert database.psql("select count(*), sum(id), sum(g) from odd") == "2|3|6"


async def test_an_insert_is_removed_again(database: Database, tmp_path: Path) -> None:
    database.psql("create table notes (id int generated always as identity primary key, text text)")
    operation = change_rows(
        "insert into {} (text) values ('a'), ('b') returning id", "public.notes", "id", [], columns=["text"],
        change=Change.INSERT, expected=2, returns_key=True,
    )  # fmt: skip
    async with console(database.params, tmp_path) as on:
        done = await on.do(operation)
        database.psql("insert into notes (text) values ('somebody else')")
        assert (await on.do(await undo_of(on, done.entry))).done
    assert all_rows(database, "notes") == '(3,"somebody else")'


async def test_two_inserts_into_one_table_are_each_removed_once(database: Database, tmp_path: Path) -> None:
    database.psql("create table notes (id int generated always as identity primary key, text text)")
    one = change_rows(
        "insert into {} (text) values ('a') returning id", "public.notes", "id", [], columns=["text"],
        change=Change.INSERT, expected=1, returns_key=True,
    )  # fmt: skip
    async with console(database.params, tmp_path) as on:
        done = await on.do(replace(one, steps=one.steps * 2))
        assert done.done, done.end
        undo = await undo_of(on, done.entry)
        assert len(undo.steps) == 2
        assert (await on.do(undo)).done
    assert all_rows(database, "notes") == ""


async def test_a_changed_key_is_followed(database: Database, tmp_path: Path) -> None:
    database.psql("create table words (key text primary key, value text); insert into words values ('old', 'x')")
    operation = change_rows("update {} set key = 'new'", "public.words", "key", ["old"], columns=["key"])
    (step,) = operation.steps
    from dataclasses import replace

    rows = replace(step.rows[0], becomes={"key": "new"})
    operation = replace(operation, steps=(replace(step, rows=(rows,)),))
    async with console(database.params, tmp_path) as on:
        done = await on.do(operation)
        assert done.after[0].shown("key") == "new"
        assert (await on.do(await undo_of(on, done.entry))).done
    assert all_rows(database, "words") == "(old,x)"


async def test_what_was_changed_since_is_left_alone(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    async with console(database.params, tmp_path) as on:
        done = await on.do(set_setting("site_name", "Ours"))
        database.psql("update site_settings set description = 'theirs' where key = 'site_name'")
        plan = await on.plan(await undo_of(on, done.entry))
        with pytest.raises(GuardProblem, match="changed since") as refused:
            await on.do(plan)
        assert "description" in refused.value.why
        assert database.psql("select value from site_settings where key = 'site_name'") == "Ours"


async def test_only_on_the_same_database(system: Systems, tmp_path: Path) -> None:
    database, other = system("event_cms"), system("event_cms")
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        done = await on.do(set_setting("site_name", "Ours"))
    async with console(other.params, tmp_path, identity=identity_of(other)) as on:
        with pytest.raises(GuardProblem, match="cannot be undone here"):
            await undo_of(on, done.entry)
    # The same target's name leads elsewhere now, and nobody knows yet.
    async with console(other.params, tmp_path) as on:
        plan = await on.plan(await undo_of(on, done.entry))
        with pytest.raises(GuardProblem, match="not the database"):
            await on.do(plan)


async def test_what_has_no_way_back_says_why(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    async with console(database.params, tmp_path) as on:
        done = await on.do(set_setting("site_name", "Ours", reverse=no_reverse("the money has left")))
        with pytest.raises(GuardProblem, match="The money has left"):
            await undo_of(on, done.entry)


async def test_a_secret_is_put_back_and_stands_nowhere_in_clear(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    database.psql("insert into site_settings (key, value) values ('smtp_password', 'correct horse')")
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(set_setting("smtp_password", Secret("battery staple")))
        assert plan.changes() == (("value", "••••", "••••"),)
        done = await on.do(plan)
        undone = await on.do(await undo_of(on, done.entry))
        assert undone.done
    assert database.psql("select value from site_settings where key = 'smtp_password'") == "correct horse"
    kept = content_of(tmp_path)
    assert b"smtp_password" in kept
    for secret in (b"correct horse", b"battery staple"):
        assert secret not in kept


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_without_a_keyring_masked_values_end_with_the_process(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    database.psql("insert into site_settings (key, value) values ('smtp_password', 'correct horse')")
    async with console(database.params, tmp_path) as on:
        plain = await on.do(set_setting("site_name", "Ours"))
        masked = await on.do(set_setting("smtp_password", Secret("battery staple")))
    async with console(database.params, tmp_path) as later:
        assert (await later.do(await undo_of(later, plain.entry))).done
        with pytest.raises(GuardProblem, match="masked values"):
            await undo_of(later, masked.entry)
