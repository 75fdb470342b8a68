-- title: Keys that are missing
-- why: a table without a primary key cannot be edited, a foreign key without an index makes every delete a scan.

create or replace view ops.without_primary_key as
select c.oid::regclass as relation
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where
    c.relkind in ('r', 'p')
    and n.nspname !~ '^(pg_|information_schema$)'
    and not exists (
        select 1 from pg_catalog.pg_constraint as k
        where k.conrelid = c.oid and k.contype = 'p'
    );

-- The leading columns of the index as a set. Compared as text, '2' is never '{2}', and nothing is ever indexed.
create or replace view ops.foreign_keys_without_index as
select
    c.conrelid::regclass as relation,
    c.conname as foreign_key
from pg_catalog.pg_constraint as c
where
    c.contype = 'f'
    and not exists (
        select 1
        from pg_catalog.pg_index as i
        where
            i.indrelid = c.conrelid
            and i.indisvalid
            and i.indpred is null
            and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
    );

-- ROLLBACK
-- drop view ops.foreign_keys_without_index;
-- drop view ops.without_primary_key;
