-- title: Tables with their columns
-- why: What prints a definition waits for the locks of what it speaks of: what somebody holds or awaits is left
--   unread, and said to be.
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

extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'e'
),

columns_of as materialized (
    select
        a.attrelid as oid,
        pg_catalog.json_agg(
            pg_catalog.json_build_array(
                pg_catalog.quote_ident(a.attname),
                a.attnum,
                pg_catalog.format_type(a.atttypid, a.atttypmod),
                case
                    when a.attcollation not in (0, t.typcollation)
                        then (
                            select pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(o.collname)
                            from pg_catalog.pg_collation as o
                            inner join pg_catalog.pg_namespace as m on m.oid = o.collnamespace
                            where o.oid = a.attcollation
                        )
                end,
                case
                    when b.oid is null and a.attgenerated = '' then pg_catalog.pg_get_expr(f.adbin, f.adrelid)
                end,
                a.attnotnull,
                a.attidentity,
                case
                    when b.oid is null and a.attgenerated <> '' then pg_catalog.pg_get_expr(f.adbin, f.adrelid)
                end,
                a.attgenerated,
                a.attislocal
            ) order by a.attnum
        ) as listed
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    inner join pg_catalog.pg_type as t on t.oid = a.atttypid
    left join pg_catalog.pg_attrdef as f on f.adrelid = a.attrelid and f.adnum = a.attnum
    left join busy as b on b.oid = a.attrelid
    where a.attnum > 0
        and not a.attisdropped
        and n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    group by a.attrelid
)

select
    'table' as kind,
    'c' || c.oid as address,
    whole.named as name,
    'create ' || case c.relpersistence when 'u' then 'unlogged ' else '' end || 'table ' || whole.named as creates,
    case
        when c.relispartition then ' partition of ' || parents.listed || ' ' || part.bound
        else coalesce(' inherits (' || parents.listed || ')', '')
    end || coalesce(' partition by ' || part.keys, '') as definition,
    c.relispartition as partition,
    'drop table if exists ' || whole.named as drops,
    'revoke all on table ' || whole.named || ' from ' as revokes,
    coalesce(columns_of.listed, '[]') as columns,
    busy.oid is not null as held
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join columns_of on columns_of.oid = c.oid
left join (
    select distinct b.oid
    from busy as b
) as busy on busy.oid = c.oid
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            pg_catalog.string_agg(
                pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(p.relname), ', '
                order by i.inhseqno
            ) as listed
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as p on p.oid = i.inhparent
        inner join pg_catalog.pg_namespace as m on m.oid = p.relnamespace
        where i.inhrelid = c.oid
    ) as parents
cross join
    lateral (
        select
            case
                when busy.oid is null and c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid)
            end as keys,
            case
                when c.relispartition and busy.oid is null then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
                else ''
            end as bound
    ) as part
where c.relkind in ('r', 'p')
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
order by name
