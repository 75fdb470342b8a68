-- title: Storage policy that lists every file
-- level: warning
-- area: security
-- why: Files of a public bucket are served without it. With it, everybody can list the names of all files of the
--   bucket.
-- fix: drop policy if exists {policy} on {relation}
-- advisor: public_bucket_allows_listing
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' shows ' || case
        when
            p.polqual::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
            then 'every object.'
        else 'every object of a bucket.'
    end as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where n.nspname = 'storage'
    and c.relname = 'objects'
    and p.polpermissive
    and p.polcmd in ('r', '*')
    and (
        p.polqual::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
        or (
            p.polqual::text ~ '^\{OPEXPR [^{}]*:args \((\{RELABELTYPE :arg )?\{VAR [^{}]*\}'
            and p.polqual::text !~ '\{(FUNCEXPR|SUBLINK|SQLVALUEFUNCTION|BOOLEXPR) '
            and exists (
                select 1 from pg_catalog.pg_attribute as t
                where t.attrelid = c.oid
                    and t.attname = 'bucket_id'
                    and pg_catalog.strpos(p.polqual::text, ':varattno ' || t.attnum || ' ') > 0
            )
        )
    )
    and exists (
        select 1
        from pg_catalog.unnest(p.polroles) as o (role)
        where o.role = 0 or o.role = any(%(audience)s::pg_catalog.oid[])
    )
