"""Statements whose locks and effects are measured on a real server, by the tables of lock_cases.sql."""

from __future__ import annotations

CASES = """
alter table t add column z int
alter table t add column z int default 5
alter table t add column z int not null default 5
alter table t add column z timestamptz default now()
alter table t add column z varchar(20) default lower('X')
alter table t add column z double precision default random()
alter table t add column z uuid default gen_random_uuid()
alter table t add column z timestamptz default clock_timestamp()
alter table t add column z serial
alter table t add column z bigserial
alter table t add column z int generated always as identity
alter table t add column z int generated always as (a * 2) stored
alter table t add column z int references u (id)
alter table t add column z int default 1 references u (id)
alter table t add column z int check (z > 0)
alter table t add column z int unique
alter table t drop column c
alter table t alter column a type bigint
alter table t alter column n set data type text using n::text
alter table t alter column a set default 4
alter table t alter column n drop default
alter table t alter column a set not null
alter table t alter n drop not null
alter table t alter column a set statistics 500
alter table t alter column b set storage external
alter table t alter column a set (n_distinct = 5)
alter table t alter column b set compression pglz
alter table t add constraint k check (a > 0)
alter table t add constraint k check (a > 0) not valid
alter table t add constraint k foreign key (other) references u (id)
alter table t add constraint k foreign key (other) references u (id) not valid
alter table t add constraint k unique (id, a)
alter table t add constraint k unique using index t_n
alter table keyless add primary key (id)
alter table keyless add constraint k primary key using index keyless_id
alter table keyless add constraint k unique using index keyless_id
alter table only u add check (w > 0)
alter table t add exclude using btree (a with =)
alter table u add column z int, alter column w set not null
alter table t validate constraint t_check
alter table t validate constraint t_fk
alter table t alter constraint t_fk deferrable
alter table t drop constraint t_check
alter table t rename to t2
alter table t rename column a to a2
alter table t rename constraint t_check to t_check2
alter table t set schema public
alter table t owner to lock_cases_reader
alter table t set (fillfactor = 70)
alter table t reset (fillfactor)
alter table t set unlogged
alter table t enable row level security
alter table t disable row level security
alter table t force row level security
alter table t disable trigger tr
alter table t enable always trigger tr
alter table t cluster on t_b
alter table t set without cluster
alter table t replica identity full
alter table inh disable rule ru
alter table inh inherit inh2
alter table inh3 no inherit inh2
alter table parent attach partition part2 for values from (1000) to (2000)
alter table parent detach partition part1
alter index t_b rename to t_b2
alter index t_b set (fillfactor = 70)
alter sequence s restart
alter sequence s rename to s2
alter view v rename to v2
alter materialized view mv rename to mv2
alter policy pol on t using (false)
alter trigger tr on t rename to tr2
alter publication pub add table t
create table x (id int references u (id))
create table x (like t)
create table x () inherits (inh)
create table x as select * from u
create table part3 partition of parent for values from (5000) to (6000)
create temp table x (id int)
create index x on t (a)
create unique index x on t (id, a)
create trigger x before insert on t for each row execute function f()
create policy x on t using (true)
create rule x as on delete to inh do instead nothing
create statistics x (dependencies) on a, n from t
create publication x for table t
create view x as select * from t
create or replace view v as select id from t
create sequence x
create function x() returns int language sql as 'select 1'
create schema x
create type x as (a int)
drop table inh
drop view v
drop materialized view mv
drop policy pol on t
drop trigger tr on t
drop rule ru on inh
drop sequence s
drop index t_b
comment on table t is 'x'
comment on column t.a is 'x'
comment on index t_b is 'x'
grant select on t to lock_cases_reader
revoke select on t from lock_cases_reader
truncate part2
lock table t in share mode
lock t, only u in share row exclusive mode nowait
lock t
insert into u values (9999, 1)
insert into u values (9999, 1) on conflict do nothing
update u set w = 2 where id = 5
update only u set w = 2
delete from inh
delete from u where id = 300 and false
merge into u using (values (1)) x (id) on u.id = x.id when matched then update set w = 0
with gone as (delete from inh returning *) insert into u select id, w from gone
select * from u where id = 1 for update
copy u to '/dev/null'
analyze u
cluster t using t_b
reindex table t
reindex index t_b
refresh materialized view mv
refresh materialized view concurrently mv
alter type mood add value 'glad'
explain analyze delete from inh
do $$ begin end $$
"""
SINCE = {
    18: """
alter table t add column z int generated always as (a * 2)
alter table t add column z int generated always as (a * 2) virtual
alter table t add constraint k not null a
alter table t add constraint k not null a not valid
alter table t add constraint k check (a > 0) not enforced
""",
}
"""From which major on a server knows the statement."""
UNSAID = {
    "alter table t drop constraint t_fk": {"u": "ACCESS EXCLUSIVE"},
    "drop index t_b": {"t": "ACCESS EXCLUSIVE"},
    "reindex index t_b": {"t": "SHARE"},
    "alter table t validate constraint t_fk": {"u": "ROW SHARE"},
}
"""Locks that the text does not tell, so that classify does not claim them."""

LESS = """
alter table t alter column c type varchar(20)
alter table t alter column c type text
alter table t alter column id set not null
"""
"""Claimed to rewrite or scan, because the text does not say what the column is now; on these tables it does neither."""

REFUSED = """
create index concurrently x on t (a)
create unique index concurrently if not exists x on t (a)
drop index concurrently t_b
reindex table concurrently t
reindex (concurrently) index t_b
reindex schema public
reindex database {database}
reindex system {database}
vacuum
vacuum full t
vacuum (analyze) t
cluster
alter system set work_mem = '5MB'
alter system reset all
create database x
drop database if exists x
create tablespace x location '/nowhere'
drop tablespace if exists x
alter database {database} set tablespace pg_default
alter table parent detach partition part1 concurrently
discard all
create subscription x connection 'dbname=x' publication pub
commit prepared 'x'
rollback prepared 'x'
"""
"""What the server refuses in a transaction block."""
ALLOWED = """
create subscription x connection 'dbname=x' publication pub with (connect = false)
discard plans
reindex table t
cluster t using t_b
alter database {database} set work_mem = '5MB'
alter type mood add value 'glad'
checkpoint
analyze
refresh materialized view concurrently mv
"""
