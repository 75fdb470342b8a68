"""What there is, for reading: lists and the data dictionary, of a real schema with names that are no names."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from console.audit.auth import Health, read_auth
from console.audit.describe import data_dictionary
from console.audit.naming_rules import RULES, misnamed
from console.audit.overview import (
    constraint_facts,
    grant_facts,
    policy_facts,
    table_facts,
    within,
    without_comment,
)
from console.audit.trails import trails
from console.cli import main
from console.core.unknown import Unknown
from console.database.sql import sql_folder
from console.errors import UsageProblem
from console.schema.objects import Snapshot
from console.schema.snapshot import read_schema
from tests.database.reading import reading, superuser
from tests.servers import Database

ROLES = """do $$ declare wanted text; begin
    foreach wanted in array array['anon', 'authenticated', 'Odd, "one" using ('] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
end $$;"""
MADE = """
create schema "Sh.op""|";
create table "Sh.op""|"."`It` | <b>" (id integer primary key, "O|wner" text not null default 'a|b');
comment on table "Sh.op""|"."`It` | <b>" is E'# Not a heading\\n| a | b |\\x1b[2J';
comment on column "Sh.op""|"."`It` | <b>".id is 'The number';
alter table "Sh.op""|"."`It` | <b>" enable row level security;
alter table "Sh.op""|"."`It` | <b>" force row level security;
create policy "p to x using (" on "Sh.op""|"."`It` | <b>" as restrictive for all
    to "Odd, ""one"" using (", anon using (true);
create policy own on "Sh.op""|"."`It` | <b>" for select to authenticated using ("O|wner" = current_user);
grant select, update (id) on "Sh.op""|"."`It` | <b>" to "Odd, ""one"" using (" with grant option;
create schema shop;
create table shop.audit_log (id bigint generated always as identity, row jsonb);
create function shop.keep() returns trigger language plpgsql as
    $$ begin insert into shop.audit_log (row) values (to_jsonb(new)); return new; end $$;
create function shop.round_about() returns trigger language plpgsql as
    $$ begin execute format('insert into %I.audit_log default values', 'shop'); return new; end $$;
