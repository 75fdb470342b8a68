-- title: Functions, procedures and window functions
-- why: A body of BEGIN ATOMIC waits for the tables that it names; those that somebody holds or awaits are left unread.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

held as materialized (
    select d.objid as oid
    from busy as b
    inner join pg_catalog.pg_depend as d
        on d.refobjid = b.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
),

extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        and d.deptype = 'e'
)

select
    case p.prokind when 'p' then 'procedure' else 'function' end as kind,
    'f' || p.oid as address,
    whole.named as name,
    printed.text as definition,
    printed.text as creates,
    printed.text as alters,
    case p.prokind when 'p' then 'drop procedure' else 'drop function' end || ' if exists ' || whole.named as drops,
    pg_catalog.pg_get_function_arguments(p.oid) || ' -> '
    || coalesce(pg_catalog.pg_get_function_result(p.oid), '') as fixed,
    'revoke all on ' || case p.prokind when 'p' then 'procedure ' else 'function ' end || whole.named
    || ' from ' as revokes,
    printed.text is null as held
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
cross join
    lateral (
        select
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
            || '(' || coalesce(
                (
                    select pg_catalog.string_agg(pg_catalog.format_type(i.type, null), ', ' order by i.place)
                    from pg_catalog.unnest(p.proargtypes) with ordinality as i (type, place)
                ), ''
            ) || ')' as named
    ) as whole
cross join
    lateral (
        select
            case
                when p.oid in (select h.oid from held as h) then null
                else pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), e'\n')
            end as text
    ) as printed
where p.prokind in ('f', 'p', 'w')
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and p.oid not in (select e.oid from extended as e)
order by name
