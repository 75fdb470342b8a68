-- title: Policy that another makes useless
-- level: info
-- area: security
-- why: Permissive policies are joined by OR: beside one that is always true the others decide nothing, though they
--   read as if they did.
-- fix: drop policy if exists {policy} on {relation}
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || min(q.polname::text) || ' allows all that it could.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_policy as q
    on p.polrelid = q.polrelid
        and p.oid <> q.oid
        and q.polpermissive
        and q.polcmd in ('*', p.polcmd)
        and (q.polroles @> array[0::pg_catalog.oid] or q.polroles @> p.polroles)
where p.polpermissive
    and (
        q.polcmd = 'a' or q.polqual::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
    )
    and (
        q.polcmd in ('r', 'd')
        or q.polwithcheck is null and q.polcmd <> 'a'
        or q.polwithcheck::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
    )
    and not (
        coalesce(p.polqual, p.polwithcheck)::text
        ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
        and q.polname > p.polname
    )
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname, p.polname