create table shop.kept (id integer primary key, made timestamptz, open boolean, due date);
create trigger "AFTER x ON " after insert or update or delete on shop.kept for each row execute function shop.keep();
create table shop.maybe (id integer primary key);
create trigger t after update on shop.maybe for each row execute function shop.round_about();
create table shop.half (id integer primary key);
alter table shop.half add constraint later foreign key (id) references shop.kept not valid;
create trigger t after update on shop.half for each row execute function shop.keep();
create table shop."Never" (id integer);
create view shop.seen as select id from shop.kept;
comment on view shop.seen is 'What is seen';
"""
HOSTILE = '"Sh.op""|"."`It` | <b>"'


@pytest.fixture
async def snapshot(database: Database) -> Snapshot:
    with closing(superuser(database.params)) as look:
        look.execute(ROLES.encode())
        look.execute(MADE.encode())
    async with reading(database.params) as read:
        return await read_schema(read)


async def test_lists_say_what_there_is(snapshot: Snapshot) -> None:
    tables = table_facts(snapshot)
    assert not isinstance(tables, Unknown)
    odd = next(each for each in tables if each.name == HOSTILE)
    assert (odd.secured, odd.forced, odd.restrictive) == (True, True, 1)
    assert odd.policies == {"select": 1, "insert": 0, "update": 0, "delete": 0}
    assert odd.grantees == ('"Odd, ""one"" using ("',)
    assert odd.uncommented == ('"O|wner"',)
    policies = policy_facts(snapshot)
    assert not isinstance(policies, Unknown)
    assert [(each.name, each.command, each.permissive, each.roles, each.rule) for each in policies] == [
        ('"p to x using ("', "all", False, ('"Odd, ""one"" using ("', "anon"), "using (true)"),
        ("own", "select", True, ("authenticated",), 'using (("O|wner" = CURRENT_USER))'),
    ]
    grants = grant_facts(within(snapshot, ['Sh.op"|']))
    assert not isinstance(grants, Unknown)
    assert {(each.object, each.privileges, each.grantable) for each in grants} == {
        (f"table {HOSTILE}", "select", True),
        (f"table {HOSTILE} (id)", "update (id)", True),
    }
    constraints = constraint_facts(snapshot)
    assert not isinstance(constraints, Unknown)
    assert {each.table for each in constraints if not each.validated} == {"shop.half"}
    bare = without_comment(within(snapshot, ["shop"]))
    assert not isinstance(bare, Unknown)
    assert ("table", 'shop."Never"') in bare
    assert ("view", "shop.seen") not in bare
    with pytest.raises(UsageProblem):
        within(snapshot, ["shopp"])


async def test_a_trail_is_seen_where_there_is_one(snapshot: Snapshot) -> None:
    found = trails(within(snapshot, ["shop"]))
    assert not isinstance(found, Unknown)
    said = {each.table: (each.whole, bool(each.triggers), bool(each.unsure)) for each in found}
    assert said == {
        "shop.kept": (True, True, False),
        "shop.maybe": (False, False, True),
        "shop.half": (False, True, False),
        'shop."Never"': (False, False, False),
        "shop.audit_log": (False, False, False),
    }


async def test_names_are_judged_by_the_rules_that_are_asked_for(snapshot: Snapshot) -> None:
    assert misnamed(snapshot, ()) == ()
    found = misnamed(within(snapshot, ["shop"]), RULES)
    assert not isinstance(found, Unknown)
    assert {(each.rule, each.name) for each in found if each.rule != "plural-tables"} == {
        ("snake-case", 'shop."Never"'),
        ("times-end-with-at", "shop.kept.made"),
        ("booleans-ask", "shop.kept.open"),
        ("dates-end-with-on", "shop.kept.due"),
    }
    with pytest.raises(UsageProblem):
        misnamed(snapshot, ["camel"])


async def test_the_dictionary_holds_everything_and_nothing_in_it_is_read(snapshot: Snapshot) -> None:
    text = data_dictionary(snapshot, "a `b` <c>")
    lines = text.splitlines()
    assert lines[0] == "# a \\`b\\` &#60;c&#62;"
    assert "## Schema `shop`" in lines
    assert "\x1b" not in text
    assert not [line for line in lines if line.startswith("# ") and line != lines[0]]
    for word in ("The number", "What is seen", "AFTER x ON", "NOT VALID", "for the owner too"):
        assert word in text
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


async def test_what_is_locked_is_not_called_absent(database: Database) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(ROLES.encode())
        look.execute(MADE.encode())
        look.execute(b'begin; lock table "Sh.op""|"."`It` | <b>" in access exclusive mode')
        async with reading(database.params) as read:
            snapshot = await read_schema(read)
        policies = policy_facts(snapshot)
        assert not isinstance(policies, Unknown)
        assert {isinstance(each.rule, Unknown) for each in policies} == {True}
        assert "## Not read" in data_dictionary(snapshot, "x")


async def test_a_plain_postgres_has_no_platform_and_nothing_is_wrong(database: Database) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(ROLES.encode())
        look.execute(
            b"create schema app; create function app.me() returns text language sql as "
            b"$$ select current_setting('app.me', true) $$; create table app.t (o text); "
            b"create policy own on app.t using (o = app.me())"
        )
    async with reading(database.params) as read:
        found = await read_auth(read)
    assert not found.platform
    assert not isinstance(found.identities, Unknown)
    assert [(each.schema, each.name, each.policies, each.settable) for each in found.identities] == [
        ("app", "me", 1, True)
    ]
    assert isinstance(found.events, Unknown)


async def test_the_platform_is_tried(database: Database) -> None:
    database.server.psql(database.name, sql_folder() / "systems" / "supabase" / "platform.sql")
    with closing(superuser(database.params)) as look:
        look.execute(
            b"create table auth.audit_log_entries (id uuid, payload json, created_at timestamptz, ip_address text);"
            b"""insert into auth.audit_log_entries values (null, '{"action": "login"}', now(), '::1'),
            (null, '{"action": "login_failed"}', now(), '::1'),
            (null, '{"action": "login"}', now() - interval '30 days', '::1')"""
        )
        async with reading(database.params) as read:
            found = await read_auth(read)
            parts = {each.name: each.health for each in found.parts}
            assert {parts[f"auth.{name}()"] for name in ("uid", "role", "email", "jwt")} == {Health.OK}
            assert parts["auth.users"] is Health.OK
            assert parts["auth.sessions"] is Health.OK
            assert not isinstance(found.events, Unknown)
            assert [(each.action, each.number, each.failed) for each in found.events] == [
                ("login", 1, False),
                ("login_failed", 1, True),
            ]
            look.execute(b"create or replace function auth.uid() returns uuid language sql as 'select null::uuid'")
            look.execute(b"drop function auth.email()")
            broken = {each.name: each.health for each in (await read_auth(read)).parts}
            assert broken["auth.uid()"] is Health.WRONG
            assert broken["auth.email()"] is Health.MISSING
        stranger = f"stranger_{database.name}"
        look.execute(f"create role {stranger} login".encode())
        try:
            async with reading(database.params | {"user": stranger}) as little:
                theirs = await read_auth(little)
            assert theirs.platform
            assert {each.health for each in theirs.parts if each.group == "function"} >= {Health.UNKNOWN}
            assert isinstance(theirs.events, Unknown)
        finally:
            look.execute(f"drop role {stranger}".encode())


@pytest.mark.parametrize(
    "words", [(), ("--json",), *(("--list", each, "--json") for each in ("policies", "grants", "trails", "auth"))]
)
def test_the_command_prints_and_drives_no_terminal(
    database18: Database, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database18.psql(ROLES + MADE)
    assert main(["describe", "--url", database18.uri, *words]) in (0, 1)
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    if "--json" in words:
        assert json.loads(said.out)["items"]
    path = tmp_path / "dictionary.md"
    assert main(["describe", "--url", database18.uri, "--schema", "shop", "--output", str(path)]) == 0
    assert "shop.kept" in path.read_text()
    assert "Sh.op" not in path.read_text()
