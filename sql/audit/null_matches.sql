-- title: Policy that lets nobody's rows be everybody's
-- level: warning
-- area: security
-- why: Without a log-in the user is null, and null IS NOT DISTINCT FROM null: rows without an owner open to whoever
--   has none.
with
auth_functions as materialized (
    select
        f.oid,
        f.proname,
        n.nspname || '.' || f.proname as named
    from pg_catalog.pg_proc as f
    inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
    where (n.nspname = 'auth' and f.proname in ('uid', 'role', 'email', 'jwt'))
        or f.oid in (
            'pg_catalog.current_setting(pg_catalog.text)'::pg_catalog.regprocedure,
            'pg_catalog.current_setting(pg_catalog.text, pg_catalog.bool)'::pg_catalog.regprocedure
        )
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || case
        when pg_catalog.strpos(t.tree, '{DISTINCTEXPR ') > 0
            then ' uses IS NOT DISTINCT FROM: an absent user matches an absent owner.'
        else ' has a way around it for a user that is null.'
    end as detail,
    'static' as confidence
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select coalesce(p.polqual::text, '') || ' ' || coalesce(p.polwithcheck::text, '') as tree
    ) as t
where p.polpermissive
    and (
        pg_catalog.strpos(t.tree, '{BOOLEXPR :boolop not :args ({DISTINCTEXPR ') > 0
        or (
            pg_catalog.strpos(t.tree, '{BOOLEXPR :boolop or ') > 0
            and pg_catalog.strpos(t.tree, '{NULLTEST ') > 0
            and exists (
                select 1
                from auth_functions as f
                where t.tree ~ (
                        '\{NULLTEST :arg (\{COERCEVIAIO :arg )?\{FUNCEXPR :funcid '
                        || f.oid
                        || ' [^\{]*(\{CONST [^{}]*\} ?)*[^{}]*\}[^{}]*:nulltesttype 0 '
                    )
            )
        )
    )
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
