"""SQL that puts hostile texts wherever a screen may read one."""

from __future__ import annotations

from tests.widgets.hostile import HOSTILE


def literal(text: str) -> str:
    """The text as SQL."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r") + "'"


def name(text: str) -> str:
    """The text as a quoted name of at most 63 octets."""
    return '"' + text.encode()[:60].decode(errors="ignore").replace('"', '""') + '"'


TEXTS = [text.replace("\x00", "") for text in HOSTILE if text != "\x00"]
HUGE = 5_000_000
"""Letters of the largest value."""


def settings(
    schema: str = name("[/] sche\x1b[1mma"), table: str = name("site_settings [@click=app.quit]x[/]"), huge: int = HUGE
) -> str:
    """A schema with a settings table: every text as a key, a value, a type, a group and a description."""
    rows = [f"({literal(text)}, " + ", ".join([literal(text)] * 4) + ", true, now())" for text in TEXTS]
    rows += [
        f"('huge', repeat('[/]', {huge // 3}), 'TEXT', 'GENERAL', repeat('x', 100000), false, now())",
        f"('huge_json', to_json(repeat('\u202ex', {huge // 2}))::text, 'JSON', 'GENERAL', null, false, now())",
        "('broken_json', '{\"a\": [/]', 'JSON', 'GENERAL', null, false, 'infinity')",
        '(\'json\', \'{"[/]": "\\u001b[31m", "k": "[@click=app.quit]x[/]"}\', \'JSON\', null, null, null, null)',
        "('colour', '#12ab3g', 'COLOR', null, '', false, '-infinity')",
        "('nothing', null, null, null, null, null, null)",
    ]
    return f"""
create schema {schema};
create table {schema}.{table} (
    key text primary key, value text, type text, "group" text, description text, is_public boolean,
    updated_at timestamptz
);
insert into {schema}.{table} values {", ".join(rows)};
"""


RAISING = """
create function public.raising() returns text language plpgsql as $$
begin
    raise exception using message = e'[/] \\x1b[31m[@click=app.quit]x[/]\\u202e', hint = e'[/oops] \\x1b]0;t\\x07',
        detail = e'\\x1b[2J', errcode = '42501';
end $$;
create view public.site_settings as
    select 'a'::text as key, public.raising() as value, 'TEXT'::text as type, 'G'::text as "group";
"""
"""A settings table that answers with a hostile message of the server."""

HOSTILE_SETTINGS = settings()

ROLES = [name(text) for text in TEXTS[:-2]]
"""Roles of `catalogue`, which outlive its database."""


SCHEMA = "[/] ca\x1b[1mtalogue"
"""The schema of `catalogue`."""


def catalogue() -> str:
    """Every text as a role, a table, a column, a constraint, an index, a policy, a trigger and a comment."""
    schema = name(SCHEMA)
    made = [f"create schema {schema};"]
    for text, role in zip(TEXTS, ROLES, strict=False):
        table = f"{schema}.{role}"
        made.append(f"""
create role {role};
grant usage on schema {schema} to {role};
create table {table} (
    id integer primary key, {role} text default {literal(text)}, other integer references {table},
    constraint {name("c" + text)} check ({role} <> {literal(text)})
);
create index {name("i" + text)} on {table} ({role});
create index {name("j" + text)} on {table} ({role});
insert into {table} values (1, {literal("a" + text)});
create function {table}() returns trigger language plpgsql security definer as $$ begin return new; end $$;
create trigger {role} before update on {table} for each row execute function {table}();
create view {schema}.{name("v" + text)} as select * from {table};
alter table {table} enable row level security;
create policy {role} on {table} to {role}, public using ({role} <> {literal(text)});
grant select, update on {table} to {role}, public;
comment on role {role} is {literal(text)};
comment on table {table} is {literal(text)};
comment on column {table}.{role} is {literal(text)};
""")
    return "".join(made)
