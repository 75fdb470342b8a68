"""A small database as people build them on Supabase: own rows, a subquery, a restrictive policy, NULL owners."""

from __future__ import annotations

from contextlib import closing

from console.database.sql import sql_folder
from tests.database.reading import superuser
from tests.servers import Database

ANN, BOB = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
HOSTILE = 'no[/]tes "100%"'
"""A name that would be markup, a bind, or the end of a quoted name where somebody was careless."""

_NOTES = '"' + HOSTILE.replace('"', '""') + '"'

MAKE = f"""
insert into auth.users (id, email) values ('{ANN}', 'ann@example.org'), ('{BOB}', 'bob@example.org');
create table profiles (id uuid primary key, team text not null);
insert into profiles values ('{ANN}', 'red'), ('{BOB}', 'blue');
create table {_NOTES} (
    id bigint generated always as identity primary key,
    owner uuid,
    "bo%dy" text not null default '',
    plan text not null default 'free',
    hidden boolean not null default false
);
insert into {_NOTES} (owner, "bo%dy", hidden) values
    ('{ANN}', 'of ann', false), ('{BOB}', 'of bob', false), (null, 'of nobody', false), ('{ANN}', 'gone', true);
alter table {_NOTES} enable row level security;
create policy "own rows" on {_NOTES} for select to authenticated using (owner = auth.uid());
create policy "own [/] changes" on {_NOTES} for update to authenticated
    using (owner = auth.uid()) with check (owner = auth.uid() and plan <> 'elite');
create policy team on {_NOTES} for select to authenticated
    using (exists (select 1 from profiles p where p.id = owner and p.team = 'red'));
create policy "not hidden" on {_NOTES} as restrictive using (not hidden);
alter table profiles enable row level security;
create policy own on profiles for select using (id = auth.uid());
grant select on profiles to authenticated;
grant select on {_NOTES} to anon, authenticated, service_role;
grant update ("bo%dy", plan) on {_NOTES} to authenticated;
create table circle (id integer primary key);
insert into circle values (1);
alter table circle enable row level security;
create policy round on circle using (exists (select 1 from circle c where c.id = circle.id));
grant select on circle to authenticated;
create function public.looks() returns boolean language sql volatile as 'select true';
create table looked (id integer primary key);
alter table looked enable row level security;
create policy looks on looked using (public.looks());
grant select on looked to anon;
create view all_notes as select id, "bo%dy" as body from {_NOTES};
grant select on all_notes to anon;
"""


def open_shop(database: Database) -> Database:
    """The database with the shop in it."""
    with closing(superuser(database.params)) as look:
        for name in ("roles.sql", "supabase.sql"):
            look.execute((sql_folder() / "systems" / name).read_bytes())
        look.execute(b"grant usage on schema public, auth to anon, authenticated, service_role")
        look.execute(MAKE.encode())
    return database
