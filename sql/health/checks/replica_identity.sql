-- title: Published table whose rows cannot be told apart
-- level: error
-- part: publication
-- area: integrity
-- detail: published by {publication}, and its replica identity is {identity}
-- figure: {identity}
-- why: UPDATE and DELETE on it fail, because the publication could not say which row is meant.
-- fix: alter table {schema}.{object} replica identity full
-- operation: maintenance.replica-identity {name} identity=full
-- From the catalogue: pg_get_publication_tables waits for a table that somebody has locked. A partition is published
-- by what publishes any table above it, and it is its own identity that counts.
with recursive
named as (
    select
        r.prrelid as relation,
        r.prpubid as publication
    from pg_catalog.pg_publication_rel as r
    union
    select
        c.oid as relation,
        s.pnpubid as publication
    from pg_catalog.pg_publication_namespace as s
    inner join pg_catalog.pg_class as c on c.relnamespace = s.pnnspid
    where c.relkind in ('r', 'p')
    union
    select
        c.oid as relation,
        p.oid as publication
    from pg_catalog.pg_publication as p
    inner join pg_catalog.pg_class as c on c.relkind in ('r', 'p') and c.oid >= 16384
    where p.puballtables
),

below as (
    select
        relation,
        publication
    from named
    union
    select
        i.inhrelid as relation,
        b.publication
    from below as b
    inner join pg_catalog.pg_inherits as i on i.inhparent = b.relation
    inner join pg_catalog.pg_class as c on c.oid = i.inhrelid
    where c.relispartition
)

select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    p.pubname::text as sub,
    p.pubname::text as publication,
    case c.relreplident
        when 'n' then 'nothing' when 'd' then 'a primary key that is not there' else 'an index that is not there'
    end as identity,
    1::float8 as value
from below as b
inner join pg_catalog.pg_publication as p on p.oid = b.publication
inner join pg_catalog.pg_class as c on c.oid = b.relation
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where (p.pubupdate or p.pubdelete)
    and c.relkind = 'r'
    and c.relpersistence = 'p'
    and (
        c.relreplident = 'n'
        or (
            c.relreplident = 'd'
            and not exists (
                select from pg_catalog.pg_index as i
                where i.indrelid = c.oid and i.indisprimary and i.indisvalid
            )
        )
        or (
            c.relreplident = 'i'
            and not exists (
                select from pg_catalog.pg_index as i
                where i.indrelid = c.oid and i.indisreplident and i.indisvalid
            )
        )
    )
order by 1, 2
