-- title: Sequence near its end
-- level: warning
-- part: column
-- area: integrity
-- threshold: sequence_percent
-- needs: USAGE or SELECT on the sequences
-- detail: {value:percent} of the numbers for {column_name} ({type}) are used: {last:count} of {ends:count}
-- figure: {value:percent}
-- why: At the end every INSERT fails. The sequence and the column both have an end: the nearer one counts.
-- fix: alter table {of_schema}.{of_table} alter column {column_name} type bigint
-- remedy: grant SELECT on the sequences to this role; one that is being changed is read the next time
with
fed as (
    select
        d.objid as sequence,
        d.refobjid as relation,
        d.refobjsubid as attribute
    from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype in ('a', 'i')
        and d.refobjsubid > 0
    union
    select
        d.refobjid,
        f.adrelid,
        f.adnum
    from pg_catalog.pg_depend as d
    inner join pg_catalog.pg_attrdef as f on f.oid = d.objid
    where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'n'
),

busy as materialized (
    select distinct l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

narrow as (
    select
        s.seqrelid,
        s.seqcycle,
        c.relname,
        c.relnamespace,
        f.relation,
        a.attname,
        a.atttypid,
        least(
            s.seqmax,
            case a.atttypid
                when 'pg_catalog.int2'::pg_catalog.regtype then 32767
                when 'pg_catalog.int4'::pg_catalog.regtype then 2147483647
                else 9223372036854775807
            end
        ) as ends,
        pg_catalog.has_sequence_privilege(s.seqrelid, 'USAGE,SELECT') as is_readable,
        s.seqrelid in (select b.oid from busy as b)
        or (c.relpersistence = 'u' and pg_catalog.pg_is_in_recovery()) as is_busy
    from pg_catalog.pg_sequence as s
    inner join pg_catalog.pg_class as c on c.oid = s.seqrelid
    inner join fed as f on f.sequence = s.seqrelid
    inner join pg_catalog.pg_class as t on t.oid = f.relation and t.relkind in ('r', 'p')
    inner join pg_catalog.pg_attribute as a on a.attrelid = f.relation and a.attnum = f.attribute
    where s.seqincrement > 0
        and not s.seqcycle
        and c.relpersistence <> 't'
),

read as (
    select
        n.*,
        case
            when n.is_readable and not n.is_busy then pg_catalog.pg_sequence_last_value(n.seqrelid)
        end as last
    from narrow as n
    where n.ends < 1099511627776
)

select
    z.nspname::text as schema,
    r.relname::text as object,
    'sequence'::text as object_type,
    t.relname::text || '.' || r.attname::text as sub,
    y.nspname::text as of_schema,
    t.relname::text as of_table,
    r.attname::text as column_name,
    pg_catalog.format_type(r.atttypid, null) as type,
    r.last,
    r.ends,
    case
        when not r.is_readable then 'this role may not read it'
        when r.is_busy then 'it is locked'
    end as unknown,
    (100.0 * r.last / r.ends)::float8 as value
from read as r
inner join pg_catalog.pg_namespace as z on z.oid = r.relnamespace
inner join pg_catalog.pg_class as t on t.oid = r.relation
inner join pg_catalog.pg_namespace as y on y.oid = t.relnamespace
where not r.is_readable
    or r.is_busy
    or 100.0 * r.last / r.ends >= %(warning)s::float8
order by value desc nulls last
limit 500
