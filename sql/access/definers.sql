-- title: Functions with their owner's rights, what they name, and who may call them
-- why: Whoever may call one reaches what its owner reaches. Only a body that the server has parsed says for certain
--   what it touches; of one that is a text the names in it are told.
with
definers as materialized (
    select
        f.oid,
        n.oid as nspoid,
        n.nspname,
        f.proname,
        f.proowner,
        f.prosrc,
        f.prosqlbody is not null as parsed
    from pg_catalog.pg_proc as f
    inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
    where f.prosecdef
        and f.prokind in ('f', 'p')
        and f.prorettype <> all(
            array['pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype]
        )
        and n.nspname <> 'information_schema'
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and not exists (
            select 1 from pg_catalog.pg_depend as x
            where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
        )
),

said as materialized (
    select distinct
        d.oid,
        coalesce(r.word[1], '') as schema,
        r.word[2] as name
    from definers as d
    cross join
        lateral pg_catalog.regexp_matches(
            d.prosrc, '(?:("[^"]+"|[[:alpha:]_][[:alnum:]_$]*)\s*\.\s*)?("[^"]+"|[[:alpha:]_][[:alnum:]_$]*)', 'g'
        ) as r (word)
    where not d.parsed
),

plain as materialized (
    select distinct
        s.oid,
        case
            when pg_catalog.starts_with(s.schema, '"') then pg_catalog.btrim(s.schema, '"')
            else pg_catalog.lower(s.schema)
        end as schema,
        case
            when pg_catalog.starts_with(s.name, '"') then pg_catalog.btrim(s.name, '"')
            else pg_catalog.lower(s.name)
        end as name
    from said as s
),

touched as materialized (
    select
        b.oid,
        pg_catalog.array_agg(distinct b.relation order by b.relation) as touches
    from (
        select
            d.oid,
            x.refobjid::bigint as relation
        from definers as d
        inner join pg_catalog.pg_depend as x
            on x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                and x.objid = d.oid
                and x.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        union all
        select
            p.oid,
            k.oid::bigint
        from plain as p
        inner join pg_catalog.pg_class as k on p.name = k.relname::text and k.relkind in ('r', 'p', 'v', 'm', 'f')
        inner join pg_catalog.pg_namespace as n on k.relnamespace = n.oid
        where p.schema in ('', n.nspname::text)
            and n.nspname <> 'information_schema'
            and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    ) as b
    group by b.oid
)

select
    d.oid::bigint as oid,
    d.nspname as schema,
    d.proname || '(' || pg_catalog.pg_get_function_identity_arguments(d.oid) || ')' as name,
    d.proowner::bigint as owner,
    d.parsed as certain,
    t.touches,
    c.callers
from definers as d
inner join touched as t on d.oid = t.oid
cross join
    lateral (
        select pg_catalog.array_agg(r.oid::bigint order by r.oid) as callers
        from pg_catalog.unnest(%(roles)s::pg_catalog.oid[]) as r (oid)
        where pg_catalog.has_function_privilege(r.oid, d.oid, 'execute')
            and pg_catalog.has_schema_privilege(r.oid, d.nspoid, 'usage')
    ) as c
where c.callers is not null
