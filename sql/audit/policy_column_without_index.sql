-- title: Column of a policy without an index
-- level: info
-- area: performance
-- why: Each statement of a user reads the whole table to find the user's own rows.
-- fix: create index on {relation} ({attribute})
with columns as materialized (
    -- Few are left once those with an index are gone: only their policies are read.
    select
        p.oid as policy,
        d.refobjid as relation,
        d.refobjsubid as attnum
    from pg_catalog.pg_policy as p
    inner join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and d.objid = p.oid
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.refobjid = p.polrelid and d.refobjsubid > 0
    where p.polcmd <> 'a'
        and not exists (
            select 1 from pg_catalog.pg_index as i
            where i.indrelid = d.refobjid and i.indisvalid and i.indkey[0] = d.refobjsubid
        )
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'Asked by ' || pg_catalog.string_agg(distinct p.polname::text, ', ' order by p.polname::text) || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(t.attname) as attribute
from columns as d
inner join pg_catalog.pg_policy as p on d.policy = p.oid
inner join pg_catalog.pg_class as c on d.relation = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on d.relation = t.attrelid and d.attnum = t.attnum
where c.relrowsecurity
    and t.atttypid not in ('pg_catalog.bool'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype)
    and coalesce(p.polqual, p.polwithcheck)::text ~ (
        '\{OPEXPR [^{}]*:args \((\{RELABELTYPE :arg )?\{VAR :varno 1 :varattno ' || t.attnum
        || ' [^{}]*\}( :resulttype [^{}]*\})? (?!\{CONST )'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname, t.attname
