-- title: What databases and tablespaces take on the disk
-- why: One look at each file. No relation is locked; what this role may not measure comes without a size.
select
    'database' as kind,
    d.datname::text as name,
    case
        when
            pg_catalog.has_database_privilege(d.oid, 'connect')
            or pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage')
            then pg_catalog.pg_database_size(d.oid)
    end as octets,
    '' as location
from pg_catalog.pg_database as d
where d.datallowconn
union all
select
    'tablespace' as kind,
    t.spcname::text as name,
    case
        when
            t.oid = (
                select o.dattablespace from pg_catalog.pg_database as o
                where o.datname = pg_catalog.current_database()
            )
            or pg_catalog.has_tablespace_privilege(t.oid, 'create')
            or pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage')
            then pg_catalog.pg_tablespace_size(t.oid)
    end as octets,
    pg_catalog.pg_tablespace_location(t.oid) as location
from pg_catalog.pg_tablespace as t
order by kind asc, octets desc nulls last, name asc
