-- title: Update policy whose new row is not checked
-- level: warning
-- area: security
-- why: Whoever owns a row may write another owner into it: WITH CHECK is always true, though USING is not.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' checks the old row and not the new one.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where p.polcmd in ('w', '*')
    and p.polpermissive
    and c.relrowsecurity
    and p.polwithcheck::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
    and not p.polqual::text ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
