-- title: Database near the end of its transaction numbers
-- level: warning
-- area: integrity
-- threshold: wraparound_percent
-- detail: {object} has used {value:percent} of its {kind}: the oldest is {age:count} old
-- figure: {value:percent}
-- why: At the end the server takes no more writes. VACUUM moves the end away, unless something holds the horizon.
-- fix: vacuum (freeze, verbose)
select
    ''::text as schema,
    d.datname::text as object,
    'database'::text as object_type,
    n.kind as sub,
    n.kind,
    n.age::bigint as age,
    (100 * n.age::float8 / 2147483647)::float8 as value
from pg_catalog.pg_database as d
cross join
    lateral (
        values
        ('transaction numbers', pg_catalog.age(d.datfrozenxid)),
        ('multixact numbers', pg_catalog.mxid_age(d.datminmxid))
    ) as n (kind, age)
where d.datallowconn
    and not pg_catalog.pg_is_in_recovery()
    and 100 * n.age::float8 / 2147483647 >= %(warning)s::float8
order by value desc
