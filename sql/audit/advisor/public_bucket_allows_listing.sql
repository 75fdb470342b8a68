-- title: Public Bucket Allows Listing
-- level: warning
-- area: security
-- needs: SELECT on storage.buckets
-- why: Supabase's advisor: a public bucket, and a policy of storage.objects that shows all of it to PUBLIC, anon or
--   authenticated. ts_stat runs a query that is a text: this stands where there is no storage too.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

held as materialized (
    select d.objid as oid
    from busy as b
    inner join
        pg_catalog.pg_depend as d
        on d.refobjid = b.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
),

judged as materialized (
    select
        p.*,
        p.polrelid in (select y.oid from busy as y) or p.oid in (select h.oid from held as h) as held
    from pg_catalog.pg_policy as p
),

printed as materialized (
    select
        p.polname,
        p.polrelid,
        p.polcmd,
        p.polroles,
        p.polpermissive,
        p.held,
        case when not p.held then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end as qual,
        case when not p.held then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end as checked
    from judged as p
)

select
    'storage' as schema,
    b.name as object,
    'bucket' as object_type,
    pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) || ' of storage.objects shows all of it.' as detail,
    pg_catalog.bool_or(p.held) as held
from pg_catalog.pg_class as s
inner join pg_catalog.pg_namespace as sn on s.relnamespace = sn.oid
cross join
    lateral pg_catalog.ts_stat(
        'select pg_catalog.array_to_tsvector(array[id || pg_catalog.chr(31) || name]) from storage.buckets where public'
    ) as w (word, documents, entries)
cross join
    lateral (
        select
            pg_catalog.split_part(w.word, pg_catalog.chr(31), 1) as id,
            pg_catalog.split_part(w.word, pg_catalog.chr(31), 2) as name
    ) as b
inner join printed as p on p.polpermissive and p.polcmd in ('r', '*')
inner join pg_catalog.pg_class as c on p.polrelid = c.oid and c.relname = 'objects'
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid and n.nspname = 'storage'
where sn.nspname = 'storage'
    and s.relname = 'buckets'
    and s.relkind in ('r', 'p')
    and (
        0 = any(p.polroles)
        or exists (
            select 1 from pg_catalog.pg_roles as a
            where a.oid = any(p.polroles) and a.rolname in ('anon', 'authenticated')
        )
    )
    and (
        p.held
        or p.qual is null
        or pg_catalog.regexp_replace(pg_catalog.lower(p.qual), '[ \n\t]', '', 'g') in ('true', '(true)', '1=1', '(1=1)')
        or pg_catalog.substring(
            p.qual, '(?i)^\s*\(*\s*bucket_id\s*=\s*(''(?:[^'']|'''')*'')(?:\s*::\s*[[:alnum:]_\.]+)?\s*\)*\s*$'
        ) = '''' || pg_catalog.replace(b.id, '''', '''''') || ''''
    )
group by b.id, b.name
