-- title: Policies of row security, with their expressions
-- why: Printing one waits for its table and those that it asks; those that somebody holds or awaits are left unread.
--   What its sub-selects read stands in the stored trees (rtekind 0 is a relation), which wait for nobody.
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
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    union
    select p.oid
    from pg_catalog.pg_policy as p
    inner join busy as b on b.oid = p.polrelid
)

select
    p.oid::bigint as oid,
    p.polrelid::bigint as relation,
    p.polname::text as name,
    p.polcmd::text as command,
    p.polpermissive as permissive,
    p.polroles::bigint[] as roles,
    free.held,
    p.polqual is not null as has_using,
    p.polwithcheck is not null as has_check,
    case when not free.held then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end as using_text,
    case when not free.held then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end as check_text,
    tree.asks,
    case when tree.asks
            then array(
                    select distinct r.found[1]::bigint
                    from pg_catalog.regexp_matches(p.polqual::text, ':rtekind 0 :relid (\d+) ', 'g') as r (found)
                )
        else '{}'
    end as using_asks,
    case when tree.asks
            then array(
                    select distinct r.found[1]::bigint
                    from pg_catalog.regexp_matches(p.polwithcheck::text, ':rtekind 0 :relid (\d+) ', 'g') as r (found)
                )
        else '{}'
    end as check_asks
from pg_catalog.pg_policy as p
cross join lateral (select p.oid in (select h.oid from held as h) as held) as free
cross join
    lateral (
        select pg_catalog.concat(p.polqual::text, p.polwithcheck::text) ~ '{SUBLINK ' as asks
    ) as tree
order by p.polrelid, p.polname
