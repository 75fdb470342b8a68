"""A database of what records must survive: every odd type, value, name, key and relation, a table each."""

from __future__ import annotations

from tests.screens.hostile_rows import TEXTS, literal, name
from tests.servers import Database

COLUMNS = 1_600
HUGE = 10_000_000

_TEXT_ROWS = ", ".join(f"({number}, {literal(text)})" for number, text in enumerate(TEXTS, 10))
_WIDE = ", ".join(f"c{number} integer" for number in range(2, COLUMNS + 1))

VALUES = f"""
create type mood as enum ('sad', '[/] %s', 'ok');
create type pair as (x integer, y text);
create domain shout as text check (value = upper(value));
create domain small as integer not null default 3 check (value < 100);
create table odd_values (
    id integer primary key, at timestamptz, day date, clock time, zoned timetz, n numeric, f float8, span interval,
    feeling mood, during tstzrange, many int4multirange, raw bytea, loud shout, little small, both_of pair,
    at_place point, host inet, bits bit varying, list text[], grid integer[][], moods mood[], doc jsonb,
    paper json, xml_doc text,
    words tsvector, cash money, doubled integer generated always as (id * 2) stored
);
insert into odd_values (id) values (1);
insert into odd_values values
(2, 'infinity', 'infinity', '24:00', '23:59:59+15', 'NaN', 'NaN', 'infinity', '[/] %s', '(,)', '{{}}', '\\x00ff',
    'LOUD',
    5, row(1, '[/]'), '(1,2)', '::1/64', B'101', array['[/]', null, 'a,b'], '{{{{1,2}},{{3,4}}}}', '{{sad,ok}}',
    '{{"[/]": null}}', '{{"a":1, "a":2}}', '<x/>', 'a:1 b:2', 12.5),
(3, '-infinity', '-infinity', '00:00', '00:00-15', 'Infinity', '-Infinity', '-1000 years 3 mons -2 days',
    'sad', 'empty', '{{[1,3),[5,)}}', '', '', 99, null, null, null, '', '{{}}', '{{}}', null, 'null', '[]', '', '',
    -1),
(4, '4713-01-01 00:00+00 BC', '4713-01-01 BC', null, null, 1e400::numeric, 1e-300, '1 mon', 'ok',
    '[2020-01-01,infinity)', null, decode(repeat('00', 3000), 'hex'), null, 1, null, null, null, null, null, null,
    null, '"x"', '1', null, null,
    0),
(5, '294276-12-31 23:59:59+00', '5874897-12-31', null, null, -0.0, '-0', '178000000 years', null, null, null, null,
    null, 2, null, null, null, null, null, null, null, to_jsonb(repeat('x', {HUGE})), null, repeat('[/]',
    {HUGE // 3}), null,
    null);
create table texts (id integer primary key, body text, meta jsonb);
insert into texts values (1, repeat('x', {HUGE}),
    jsonb_build_object('[/]', repeat(E'\\u202e', {HUGE // 3}))),
    (2, repeat('[/]', {HUGE // 3}), to_jsonb(repeat('y', {HUGE})));
insert into texts select * from (values {_TEXT_ROWS}) as t (id, body);
create table keyed_by_text (body text primary key, other text references keyed_by_text);
insert into keyed_by_text select body from texts where id >= 10 and body is not null on conflict do nothing;
update keyed_by_text set other = body;
create table wide (c1 integer primary key, {_WIDE});
insert into wide (c1, c1600) values (1, 5), (2, 6);
"""

KEYS = f"""
create table keyless (word text, n integer);
insert into keyless select 'word ' || i, i from generate_series(1, 120) as i;
create table empty_columns ();
insert into empty_columns default values;
create table {name('Mixed "%s" %(x)s Case')} (
    {name("Key %s")} integer primary key, {name('va"lue %(y)s')} text unique, {name("select")} text,
    {name("[/]")} text
);
insert into {name('Mixed "%s" %(x)s Case')} values (1, 'fiftypercent %', 'from', '[/]'), (2, '100 %s', null, 'x');
create table terms (year integer, term text, title text, primary key (year, term));
create table courses (id integer primary key, name text, year integer, term text,
    mentor_id integer references courses,
    foreign key (term, year) references terms (term, year));
insert into terms values (2025, 'a,b', 'Odd, term'), (2025, 'c', 'C'), (2026, 'a,b', 'Later');
insert into courses values (1, 'Knots', 2025, 'a,b', null), (2, 'Ropes', 2026, 'a,b', 1), (3, 'Loops', null, null, 2);
alter table courses add constraint itself check (mentor_id <> id);
create table people (id integer primary key, name text not null);
insert into people values (1, 'Ada'), (2, 'Ben'), (3, 'Cy');
create table letters (id integer primary key, from_id integer references people, to_id integer references people,
    subject text);
insert into letters values (1, 1, 2, 'Hello'), (2, 2, 1, 'Hello back'), (3, 1, 1, 'To myself');
create table clubs (id integer primary key, title text);
create table club_people (club_id integer references clubs, person_id integer references people,
    primary key (club_id, person_id));
insert into clubs values (1, 'Chess'), (2, 'Choir');
insert into club_people values (1, 1), (1, 2), (2, 1);
create index on club_people (person_id);
create table enrolments (person_id integer references people, year integer, term text, note text,
    foreign key (year, term) references terms, primary key (person_id, year, term));
insert into enrolments values (1, 2025, 'a,b', 'first'), (2, 2025, 'a,b', null), (1, 2026, 'a,b', 'x');
"""

RELATIONS = """
create view seen as select id, name as "na%me" from people;
create view broken as select 1 / (id - id) as boom, id from people;
create materialized view seen_once as select id, name from people;
create materialized view never_filled as select id from people with no data;
create table parted (id integer, at date, note text, primary key (id, at)) partition by range (at);
create table parted_2025 partition of parted for values from ('2025-01-01') to ('2026-01-01');
create table parted_2026 partition of parted for values from ('2026-01-01') to ('2027-01-01');
insert into parted values (1, '2025-05-05', 'old'), (2, '2026-05-05', 'new');
create table part_notes (id integer primary key, part_id integer, part_at date, foreign key (part_id, part_at)
    references parted);
insert into part_notes values (1, 1, '2025-05-05');
create foreign data wrapper nowhere;
create server gone foreign data wrapper nowhere;
create foreign table far_away (id integer, name text) server gone;
create table locked (id integer primary key, name text, other_id integer references people);
insert into locked values (1, 'held', 1);
create function public.never() returns boolean language sql volatile begin atomic
    select pg_sleep(30) is null; end;
analyze people;
"""

LOCKED = "locked"
"""The table that a test locks."""


def hostile_records(database: Database) -> str:
    """All of it, as the database's server can hold it: intervals without an end came with PostgreSQL 17."""
    old = int(database.psql("show server_version_num")) < 170_000
    values = VALUES.replace("'NaN', 'infinity', '[/] %s'", "'NaN', null, '[/] %s'") if old else VALUES
    return values + KEYS + RELATIONS
