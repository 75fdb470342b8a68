-- title: Aggregates
-- why: The server has no function that prints one; what makes it up is compared. From the catalogue alone.
select
    'aggregate' as kind,
    'f' || p.oid as address,
    whole.named as name,
    rules.listed as definition,
    'create aggregate ' || whole.named || ' (' || rules.listed || ')' as creates,
    'drop aggregate if exists ' || whole.named as drops
from pg_catalog.pg_aggregate as g
inner join pg_catalog.pg_proc as p on p.oid = g.aggfnoid
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
cross join
    lateral (
        select
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
            || '(' || coalesce(nullif(pg_catalog.pg_get_function_identity_arguments(p.oid), ''), '*') || ')' as named
    ) as whole
cross join
    lateral (
        select
            'sfunc = ' || g.aggtransfn::pg_catalog.regproc
            || ', stype = ' || pg_catalog.format_type(g.aggtranstype, null)
            || case when g.aggfinalfn = 0 then '' else ', finalfunc = ' || g.aggfinalfn::pg_catalog.regproc end
            || case when g.aggcombinefn = 0 then '' else ', combinefunc = ' || g.aggcombinefn::pg_catalog.regproc end
            || coalesce(', initcond = ' || pg_catalog.quote_literal(g.agginitval), '')
            || case p.proparallel when 's' then ', parallel = safe' when 'r' then ', parallel = restricted' else '' end
                as listed
    ) as rules
where n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and p.oid not in (
        select d.objid
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and d.deptype = 'e'
    )
order by name
