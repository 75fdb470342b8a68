-- title: Clients wait for a connection of the pool
-- level: warning
-- area: performance
-- needs: pooler
-- threshold: pool_wait_seconds
-- detail: {waiting:count} clients of {role} wait, the first for {value:seconds}; {servers:count} connections of {most}
-- figure: {value:seconds}
-- why: To the application the database stands still, while the server itself has nothing to do.
-- fix: end what holds the connections: greenroom activity; or raise default_pool_size
select
    p.database as schema,
    p.database as object,
    'pool'::text as object_type,
    p.role as sub,
    p.role,
    p.waiting,
    p.servers,
    coalesce(p.size::text, 'an unknown number') as most,
    p.waited as value
from pg_catalog.jsonb_to_recordset(%(pools)s::jsonb) as p (
        database text, role text, waiting bigint, servers bigint, size bigint, waited float8
    )
where p.waiting > 0
    and p.waited >= %(warning)s::float8
order by p.waited desc
