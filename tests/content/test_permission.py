"""What is not offered, and why: grants, views, keys that name no row, columns that only the application can fill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.content.permission import why_not_add, why_not_remove, why_not_set
from console.content.settings import Settings, read_settings
from console.core.unknown import Unknown
from tests.content.opened import ask, find, read
from tests.content.writing import Run, Typed, address, entry_of
from tests.servers import Database

GRANT = "no privilege: grant"


@pytest.fixture(autouse=True)
def places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal of this test alone."""
    folder = tmp_path_factory.mktemp("places")
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(folder / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def role(database18: Database) -> Iterator[str]:
    """A role that may log in and nothing more."""
    name = f"clerk_{database18.name}"
    database18.psql(f"create role {name} login")
    yield name
    database18.psql(f"drop owned by {name}; drop role {name}")


def why(settings: Settings, number: int = 0) -> tuple[str, str, str]:
    """Why a setting cannot be changed and removed, and none added."""
    setting = settings.items[number]
    return why_not_set(settings, setting), why_not_remove(settings, setting), why_not_add(settings.table)


def test_the_owner_may_everything(database18: Database) -> None:
    database18.psql("create table settings (key text primary key, value text); insert into settings values ('a', '1')")
    assert why(read(database18)) == ("", "", "")


def test_grants_are_named(database18: Database, role: str, capsys: pytest.CaptureFixture[str]) -> None:
    database18.psql(
        "create table settings (key text primary key, value text, updated_at timestamptz, note text);"
        f"insert into settings values ('a', '1'); grant select (key, value, updated_at) on settings to {role}"
    )
    assert why(read(database18, user=role)) == (
        f"{GRANT} update (value) on public.settings to this role",
        f"{GRANT} delete on public.settings to this role",
        f"{GRANT} insert (key, value) on public.settings to this role",
    )
    refused = Typed(capsys, database18, user=role).do("set", "a", "2")
    assert refused.status == 3
    assert "grant update (value) on public.settings" in refused.err
    # With the value alone the time cannot be said, and nothing of it is sent; xmin may not be read either.
    database18.psql(f"grant update (value) on settings to {role}")
    typed = Typed(capsys, database18, user=role)
    done = typed.do("set", "a", "2")
    assert done.status == 0, done.err
    assert database18.psql("select value, updated_at is null from settings") == "2|t"
    undone = typed.other("journal", "undo", entry_of(done), "--confirm", "y")
    assert undone.status == 0, undone.err
    assert database18.psql("select value from settings") == "1"


def test_a_view_that_takes_changes_and_one_that_takes_none(
    database18: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database18.psql(
        "create table rows_of_it (key text primary key, value text, type text, site int default 1);"
        "insert into rows_of_it values ('a', '1', 'TEXT');"
        "create view site_settings as select key, value, type from rows_of_it where site = 1;"
        "create view config_settings as select key, max(value) as value, min(type) as type from rows_of_it group by key"
    )
    tables = {table.name: table for table in find(database18)}
    simple = ask(database18, read_settings, tables["public.site_settings"])
    grouped = ask(database18, read_settings, tables["public.config_settings"])
    assert not isinstance(simple, Unknown)
    assert not isinstance(grouped, Unknown)
    assert why(simple) == ("", "", "")
    assert why(grouped) == ("this view takes no changes",) * 3
    typed = Typed(capsys, database18)
    refused = typed.do("set", "--table", "config_settings", "a", "2")
    assert refused.status == 2
    assert "this view takes no changes" in refused.err
    done = typed.do("set", "--table", "site_settings", "a", "2")
    assert done.status == 0, done.err
    assert database18.psql("select value from rows_of_it") == "2"
    assert typed.other("journal", "undo", entry_of(done), "--confirm", "y").status == 0
    assert database18.psql("select value from rows_of_it") == "1"
    database18.psql(
        "create function put() returns trigger language plpgsql as $$ begin update rows_of_it set value = new.value"
        " where key = new.key; return new; end $$;"
        "create trigger put instead of update on config_settings for each row execute function put()"
    )
    grouped = ask(database18, read_settings, tables["public.config_settings"])
    assert not isinstance(grouped, Unknown)
    assert why(grouped) == ("", "this view takes no changes", "this view takes no changes")
    done = typed.do("set", "--table", "config_settings", "a", "3")
    assert done.status == 0, done.err
    assert database18.psql("select value from rows_of_it") == "3"


def test_keys_that_name_no_row(database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    database18.psql(
        'create table settings (id serial primary key, "group" text, name text, value text, unique ("group", name));'
        "insert into settings (\"group\", name, value) values ('a', 'x', '1'), (null, 'x', '2'), (null, 'x', '3')"
    )
    settings = read(database18)
    by_value = {setting.value: number for number, setting in enumerate(settings)}
    assert why(settings, by_value["1"])[0] == ""
    assert "is NULL" in why(settings, by_value["2"])[0]
    typed = Typed(capsys, database18)
    assert typed.do("set", "x", "9").status == 2  # three rows: which one is not said
    assert typed.do("set", "a/x", "9").status == 0
    added = typed.do("add", "y", "5", "--group", "b")
    assert added.status == 0, added.err
    assert database18.psql("select \"group\", name, value from settings where name = 'y'") == "b|y|5"
    assert typed.do("add", "z", "5").status == 2


def test_keys_that_are_not_unique(database18: Database) -> None:
    database18.psql("create table settings (key text, value text, type text, is_public boolean)")
    database18.psql("insert into settings values ('a', '1'), ('a', '2'), ('b', '3')")
    (table, *_) = find(database18)
    settings = ask(database18, read_settings, table)
    assert not isinstance(settings, Unknown)
    assert [why(settings, number)[0] for number in range(3)] == ["more than one row has this key"] * 2 + [""]


def test_columns_that_only_the_application_fills(database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    database18.psql(
        'create table "SiteSetting" (id text primary key, key text not null unique, value text not null,'
        ' "updatedAt" timestamp(3) not null)'
    )
    assert "id has no default" in Typed(capsys, database18).do("add", "a", "1").err
    database18.psql('alter table "SiteSetting" alter id set default gen_random_uuid()::text')
    added = Typed(capsys, database18).do("add", "a", "1")
    assert added.status == 0, added.err
    assert database18.psql('select key, value, "updatedAt" is not null from "SiteSetting"') == "a|1|t"
    assert "cannot be NULL" in Typed(capsys, database18).do("set", "a", "--null").err


def test_a_target_that_may_only_be_read(database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    database18.psql("create table settings (key text primary key, value text); insert into settings values ('a', '1')")
    run = Run(capsys, "settings", "set", "a", "2", "--url", address(database18), "--confirm", "y")
    assert run.status == 4
    assert "is read-only" in run.err
    assert database18.psql("select value from settings") == "1"
