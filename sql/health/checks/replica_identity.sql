-- title: Published table whose rows cannot be told apart
-- level: error
-- part: publication
-- area: integrity
-- detail: published by {publication}, and its replica identity is {identity}
-- figure: {identity}
-- why: UPDATE and DELETE on it fail, because the publication could not say which row is meant.
-- fix: alter table {schema}.{object} replica identity full
-- operation: maintenance.replica-identity {name} identity=full
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
from pg_catalog.pg_publication as p
cross join lateral pg_catalog.pg_get_publication_tables(p.pubname::text) as g
inner join pg_catalog.pg_class as c on c.oid = g.relid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where (p.pubupdate or p.pubdelete)
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
